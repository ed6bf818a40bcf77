package io.github.bayesflow4j.training;

import static io.github.bayesflow4j.training.TrainedWeights.assertSameWeights;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.CheckpointSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.storage.KilledProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final EstimatorSpec ESTIMATOR =
      EstimatorSpec.newBuilder().setFlow(GaussianModels.flow()).build();
  private static final TrainingSpec TRAINING = GaussianModels.training(100).build();

  @TempDir private Path folder;

  static Checkpoint checkpoint(Path file) {
    return new Checkpoint(file, ESTIMATOR, TRAINING);
  }

  /** A state whose every number follows from the step. */
  static TrainingState state(long step, int weights) {
    Map<String, Weights.Weight> variables = new LinkedHashMap<>();
    variables.put(
        "flow/kernel", new Weights.Weight(new long[] {2, weights}, filled(step, 2 * weights)));
    variables.put("flow/bias", new Weights.Weight(new long[0], filled(-step, 1)));
    Weights best =
        new Weights(Map.of("flow/bias", new Weights.Weight(new long[] {3}, filled(2 * step, 3))));
    TrainingHistory history =
        new TrainingHistory(
            List.of(new TrainingHistory.Entry(step, 0.5, 0.25, 1e-3, 2.5)), List.of(step - 1));
    return new TrainingState(
        step, new Weights(variables), best, -0.75, 3, 0.125, history, 2.5, 2 * step, 1);
  }

  private static float[] filled(long value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private static void assertSame(TrainingState found, TrainingState expected) {
    assertThat(found)
        .usingRecursiveComparison()
        .ignoringFields("variables", "bestWeights")
        .isEqualTo(expected);
    assertSameWeights(found.variables(), expected.variables());
    assertSameWeights(found.bestWeights(), expected.bestWeights());
  }

  @Test
  void aSavedStateIsLoadedAsItWas() throws IOException {
    Checkpoint checkpoint = checkpoint(folder.resolve("a/b/run.checkpoint"));
    assertThat(checkpoint.load()).isEmpty();
    checkpoint.save(state(20, 4));
    checkpoint.save(state(40, 4));
    assertSame(checkpoint.load().orElseThrow(), state(40, 4));
    assertThat(Files.list(folder.resolve("a/b"))).hasSize(1);
    Checkpoint.delete(folder.resolve("a/b/run.checkpoint"));
    assertThat(checkpoint.load()).isEmpty();
    Checkpoint.delete(folder.resolve("a/b/run.checkpoint"));
  }

  @Test
  void anInfiniteValidationLossSurvives() {
    Checkpoint checkpoint = checkpoint(folder.resolve("run.checkpoint"));
    TrainingState state = state(1, 1);
    checkpoint.save(TrainingState.initial(state.variables(), state.bestWeights(), Double.NaN));
    assertThat(checkpoint.load().orElseThrow().bestValidationLoss())
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void noDamagedFileIsTakenForACheckpoint() throws IOException {
    Path file = folder.resolve("run.checkpoint");
    checkpoint(file).save(state(20, 4));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      assertRefused(file, Arrays.copyOf(whole, length));
    }
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertRefused(file, flipped);
    }
    assertRefused(file, "Dear diary".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void assertRefused(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    assertThatThrownBy(() -> checkpoint(file).load())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void eachKindOfRefusalHasItsSentence() throws IOException {
    Path file = folder.resolve("run.checkpoint");
    checkpoint(file).save(state(20, 4));
    CheckpointSpec spec = CheckpointSpec.parseFrom(Files.readAllBytes(file));
    Files.write(file, spec.toBuilder().setStep(21).build().toByteArray());
    assertThatThrownBy(() -> checkpoint(file).load())
        .hasMessage(
            "file " + file + " is no checkpoint, or a damaged one; delete it to start anew");
    Files.write(file, spec.toBuilder().setFormat(1).build().toByteArray());
    assertThatThrownBy(() -> checkpoint(file).load())
        .hasMessage(
            "checkpoint "
                + file
                + ": expected format 2, found 1; without the file, training starts anew");
    Files.write(file, spec.toByteArray());
    Checkpoint other = new Checkpoint(file, ESTIMATOR, TRAINING.toBuilder().setSeed(9).build());
    assertThatThrownBy(other::load)
        .hasMessage(
            "checkpoint "
                + file
                + " belongs to a run with other settings; delete it to start anew");
  }

  /** Writes checkpoints of the steps 1, 2, .. until it is killed, and a file after the first. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Checkpoint checkpoint = checkpoint(Path.of(arguments[0]));
      checkpoint.save(state(1, WEIGHTS));
      Files.createFile(Path.of(arguments[1]));
      for (long step = 2; ; step++) {
        checkpoint.save(state(step, WEIGHTS));
      }
    }
  }

  /** As many as make a file of a megabyte, so that most of the time goes into writing it. */
  private static final int WEIGHTS = 1 << 17;

  @Test
  void aWriterThatIsKilledLeavesAWholeCheckpoint() throws IOException, InterruptedException {
    Path file = folder.resolve("run.checkpoint");
    String started = folder.resolve("started").toString();
    UniformRandomProvider random = new RandomStreams(50).stream(0);
    int cutOff = 0;
    for (int kill = 0; kill < 50; kill++) {
      KilledProcess.runAndKill(
          Writer.class, 100 * random.nextDouble(), started, file.toString(), started);
      TrainingState found = checkpoint(file).load().orElseThrow();
      assertSame(found, state(found.step(), WEIGHTS));
      cutOff += Files.exists(folder.resolve(".run.checkpoint.tmp")) ? 1 : 0;
    }
    // On a busy machine one kill in eight falls into a write: none of 50 does by a chance of 0.001.
    assertThat(cutOff).isPositive();
  }
}
