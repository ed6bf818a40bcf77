package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DivergenceTest {

  /** What a listener is told of a divergence. */
  private record Told(long step, double loss, double rateFactor) {}

  private static final class Recorder implements TrainingListener {
    private final List<Told> told = new ArrayList<>();

    @Override
    public void onDivergence(long step, double loss, double rateFactor) {
      told.add(new Told(step, loss, rateFactor));
    }
  }

  private static TrainingSpec.Builder constant(int steps, double rate) {
    return GaussianModels.training(steps)
        .setLearningRate(
            LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(rate)));
  }

  private static Trainer conjugate(TrainingSpec.Builder training) {
    return Trainer.online(
        GaussianModels.conjugate(),
        GaussianModels.perceptron(),
        GaussianModels.flow(),
        training.build());
  }

  /**
   * A first step of rate 1000 moves every weight by about 1000: the second batch's loss explodes.
   */
  @Test
  void anExplosionInTheFirstStepsBringsTheInitialWeightsBack() {
    Recorder recorder = new Recorder();
    TrainingSpec.Builder exploding =
        constant(20, 1000).setDivergenceFactor(1e-30).setMaxDivergences(1);
    TrainedEstimator restored = conjugate(exploding).listener(recorder).train();
    assertThat(recorder.told).hasSize(1);
    Told told = recorder.told.get(0);
    assertThat(told.step()).isEqualTo(2);
    assertThat(told.rateFactor()).isEqualTo(1e-30);
    assertThat(told.loss() < 1000).isFalse();
    assertThat(restored.history().divergences()).containsExactly(2L);
    // After that the rate is 1e-27, which moves no weight: a run with that rate from the start.
    TrainedEstimator still = conjugate(constant(20, 1e-27)).train();
    assertThat(restored.history().entries()).hasSize(1);
    assertThat(restored.history().entries().get(0).validationLoss())
        .isEqualTo(still.history().entries().get(0).validationLoss());
    TrainedWeights.assertSameWeights(restored.weights(), still.weights());
  }

  @Test
  void aLowerRateAfterADivergenceTrains() {
    TrainedEstimator trained =
        conjugate(constant(300, 1000).setDivergenceFactor(5e-6).setMaxDivergences(1)).train();
    List<TrainingHistory.Entry> entries = trained.history().entries();
    assertThat(entries).hasSize(15).allMatch(entry -> Math.abs(entry.rate() - 5e-3) < 1e-9);
    // The exact posterior's loss is -0.61 (see TrainerTest).
    assertThat(entries.get(14).validationLoss()).isBetween(-1d, -0.3);
  }

  private static final double OUTLIER = 1e30;

  /** Here and there a value of 1e30, which overflows once it is squared. */
  private static GenerativeModel withOutliers(double probability) {
    return GaussianModels.conjugate(
        (theta, n, random) -> {
          double[] x = theta.clone();
          x[0] = random.nextDouble() < probability ? OUTLIER : x[0];
          return x;
        });
  }

  private static boolean hasOutlier(Simulations batch) {
    for (float x : batch.data(0)) {
      if (x == (float) OUTLIER) {
        return true;
      }
    }
    return false;
  }

  /** The steps, counted from one, whose batch of 32 has an outlier. */
  private static List<Long> outlierSteps(GenerativeModel model, int steps, long seed) {
    List<Long> found = new ArrayList<>();
    RandomStreams streams = new RandomStreams(seed).in(RandomStreams.Domain.TRAINING);
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      for (long step = 0; step < steps; step++) {
        if (hasOutlier(SimulationEngine.await(engine.submitBatch(streams.child(step), 32)))) {
          found.add(step + 1);
        }
      }
    }
    return found;
  }

  private static Trainer outliers(GenerativeModel model, TrainingSpec.Builder training) {
    return Trainer.online(
        model, SummaryNetworks.identity(), GaussianModels.flow(), training.build());
  }

  @Test
  void everyLossThatOverflowsIsADivergenceAndNothingElseIs() {
    GenerativeModel model = withOutliers(1 / 1500d);
    TrainingSpec.Builder training = constant(100, 1e-3).setMaxDivergences(10).setSeed(6);
    List<Long> expected = outlierSteps(model, 100, 6);
    assertThat(expected).hasSizeBetween(2, 5);
    Recorder recorder = new Recorder();
    TrainedEstimator trained = outliers(model, training).listener(recorder).train();
    assertThat(trained.history().divergences()).isEqualTo(expected);
    assertThat(trained.weights().allFinite()).isTrue();
    for (int i = 0; i < expected.size(); i++) {
      Told told = recorder.told.get(i);
      assertThat(told.step()).isEqualTo(expected.get(i));
      assertThat(told.rateFactor()).isEqualTo(Math.pow(0.5, i + 1));
    }
    assertThat(trained.history().entries().get(4).rate())
        .isEqualTo(1e-3 * Math.pow(0.5, expected.size()));
  }

  @Test
  void tooManyDivergencesEndTraining() {
    GenerativeModel model = withOutliers(1 / 1500d);
    List<Long> expected = outlierSteps(model, 100, 6);
    int allowed = expected.size() - 1;
    TrainingSpec.Builder training = constant(100, 1e-3).setMaxDivergences(allowed).setSeed(6);
    assertThatThrownBy(() -> outliers(model, training).train())
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("training diverged " + expected.size() + " times")
        .hasMessageContaining("step " + expected.get(allowed));
  }

  @Test
  void aRunThatNeverReachedAFiniteLossHasNoResult() {
    // Every update is of rate 1e10, so every second loss is useless and the only measurement too.
    TrainingSpec.Builder training = constant(3, 1e10).setMaxDivergences(100).setDivergenceFactor(1);
    assertThatThrownBy(() -> conjugate(training).train())
        .isInstanceOf(TrainingDivergedException.class)
        .hasMessageContaining("[2, 3]");
  }

  @Test
  void aValidationLossThatExplodesIsADivergence() {
    Recorder recorder = new Recorder();
    // One step and one measurement: no batch is seen with the exploded weights.
    TrainingSpec.Builder training =
        constant(2, 1000).setValidationInterval(1).setDivergenceFactor(1e-30);
    TrainedEstimator trained = conjugate(training).listener(recorder).train();
    assertThat(trained.history().divergences()).containsExactly(1L);
    assertThat(recorder.told.get(0).loss() < 1000).isFalse();
    assertThat(trained.history().entries()).hasSize(1);
    assertThat(trained.history().entries().get(0).step()).isEqualTo(2);
  }
}
