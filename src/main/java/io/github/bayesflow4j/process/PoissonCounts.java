package io.github.bayesflow4j.process;

import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Poisson counts whose mean is another each time, so that nothing is set up: draws and their
 * log-probability.
 *
 * <p>Below a mean of 10 the count is found by inversion, with the recurrence {@code P(k + 1) = P(k)
 * mean / (k + 1)}. From there on by transformed rejection [1]: a ratio of uniform variables gives
 * the candidate, which mostly is accepted without a logarithm. From a mean of 1e9 on a normal law
 * is as good: the skewness of a count is below 1e-4.
 *
 * <p>[1] Hormann, "The transformed rejection method for generating Poisson random variables",
 * Insurance: Mathematics and Economics 12 (1993), algorithm PTRS.
 */
final class PoissonCounts {
  private static final double LARGE_MEAN = 10;
  private static final double HUGE_MEAN = 1e9;

  /** 1 / k: the recurrence waits for no division. A count this large has a chance below 1e-90. */
  private static final double[] RECIPROCALS =
      IntStream.range(0, 128).mapToDouble(k -> 1.0 / k).toArray();

  private PoissonCounts() {}

  /** Draws one count; 0 for a mean of 0. */
  static double sample(double mean, UniformRandomProvider random) {
    if (mean < LARGE_MEAN) {
      return byInversion(mean, random);
    }
    if (mean > HUGE_MEAN) {
      double z = ZigguratSampler.NormalizedGaussian.of(random).sample();
      return Math.rint(mean + Math.sqrt(mean) * z);
    }
    return byRejection(mean, random);
  }

  private static double byInversion(double mean, UniformRandomProvider random) {
    double left = random.nextDouble();
    // P(0) = exp(-mean) is more than this.
    if (left < 1 - mean) {
      return 0;
    }
    double probability = Math.exp(-mean);
    int count = 0;
    while (left >= probability && count < RECIPROCALS.length - 1) {
      left -= probability;
      count++;
      probability *= mean * RECIPROCALS[count];
    }
    return count;
  }

  private static double byRejection(double mean, UniformRandomProvider random) {
    double b = 0.931 + 2.53 * Math.sqrt(mean);
    double a = -0.059 + 0.02483 * b;
    double certain = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = random.nextDouble() - 0.5;
      double v = random.nextDouble();
      double side = 0.5 - Math.abs(u);
      double count = Math.floor((2 * a / side + b) * u + mean + 0.43);
      if (side >= 0.07 && v <= certain) {
        return count;
      }
      if (count >= 0 && (side >= 0.013 || v <= side)) {
        double ratio = v * (1.1239 + 1.1328 / (b - 3.4)) / (a / (side * side) + b);
        if (Math.log(ratio) <= count * Math.log(mean) - mean - LogGamma.value(count + 1)) {
          return count;
        }
      }
    }
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
