package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.Trainer;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/**
 * What training learns is the exact posterior.
 *
 * <p>Tolerances are those of training, 2,000 steps of small networks: a mean within 0.15 posterior
 * deviations and a deviation within a twentieth of itself. The errors of 20,000 draws, 0.007 and
 * 0.005, are small beside these.
 */
class LearnedPosteriorTest {
  private static final int DRAWS = 20_000;

  private static EstimationMachine train(GenerativeModel model) {
    LearningRateSpec rate =
        LearningRateSpec.newBuilder().setCosine(CosineRate.newBuilder().setRate(5e-3)).build();
    TrainingSpec training =
        GaussianModels.training(2000)
            .setBatchSize(128)
            .setStandardizationSimulations(4096)
            .setValidationSimulations(512)
            .setValidationInterval(200)
            .setLearningRate(rate)
            .build();
    FlowSpec flow = TestFlows.affine(2, Activation.RELU, 64, 64);
    return EstimationMachine.of(
        Trainer.online(model, GaussianModels.perceptron(), flow, training).train());
  }

  private static void assertPosterior(
      PosteriorSamples draws, int component, double mean, double sd) {
    assertThat(draws.mean(component)).isEqualTo(mean, within(0.15 * sd));
    assertThat(draws.sd(component)).isEqualTo(sd, within(0.05 * sd));
    NormalDistribution exact = NormalDistribution.of(mean, sd);
    for (double p : new double[] {0.05, 0.95}) {
      assertThat(draws.quantile(component, p))
          .isEqualTo(exact.inverseCumulativeProbability(p), within(0.25 * sd));
    }
  }

  @Test
  void aConjugateGaussian() {
    double sd = Math.sqrt(0.2);
    try (EstimationMachine machine = train(GaussianModels.conjugate())) {
      for (double[] x : new double[][] {{0, 0}, {1, -0.5}, {-1.5, 1.2}}) {
        DataSet observed = DataSet.of(x);
        PosteriorSamples draws = machine.sample(observed, DRAWS, 1);
        for (int j = 0; j < 2; j++) {
          assertPosterior(draws, j, 0.8 * x[j], sd);
        }
        // The density of two independent normals at their means; twice a deviation 5 % off is 0.1.
        assertThat(machine.logProb(observed, new double[] {0.8 * x[0], 0.8 * x[1]}))
            .isEqualTo(-Math.log(2 * Math.PI * 0.2), within(0.15));
      }
    }
  }

  @Test
  void aModelWithAKnownDose() {
    try (EstimationMachine machine = train(GaussianModels.dose())) {
      for (double dose : new double[] {0.5, 1, 2.5}) {
        for (double x : new double[] {-1, 0.5}) {
          double precision = 1 + dose * dose;
          PosteriorSamples draws = machine.sample(DataSet.of(x).withContext(dose), DRAWS, 1);
          assertPosterior(draws, 0, dose * x / precision, 1 / Math.sqrt(precision));
        }
      }
    }
  }
}
