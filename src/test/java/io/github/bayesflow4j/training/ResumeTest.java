package io.github.bayesflow4j.training;

import static io.github.bayesflow4j.training.TrainedWeights.assertSameRun;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.SimulationFailedException;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.AdamSpec;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.storage.KilledProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  private static final int STEPS = 100;

  /** What {@link #online} reaches when nothing interrupts it. */
  private static final TrainedEstimator UNINTERRUPTED = online().train();

  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameTheCheckpoint() {
    file = folder.resolve("deep/run.checkpoint");
  }

  /** Stands for the user who interrupts a run. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static TrainingListener interruptAt(long step) {
    return new TrainingListener() {
      @Override
      public void onStep(TrainingProgress progress) {
        if (progress.step() == step) {
          throw new Interrupted();
        }
      }
    };
  }

  private static TrainingSpec.Builder training() {
    return GaussianModels.training(STEPS).setCheckpointInterval(40);
  }

  private static Trainer online() {
    return online(GaussianModels.flow(), training().build());
  }

  private static Trainer online(FlowSpec flow, TrainingSpec training) {
    return Trainer.online(GaussianModels.rows(), GaussianModels.deepSet(), flow, training);
  }

  private static Trainer table() {
    GenerativeModel model = GaussianModels.rows();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations table = engine.simulate(new RandomStreams(5), 300);
      return Trainer.fromTable(
          ModelSpecs.of(model),
          table,
          GaussianModels.deepSet(),
          GaussianModels.flow(),
          training().build());
    }
  }

  private void assertResumes(Supplier<Trainer> trainer, long interruptedAt, long goesOnFrom) {
    assertResumes(trainer, trainer.get().train(), interruptedAt, goesOnFrom);
  }

  private void assertResumes(
      Supplier<Trainer> trainer,
      TrainedEstimator uninterrupted,
      long interruptedAt,
      long goesOnFrom) {
    assertThatThrownBy(
            () -> trainer.get().checkpoint(file).listener(interruptAt(interruptedAt)).train())
        .isInstanceOf(Interrupted.class);
    AtomicLong start = new AtomicLong(-1);
    TrainedEstimator resumed =
        trainer
            .get()
            .checkpoint(file)
            .listener(
                new TrainingListener() {
                  @Override
                  public void onStart(long step, long steps) {
                    start.set(step);
                  }
                })
            .train();
    assertThat(start).hasValue(goesOnFrom);
    assertSameRun(resumed, uninterrupted);
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("deep")).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 41, 99})
  void anOnlineRunReachesTheWeightsOfAnUninterruptedOne(long step) {
    assertResumes(ResumeTest::online, UNINTERRUPTED, step, step / 40 * 40);
  }

  @Test
  void aTableRunReachesTheWeightsOfAnUninterruptedOne() {
    // 270 data sets make 8 batches: step 50 is in the seventh epoch.
    assertResumes(ResumeTest::table, 50, 40);
  }

  @Test
  void aRunWithDropoutReachesTheWeightsOfAnUninterruptedOne() {
    assertResumes(() -> online(TestFlows.dropout(0.2), training().build()), 57, 40);
  }

  @Test
  void aRunWithAveragesAndDecayReachesTheWeightsOfAnUninterruptedOne() {
    AdamSpec decay = AdamSpec.newBuilder().setWeightDecay(0.1).build();
    TrainingSpec training = training().setAverageSteps(15).setAdam(decay).build();
    assertResumes(() -> online(GaussianModels.flow(), training), 57, 40);
  }

  @Test
  void aRunWithNoiseReachesTheWeightsOfAnUninterruptedOne() {
    FlowSpec soft = GaussianModels.flow().toBuilder().setSoftNoise(0.1).build();
    TrainingSpec training = training().setInputNoise(0.05).build();
    assertResumes(() -> online(soft, training), 57, 40);
  }

  @Test
  void theCountOfSkippedSimulationsGoesOn() {
    assertResumes(() -> TrainerTest.skipping(training()), 90, 80);
  }

  @Test
  void divergencesAndRateGoOn() {
    // The first update is of rate 1000; the loss of the second batch explodes (see DivergenceTest).
    assertResumes(
        () ->
            Trainer.online(
                GaussianModels.conjugate(),
                GaussianModels.perceptron(),
                GaussianModels.flow(),
                training()
                    .setDivergenceFactor(5e-6)
                    .setLearningRate(
                        LearningRateSpec.newBuilder()
                            .setConstant(ConstantRate.newBuilder().setRate(1000)))
                    .build()),
        60,
        40);
  }

  @Test
  void aRunInterruptedTwiceStillGetsThere() {
    for (int step : new int[] {45, 90}) {
      assertThatThrownBy(() -> online().checkpoint(file).listener(interruptAt(step)).train())
          .isInstanceOf(Interrupted.class);
    }
    assertSameRun(online().checkpoint(file).train(), UNINTERRUPTED);
  }

  @Test
  void aKilledProcessLeavesARunToGoOnWith() throws IOException, InterruptedException {
    KilledProcess.runAndKill(TrainingProcess.class, 0, file.toString(), file.toString());
    assertSameRun(
        TrainingProcess.trainer().checkpoint(file).train(), TrainingProcess.trainer().train());
  }

  @Test
  void aSimulatorThatThrowsLeavesTheCheckpointIntact() {
    AtomicLong calls = new AtomicLong();
    long before = 256 + 100 + 32 * 60;
    GenerativeModel failing =
        GaussianModels.conjugate(
            (theta, n, random) -> {
              if (calls.incrementAndGet() > before) {
                throw new IllegalStateException("the solver gave up");
              }
              return new double[] {theta[0] + random.nextDouble(), theta[1]};
            });
    GenerativeModel repaired =
        GaussianModels.conjugate(
            (theta, n, random) -> new double[] {theta[0] + random.nextDouble(), theta[1]});
    assertThatThrownBy(() -> conjugate(failing, training()).checkpoint(file).train())
        .isInstanceOf(SimulationFailedException.class)
        .hasMessageContaining("the solver gave up")
        .hasMessageContaining("seed")
        .hasMessageContaining("theta2 = ");
    assertThat(file).exists();
    assertSameRun(
        conjugate(repaired, training()).checkpoint(file).train(),
        conjugate(repaired, training()).train());
  }

  private static Trainer conjugate(GenerativeModel model, TrainingSpec.Builder training) {
    return Trainer.online(
        model, GaussianModels.perceptron(), GaussianModels.flow(), training.build());
  }

  @Test
  void aCheckpointOfARunWithOtherSettingsIsRefusedAndKept() throws IOException {
    assertThatThrownBy(() -> online().checkpoint(file).listener(interruptAt(50)).train())
        .isInstanceOf(Interrupted.class);
    byte[] content = Files.readAllBytes(file);
    Trainer other =
        Trainer.online(
            GaussianModels.rows(),
            GaussianModels.deepSet(),
            GaussianModels.flow(),
            training().setSeed(2).build());
    assertThatThrownBy(() -> other.checkpoint(file).train())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "checkpoint "
                + file
                + " belongs to a run with other settings; delete it to start anew");
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsSaidInOneSentence() throws IOException {
    Path blocked = folder.resolve("file");
    Files.writeString(blocked, "not a folder");
    assertThatThrownBy(() -> online().checkpoint(blocked.resolve("run.checkpoint")).train())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("checkpoint " + blocked.resolve("run.checkpoint") + " could not");
    assertThat(blocked).hasContent("not a folder");
  }
}
