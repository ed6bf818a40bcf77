package io.github.bayesflow4j.process;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.KempSmallMeanPoissonSampler;
import org.apache.commons.rng.sampling.distribution.LargeMeanPoissonSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/** Poisson counts of any mean, zero included: draws and their log-probability. */
final class PoissonCounts {
  /** From this mean on rejection is faster than inversion. */
  private static final double LARGE_MEAN = 40;

  /** From this mean on a normal law is as good: the skewness of a count is below 1e-4. */
  private static final double HUGE_MEAN = 1e9;

  private PoissonCounts() {}

  /**
   * Draws a count.
   *
   * <p>The library's own choice of a sampler by mean cuts counts off at 1000 times the mean, or at
   * 1.
   */
  static double sample(double mean, UniformRandomProvider random) {
    if (mean < LARGE_MEAN) {
      return mean > 0 ? KempSmallMeanPoissonSampler.of(random, mean).sample() : 0;
    }
    if (mean > HUGE_MEAN) {
      double z = ZigguratSampler.NormalizedGaussian.of(random).sample();
      return Math.rint(mean + Math.sqrt(mean) * z);
    }
    return LargeMeanPoissonSampler.of(random, mean).sample();
  }

  /** The log-probability of independent counts with these means. */
  static double logProbability(float[] counts, double[] means) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      // A count of zero has probability exp(-mean), which is 1 at mean zero.
      double logPower = counts[i] > 0 ? counts[i] * Math.log(means[i]) : 0;
      sum += logPower - means[i] - LogGamma.value(counts[i] + 1.0);
    }
    return sum;
  }
}
