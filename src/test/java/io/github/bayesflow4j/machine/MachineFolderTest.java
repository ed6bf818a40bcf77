package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.SpecFiles;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.storage.Digest;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.SavedModel;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineFolderTest {
  private static final DataSet OBSERVED = DataSet.of(0.7).withContext(1.5);

  private final EstimationMachine machine = SmallMachines.dose();
  private final double[] draws = machine.sample(OBSERVED, 20, 1).column(0);
  private Path folder = Path.of("");

  @BeforeEach
  void save(@TempDir Path parent) {
    folder = parent.resolve("dose");
    machine.save(folder);
  }

  @AfterAll
  void close() {
    machine.close();
  }

  private void assertRefused(String sentence) {
    assertThatThrownBy(() -> EstimationMachine.load(folder))
        .isInstanceOf(MachineFormatException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("\n");
  }

  @Test
  void holdsTheFilesOfTheFormat() {
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("saved_model.pb", "estimator.txtpb", "card.txtpb", "README.md");
    assertThat(folder.resolve("README.md"))
        .content(StandardCharsets.UTF_8)
        .contains("# dose", "| theta", "Known quantities: dose", "3200 simulations");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model.pb", "estimator.txtpb", "card.txtpb"})
  void aMissingFileIsNamed(String name) throws IOException {
    Files.delete(folder.resolve(name));
    assertRefused("holds no machine: file " + name + " is missing");
    Files.createDirectory(folder.resolve(name));
    assertRefused("holds no machine: file " + name + " is missing");
  }

  @Test
  void theReadmeIsForPeopleAlone() throws IOException {
    Files.delete(folder.resolve("README.md"));
    assertSameDraws();
  }

  @Test
  void noFolderAndAnEmptyOneHoldNoMachine() throws IOException {
    DurableFiles.deleteTree(folder);
    assertRefused("holds no machine: file saved_model.pb is missing");
    Files.createDirectory(folder);
    assertRefused("holds no machine: file saved_model.pb is missing");
  }

  @Test
  void aSavedModelOfSomebodyElseIsNoMachine() throws IOException {
    SavedModel foreign = SavedModel.newBuilder().setSavedModelSchemaVersion(1).build();
    DurableFiles.deleteTree(folder);
    Files.createDirectories(folder.resolve("variables"));
    Files.write(folder.resolve("saved_model.pb"), foreign.toByteArray());
    assertRefused("holds no machine: file estimator.txtpb is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model.pb", "estimator.txtpb"})
  void aFileThatIsNotTheOneOnTheCardIsDamaged(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    String sentence = name + " is damaged: its SHA-256 is not the one in card.txtpb";
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(sentence);
    }
    for (int bit : new int[] {0, 4 * whole.length, 8 * whole.length - 1}) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertRefused(sentence);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(sentence);
  }

  /**
   * The card has no digest of itself: a number on it may change unseen. But no damage to it changes
   * a draw, or fails in any other way than by a sentence.
   */
  @Test
  void aDamagedCardIsRefusedOrChangesNoDraw() throws IOException {
    Path file = folder.resolve("card.txtpb");
    byte[] whole = Files.readAllBytes(file);
    UniformRandomProvider random = new RandomStreams(12).stream(0);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      if (i % 6 == 0) {
        damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
      } else {
        damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, damaged);
      try (EstimationMachine loaded = EstimationMachine.load(folder)) {
        assertThat(loaded.sample(OBSERVED, 20, 1).column(0)).isEqualTo(draws);
      } catch (MachineFormatException e) {
        assertThat(e).hasMessageContaining(folder.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void aMachineOfANewerFormatIsSaidToBeOne() throws IOException {
    Path file = folder.resolve("card.txtpb");
    String card = Files.readString(file);
    Files.writeString(
        file, "quality_seal { issuer: \"lab\" }\n" + card.replace("format: 1\n", "format: 2\n"));
    assertRefused("expected format 1, found 2");
  }

  @Test
  void aFieldUnknownToThisFormatIsPlaced() throws IOException {
    Path file = folder.resolve("card.txtpb");
    Files.writeString(file, Files.readString(file) + "\nquality_seal: 1\n");
    assertRefused("quality_seal");
  }

  private void rewrite(SavedModel model, EstimatorSpec estimator, MachineCardSpec card)
      throws IOException {
    DurableFiles.deleteTree(folder);
    Files.createDirectory(folder);
    new MachineFolder(model, estimator, card).write(folder);
  }

  @Test
  void aGraphThatIsNoMachineOfOursIsRefusedEvenIfItsDigestsMatch() throws IOException {
    MachineFolder content = MachineFolder.read(folder);
    SavedModel model = content.model();
    rewrite(SavedModel.getDefaultInstance(), content.estimator(), content.card());
    assertRefused("expected 1 graph, found 0");
    rewrite(
        model.toBuilder().addMetaGraphs(model.getMetaGraphs(0)).build(),
        content.estimator(),
        content.card());
    assertRefused("expected 1 graph, found 2");
    SavedModel.Builder cut = model.toBuilder();
    cut.getMetaGraphsBuilder(0).getGraphDefBuilder().removeNode(2);
    rewrite(cut.build(), content.estimator(), content.card());
    assertRefused("TensorFlow does not take the graph");
    SavedModel.Builder empty = model.toBuilder();
    empty.getMetaGraphsBuilder(0).clearGraphDef();
    rewrite(empty.build(), content.estimator(), content.card());
    assertRefused("the graph has no operation named num_samples");
  }

  /** Puts another estimator beside the graph, with its digest on the card. */
  private void replaceEstimator(EstimatorSpec estimator) throws IOException {
    byte[] text = SpecFiles.print(estimator).getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("estimator.txtpb"), text);
    Path card = folder.resolve("card.txtpb");
    MachineCardSpec read = SpecFiles.read(card, MachineCardSpec.getDefaultInstance());
    Files.writeString(
        card, SpecFiles.print(read.toBuilder().setEstimatorDigest(Digest.sha256(text)).build()));
  }

  @Test
  void anEstimatorThatIsNoModelIsRefusedEvenIfItsDigestsMatch() throws IOException {
    MachineFolder content = MachineFolder.read(folder);
    EstimatorSpec.Builder nameless = content.estimator().toBuilder();
    nameless.getModelBuilder().clearParameter();
    replaceEstimator(nameless.build());
    assertRefused("a parameter space needs at least one parameter");
    EstimatorSpec.Builder blind = content.estimator().toBuilder();
    blind.getModelBuilder().clearObservable();
    replaceEstimator(blind.build());
    assertRefused("at least one observable is needed");
    EstimatorSpec.Builder other = content.estimator().toBuilder();
    other.getModelBuilder().getObservableBuilder(0).setName("counts");
    replaceEstimator(other.build());
    assertRefused("the graph has no operation named counts");
  }

  private void assertSameDraws() {
    assertThatCode(
            () -> {
              try (EstimationMachine loaded = EstimationMachine.load(folder)) {
                assertThat(loaded.sample(OBSERVED, 20, 1).column(0)).isEqualTo(draws);
              }
            })
        .doesNotThrowAnyException();
  }
}
