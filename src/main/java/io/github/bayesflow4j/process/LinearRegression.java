package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bayesian linear regression on four predictors with known noise, whose exact posterior is normal.
 *
 * <p>Coefficients {@code beta_j ~ N(0, 1 / b)}; each row draws predictors {@code x_j ~ N(0, 1)} and
 * a response {@code y = beta . x + e}, {@code e ~ N(0, 1 / a)}, with a = b = 1. A data set has n
 * rows {@code (x1, x2, x3, x4, y)}, n uniform on 50 .. 500.
 *
 * <p>Source: the conjugate regression experiment of the cINN repository of Radev et al., the code
 * that accompanies "BayesFlow: learning complex stochastic models with invertible neural networks"
 * (arXiv:2003.06281). The posterior is derived in Bishop, "Pattern Recognition and Machine
 * Learning" (2006), section 3.3.1.
 */
public final class LinearRegression {
  /** Number of predictors, d. */
  public static final int PREDICTORS = 4;

  /** Precision b of the prior of each coefficient. */
  public static final double PRIOR_PRECISION = 1;

  /** Precision a of the noise on the response. */
  public static final double NOISE_PRECISION = 1;

  private LinearRegression() {}

  /** The model, called {@code linear-regression}. */
  public static GenerativeModel model() {
    Prior.Builder prior = Prior.builder();
    for (int j = 1; j <= PREDICTORS; j++) {
      prior.add("beta" + j, NormalDistribution.of(0, 1 / Math.sqrt(PRIOR_PRECISION)));
    }
    return GenerativeModel.builder("linear-regression")
        .description("Linear regression on four predictors with known noise.")
        .prior(prior.build())
        .observable(Observable.exchangeable("data", "x1", "x2", "x3", "x4", "y"))
        .size(DataSize.uniform(50, 500))
        .simulator(LinearRegression::simulate)
        .build();
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double noiseSd = 1 / Math.sqrt(NOISE_PRECISION);
    double[] rows = new double[n * (PREDICTORS + 1)];
    int at = 0;
    for (int i = 0; i < n; i++) {
      double mean = 0;
      for (int j = 0; j < PREDICTORS; j++) {
        double x = normal.sample();
        rows[at++] = x;
        mean += theta[j] * x;
      }
      rows[at++] = mean + noiseSd * normal.sample();
    }
    return rows;
  }
}
