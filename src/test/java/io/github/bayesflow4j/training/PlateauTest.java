package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.PlateauRate;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table so small that it is learned by heart, so that the validation loss rises. */
class PlateauTest {
  private static final PlateauRate RULE =
      PlateauRate.newBuilder()
          .setRate(0.01)
          .setPatience(2)
          .setFactor(0.1)
          .setReductions(2)
          .setFinalRate(0.01)
          .build();

  private static TrainingSpec.Builder training(int steps) {
    return GaussianModels.training(steps)
        .setLearningRate(LearningRateSpec.newBuilder().setPlateau(RULE));
  }

  private static Trainer trainer(TrainingSpec.Builder training) {
    GenerativeModel model = GaussianModels.conjugate();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations table = engine.simulate(new RandomStreams(3), 100);
      return Trainer.fromTable(
          ModelSpecs.of(model),
          table,
          GaussianModels.perceptron(),
          GaussianModels.flow(),
          training.build());
    }
  }

  /** Recomputes the rule from the history alone. */
  @Test
  void thePlateausOfTheHistoryLowerTheRateAndTheLastOneEndsTraining() {
    TrainedEstimator trained = trainer(training(5000)).train();
    List<TrainingHistory.Entry> entries = trained.history().entries();
    double rate = RULE.getRate();
    double best = Double.POSITIVE_INFINITY;
    int without = 0;
    int plateaus = 0;
    for (TrainingHistory.Entry entry : entries) {
      assertThat(plateaus).isLessThanOrEqualTo(RULE.getReductions());
      assertThat(entry.rate())
          .isCloseTo(rate, org.assertj.core.data.Percentage.withPercentage(1e-6));
      // The loss before the first step is not in the history, but this table improves on it.
      without = entry.validationLoss() < best ? 0 : without + 1;
      best = Math.min(best, entry.validationLoss());
      if (without == RULE.getPatience()) {
        plateaus++;
        without = 0;
        rate *= RULE.getFactor();
      }
    }
    assertThat(plateaus).isEqualTo(RULE.getReductions() + 1);
    assertThat(entries.get(entries.size() - 1).step()).isLessThan(5000);
  }

  /** After a plateau training goes on from the best weights, not from where it had got to. */
  @Test
  void theLossFallsBackToTheBest() {
    List<TrainingHistory.Entry> entries = trainer(training(5000)).train().history().entries();
    double worstAtFirstRate =
        entries.stream()
            .filter(entry -> entry.rate() > 0.5 * RULE.getRate())
            .reduce((first, second) -> second)
            .orElseThrow()
            .validationLoss();
    double afterReduction =
        entries.stream()
            .filter(entry -> entry.rate() < 0.5 * RULE.getRate())
            .findFirst()
            .orElseThrow()
            .validationLoss();
    assertThat(afterReduction).isLessThan(worstAtFirstRate);
  }

  @Test
  void aResumedRunMeetsTheSamePlateaus(@TempDir Path folder) {
    TrainedEstimator whole = trainer(training(5000)).train();
    Path file = folder.resolve("checkpoint");
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void onValidation(TrainingHistory.Entry entry) {
            if (entry.rate() < 0.05 * RULE.getRate()) {
              throw new IllegalStateException("stopped by the test");
            }
          }
        };
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> trainer(training(5000)).checkpoint(file).listener(stop).train())
        .hasMessage("stopped by the test");
    TrainedEstimator resumed = trainer(training(5000)).checkpoint(file).train();
    assertThat(resumed.history().entries().size()).isEqualTo(whole.history().entries().size());
    TrainedWeights.assertSameWeights(resumed.weights(), whole.weights());
  }
}
