package io.github.bayesflow4j.training;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Simulator;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/** Models with known posteriors and networks small enough to train in a second. */
public final class GaussianModels {
  /** Standard deviation of the data of {@link #conjugate}. */
  public static final double NOISE_SD = 0.5;

  private GaussianModels() {}

  /** Theta_j ~ N(0, 1), x_j ~ N(theta_j, 1/4), j = 1, 2: the posterior is N(0.8 x_j, 0.2). */
  public static GenerativeModel conjugate() {
    return conjugate(
        (theta, n, random) -> {
          double[] x = theta.clone();
          for (int j = 0; j < x.length; j++) {
            x[j] += NOISE_SD * normal(random);
          }
          return x;
        });
  }

  /** The form of {@link #conjugate} with another simulator. */
  public static GenerativeModel conjugate(Simulator simulator) {
    return GenerativeModel.builder("conjugate")
        .description("Two normal means, one value each.")
        .prior(
            Prior.builder()
                .add("theta1", NormalDistribution.of(0, 1))
                .add("theta2", NormalDistribution.of(0, 1))
                .build())
        .observable(Observable.vector("data", "x1", "x2"))
        .simulator(simulator)
        .build();
  }

  /**
   * Theta ~ N(0, 1), dose ~ U(0, 3), x ~ N(theta dose, 1): the posterior is N(dose x / (1 +
   * dose^2), 1 / (1 + dose^2)).
   */
  public static GenerativeModel dose() {
    return GenerativeModel.builder("dose")
        .prior(Prior.builder().add("theta", NormalDistribution.of(0, 1)).build())
        .observable(Observable.vector("data", "x"))
        .context(List.of("dose"), random -> new double[] {3 * random.nextDouble()})
        .jointSimulator(
            (theta, context, n, random) ->
                new double[][] {{theta[0] * context[0] + normal(random)}})
        .build();
  }

  /** Theta ~ N(0, 1), rate ~ U(0, 1), and 2 to 20 exchangeable rows of N(theta, (1/2 + rate)^2). */
  public static GenerativeModel rows() {
    return GenerativeModel.builder("rows")
        .description("Mean and spread of normal rows.")
        .prior(
            Prior.builder()
                .add("theta", NormalDistribution.of(0, 1))
                .add("rate", UniformContinuousDistribution.of(0, 1))
                .build())
        .observable(Observable.exchangeable("data", "x"))
        .size(DataSize.uniform(2, 20))
        .simulator(
            (theta, n, random) -> {
              double[] x = new double[n];
              for (int i = 0; i < n; i++) {
                x[i] = theta[0] + (0.5 + theta[1]) * normal(random);
              }
              return x;
            })
        .build();
  }

  private static double normal(UniformRandomProvider random) {
    return ZigguratSampler.NormalizedGaussian.of(random).sample();
  }

  /** A perceptron with 8 summary statistics. */
  public static SummaryNetworkSpec perceptron() {
    SummaryNetworkSpec spec = SummaryNetworks.mlp(8);
    return spec.toBuilder().setMlp(spec.getMlp().toBuilder().addHidden(16)).build();
  }

  /** A deep set with 8 summary statistics. */
  public static SummaryNetworkSpec deepSet() {
    SummaryNetworkSpec spec = SummaryNetworks.deepSet(8);
    DeepSetSpec.Builder small =
        spec.getDeepSet().toBuilder().setEquivariantModules(1).addHidden(16).addAfterPooling(16);
    return spec.toBuilder().setDeepSet(small).build();
  }

  /** A flow of two blocks. */
  public static FlowSpec flow() {
    return TestFlows.affine(2, Activation.RELU, 16);
  }

  /**
   * Few simulations held out and for typicality, and a measurement and a checkpoint every 20 steps.
   */
  public static TrainingSpec.Builder training(int steps) {
    return TrainingSpec.newBuilder()
        .setSteps(steps)
        .setBatchSize(32)
        .setStandardizationSimulations(256)
        .setValidationSimulations(100)
        .setValidationInterval(20)
        .setCheckpointInterval(20)
        .setTypicalitySimulations(400);
  }
}
