package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.Trainer;

/**
 * Machines trained for about a second: their posteriors have the right form, if not the best fit.
 */
final class SmallMachines {
  private SmallMachines() {}

  /** Of {@link GaussianModels#rows}. */
  static EstimationMachine rows(long seed) {
    return train(GaussianModels.rows(), GaussianModels.deepSet(), seed);
  }

  /** Of {@link GaussianModels#dose}. */
  static EstimationMachine dose() {
    return train(GaussianModels.dose(), GaussianModels.perceptron(), 1);
  }

  /** Of another model with another network. */
  static EstimationMachine train(
      GenerativeModel model, SummaryNetworkSpec summaryNetwork, long seed) {
    LearningRateSpec rate =
        LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(5e-3)).build();
    return EstimationMachine.of(
        Trainer.online(
                model,
                summaryNetwork,
                GaussianModels.flow(),
                GaussianModels.training(100).setSeed(seed).setLearningRate(rate).build())
            .train());
  }
}
