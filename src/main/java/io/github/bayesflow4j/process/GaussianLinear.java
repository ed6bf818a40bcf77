package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The mean of a ten-dimensional normal law of known variance, seen once.
 *
 * <pre>
 *   theta ~ N(0, 0.1 I),   x ~ N(theta, 0.1 I)
 * </pre>
 *
 * <p>0.1 is a variance. The posterior is {@code N(x / 2, 0.05 I)}.
 *
 * <p>Source: task T.1 of Lueckmann, Boelts, Greenberg, Goncalves and Macke, "Benchmarking
 * simulation-based inference", AISTATS (2021).
 */
public final class GaussianLinear {
  /** Number of parameters, and of data. */
  public static final int DIMENSION = 10;

  /** Variance of each parameter under the prior, and of the noise on each datum. */
  public static final double VARIANCE = 0.1;

  private static final double SD = Math.sqrt(VARIANCE);

  private GaussianLinear() {}

  /** The model, called {@code gaussian-linear}. */
  public static GenerativeModel model() {
    Prior.Builder prior = Prior.builder();
    for (int j = 1; j <= DIMENSION; j++) {
      prior.add("theta" + j, NormalDistribution.of(0, SD));
    }
    String[] features =
        IntStream.rangeClosed(1, DIMENSION).mapToObj(j -> "x" + j).toArray(String[]::new);
    return GenerativeModel.builder("gaussian-linear")
        .description("Mean of a ten-dimensional normal law of known variance.")
        .prior(prior.build())
        .observable(Observable.vector("data", features))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] x = theta.clone();
    for (int j = 0; j < x.length; j++) {
      x[j] += SD * normal.sample();
    }
    return x;
  }
}
