package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.storage.KilledProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineStoreTest {
  private static final DataSet OBSERVED = DataSet.of(0.3, -1.2, 0.8);

  private final EstimationMachine first = SmallMachines.rows(1);
  private final EstimationMachine second = SmallMachines.rows(2);

  @AfterAll
  void close() {
    first.close();
    second.close();
  }

  /** The machine of this folder is this one, in all its files. */
  private static void assertHolds(Path folder, EstimationMachine expected) {
    try (EstimationMachine found = EstimationMachine.load(folder)) {
      assertThat(found.card().getTraining()).isEqualTo(expected.card().getTraining());
      assertThat(found.estimator()).isEqualTo(expected.estimator());
      assertThat(found.sample(OBSERVED, 10, 1).column(0))
          .isEqualTo(expected.sample(OBSERVED, 10, 1).column(0));
    }
  }

  private static void assertNotSaved(EstimationMachine machine, Path folder) {
    assertThatThrownBy(() -> machine.save(folder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("machine " + folder + " could not be saved: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void savesListsAndReplaces(@TempDir Path parent) throws IOException {
    MachineStore store = new MachineStore(parent.resolve("models"));
    assertThat(store.names()).isEmpty();
    store.save("beta", first);
    store.save("alpha", second);
    Files.createDirectories(store.root().resolve("notes"));
    Files.createDirectories(store.root().resolve(".old"));
    Files.createFile(store.root().resolve(".old/card.txtpb"));
    assertThat(store.names()).containsExactly("alpha", "beta");
    store.save("beta", second);
    assertHolds(store.root().resolve("beta"), second);
    try (EstimationMachine loaded = store.load("alpha")) {
      assertThat(loaded.name()).isEqualTo("rows");
    }
    assertThatThrownBy(() -> store.load("gamma"))
        .isInstanceOf(MachineFormatException.class)
        .hasMessageContaining("gamma holds no machine");
    assertThat(store.root().toFile().list())
        .containsExactlyInAnyOrder("alpha", "beta", "notes", ".old");
  }

  @Test
  void anEmptyFolderIsTaken(@TempDir Path parent) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("empty"));
    first.save(folder);
    assertHolds(folder, first);
    assertThat(parent.toFile().list()).containsExactly("empty");
  }

  @Test
  void whatIsNoMachineIsNeverOverwritten(@TempDir Path parent) throws IOException {
    Path thesis = Files.createDirectory(parent.resolve("thesis"));
    Files.writeString(thesis.resolve("chapter1.tex"), "years of work");
    Path file = parent.resolve("file");
    Files.writeString(file, "a file");
    for (Path taken : List.of(thesis, file)) {
      assertThatThrownBy(() -> first.save(taken))
          .isInstanceOf(MachineFormatException.class)
          .hasMessage(taken + " exists and is no machine; it is left as it is");
    }
    assertThat(thesis.resolve("chapter1.tex")).hasContent("years of work");
    assertThat(file).hasContent("a file");
    assertThat(parent.toFile().list()).containsExactlyInAnyOrder("thesis", "file");
  }

  /** Every state in which a save can be cut off, and the machine that loads then. */
  @Test
  void aSaveThatIsCutOffLeavesTheOldMachineOrTheNewOne(@TempDir Path parent) throws IOException {
    Path folder = parent.resolve("m");
    Path fresh = parent.resolve(".m.new");
    Path old = parent.resolve(".m.old");
    first.save(folder);
    // While the new one is written.
    Files.createDirectory(fresh);
    Files.writeString(fresh.resolve("saved_model.pb"), "half");
    assertHolds(folder, first);
    assertThat(new MachineStore(parent).names()).containsExactly("m");
    // Between the two moves.
    second.save(parent.resolve("other"));
    Files.move(folder, old);
    assertHolds(folder, first);
    assertThat(new MachineStore(parent).names()).containsExactly("m", "other");
    // After both, with the old one not yet deleted, or deleted in part.
    Files.move(parent.resolve("other"), folder);
    assertHolds(folder, second);
    Files.delete(old.resolve("card.txtpb"));
    assertHolds(folder, second);
    // The next save clears it all away.
    first.save(folder);
    assertHolds(folder, first);
    assertThat(parent.toFile().list()).containsExactly("m");
  }

  @Test
  void aSaveAfterOneThatWasCutOffBetweenItsMovesLosesNothing(@TempDir Path parent)
      throws IOException {
    Path folder = parent.resolve("m");
    first.save(folder);
    Files.move(folder, parent.resolve(".m.old"));
    second.save(folder);
    assertHolds(folder, second);
    assertThat(parent.toFile().list()).containsExactly("m");
  }

  @Test
  void aPlaceWhereNoFolderCanBeIsSaidInOneSentence(@TempDir Path parent) throws IOException {
    Path file = parent.resolve("file");
    Files.writeString(file, "a file");
    assertNotSaved(first, file.resolve("models/m"));
    assertThat(file).hasContent("a file");
  }

  @Test
  void aSaveThatFailsOnTheWayLeavesTheMachineThatIsThere(@TempDir Path parent) throws IOException {
    // A name of 252 characters is allowed, one of 257, the name of the new folder, is not.
    first.save(parent.resolve("short"));
    Path folder = Files.move(parent.resolve("short"), parent.resolve("m".repeat(252)));
    assertNotSaved(second, folder);
    assertHolds(folder, first);
    assertThat(parent.toFile().list()).containsExactly(folder.getFileName().toString());
  }

  @Test
  void aReadOnlyFolderIsSaidInOneSentence(@TempDir Path parent) throws IOException {
    Path models = parent.resolve("models");
    Path folder = models.resolve("m");
    first.save(folder);
    assertThat(models.toFile().setWritable(false)).isTrue();
    try {
      assumeThat(Files.isWritable(models)).as("the superuser may write everywhere").isFalse();
      assertNotSaved(second, folder);
      assertHolds(folder, first);
    } finally {
      assertThat(models.toFile().setWritable(true)).isTrue();
    }
  }

  /** Saves two machines in turn until it is killed, and writes a file after the first save. */
  static final class Saver {
    private Saver() {}

    public static void main(String[] arguments) throws IOException {
      Path target = Path.of(arguments[0]);
      MachineFolder one = MachineFolder.read(Path.of(arguments[1]));
      MachineFolder other = MachineFolder.read(Path.of(arguments[2]));
      MachineStore.replace(target, one);
      Files.createFile(Path.of(arguments[3]));
      while (true) {
        MachineStore.replace(target, other);
        MachineStore.replace(target, one);
      }
    }
  }

  @Test
  void aSaverThatIsKilledLeavesOneOfItsMachines(@TempDir Path parent)
      throws IOException, InterruptedException {
    Path one = parent.resolve("one");
    Path other = parent.resolve("other");
    first.save(one);
    second.save(other);
    Path store = parent.resolve("models");
    Path target = store.resolve("m");
    String started = parent.resolve("started").toString();
    UniformRandomProvider random = new RandomStreams(51).stream(0);
    int cutOff = 0;
    int found = 0;
    for (int kill = 0; kill < 50; kill++) {
      KilledProcess.runAndKill(
          Saver.class,
          100 * random.nextDouble(),
          started,
          target.toString(),
          one.toString(),
          other.toString(),
          started);
      cutOff +=
          Files.exists(store.resolve(".m.new")) || Files.exists(store.resolve(".m.old")) ? 1 : 0;
      assertThat(new MachineStore(store).names()).containsExactly("m");
      long seed = MachineFolder.read(MachineStore.current(target)).card().getTraining().getSeed();
      assertHolds(target, seed == 1 ? first : second);
      found += seed == 1 ? 1 : 0;
    }
    // Most kills fall into a save, of either machine.
    assertThat(cutOff).isPositive();
    assertThat(found).isBetween(1, 49);
  }
}
