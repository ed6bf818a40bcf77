package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Mean and standard deviation of a normal distribution, from one draw to five hundred.
 *
 * <p>{@code mu ~ N(0, 1)}, {@code sigma ~ InvGamma(shape 3, scale 0.5)}, and n rows {@code x ~
 * N(mu, sigma^2)}, n uniform on 1 .. 500. The smallest data sets make it a test of how a machine
 * reports what it cannot know.
 *
 * <p>Source: the Gaussian variance example of the BayesFlow repository of Radev et al.
 */
public final class GaussianMeanScale {
  private GaussianMeanScale() {}

  /** The model, called {@code gaussian}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("gaussian")
        .description("Mean and standard deviation of a normal distribution.")
        .prior(
            Prior.builder()
                .add("mu", NormalDistribution.of(0, 1))
                .add("sigma", Marginal.inverseGamma(3, 0.5))
                .build())
        // A scale far out in its tail gives values in the hundreds.
        .observable(Observable.exchangeable("data", "x").on(Observable.Scale.ASINH))
        .size(DataSize.uniform(1, 500))
        .simulator(GaussianMeanScale::simulate)
        .build();
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = theta[0] + theta[1] * normal.sample();
    }
    return x;
  }

  /**
   * The log-likelihood of {@code (mu, sigma)} given the rows of a data set that are present; its
   * cost does not grow with their number.
   */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    double count = 0;
    double mean = 0;
    double squares = 0;
    for (float x : observed.values("data")) {
      if (!Float.isNaN(x)) {
        count++;
        double delta = x - mean;
        mean += delta / count;
        squares += delta * (x - mean);
      }
    }
    double n = count;
    double center = mean;
    double scatter = squares;
    return theta -> {
      double shift = theta[0] - center;
      double variance = theta[1] * theta[1];
      return -n * (Math.log(theta[1]) + 0.5 * Math.log(2 * Math.PI))
          - (scatter + n * shift * shift) / (2 * variance);
    };
  }
}
