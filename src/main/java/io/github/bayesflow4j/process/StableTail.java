package io.github.bayesflow4j.process;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A sampler of the absolute value of a symmetric alpha-stable variable of scale 1 given that it
 * exceeds a large bound.
 *
 * <pre>
 * U uniform on (-pi/2, pi/2), E exponential with mean 1, a = alpha, p = (a - 1)/a
 * X = g(U) E^p,   g(U) = sin(a U) cos(U)^(-1/a) cos((1 - a) U)^(-p)              [1]
 * </pre>
 *
 * <p>Given U, {@code |X| > b} says that E exceeds {@code e = (b / |g(U)|)^(1/p)}, and beyond e the
 * exponential variable is e plus one that is exponential again. What remains is to draw w = 1 - 2
 * |U| / pi, uniform on (0, 1), given this event: its density is proportional to exp(-e), which
 * falls with w as g does [2]. In each octave [2^-k-1, 2^-k) of w the density is at most that at the
 * left end; the octave is drawn with these bounds, w is uniform in it and accepted with the ratio
 * of density and bound, in about one of two trials.
 *
 * <ol>
 *   <li>Chambers, Mallows and Stuck, "A method for simulating stable random variables", Journal of
 *       the American Statistical Association 71 (1976), with beta = 0.
 *   <li>Nolan, "Numerical calculation of stable densities and distribution functions",
 *       Communications in Statistics, Stochastic Models 13 (1997).
 * </ol>
 */
final class StableTail {
  /** Octaves with a bound of their own; below the last the bound is 1. */
  private static final int OCTAVES = 24;

  /** Largest 1/p: at alpha = 1 it would be infinite, and the density of w a step. */
  private static final double STEEPEST = 1e12;

  private final double alpha;
  private final double bound;

  /** p. */
  private final double power;

  private final double[] density = new double[OCTAVES + 1];

  /** Sums of the masses under the bounds of the densities, from the first octave on. */
  private final double[] mass = new double[OCTAVES + 1];

  /**
   * @param alpha from 1 to 2
   * @param bound what the absolute value exceeds
   */
  StableTail(double alpha, double bound) {
    this.alpha = alpha;
    this.bound = bound;
    this.power = (alpha - 1) / alpha;
    double sum = 0;
    for (int k = 0; k <= OCTAVES; k++) {
      density[k] = k < OCTAVES ? Math.exp(-least(factor(left(k)))) : 1;
      sum += density[k] * width(k);
      mass[k] = sum;
    }
  }

  private static double left(int octave) {
    return octave < OCTAVES ? Math.scalb(0.5, -octave) : 0;
  }

  private static double width(int octave) {
    return octave < OCTAVES ? Math.scalb(0.5, -octave) : Math.scalb(1, -OCTAVES);
  }

  /** Draws one absolute value. */
  double sample(UniformRandomProvider random) {
    while (true) {
      double place = random.nextDouble() * mass[OCTAVES];
      int k = 0;
      while (k < OCTAVES && place >= mass[k]) {
        k++;
      }
      double w = left(k) + width(k) * uniform(random);
      double factor = factor(w);
      double least = least(factor);
      if (random.nextDouble() * density[k] < Math.exp(-least)) {
        return factor * Math.pow(least - Math.log(uniform(random)), power);
      }
    }
  }

  /** A number strictly between 0 and 1. */
  private static double uniform(UniformRandomProvider random) {
    return ((random.nextLong() >>> 12) + 0.5) * 0x1p-52;
  }

  /** |g(U)|. */
  private double factor(double w) {
    double u = 0.5 * Math.PI * (1 - w);
    return Math.sin(alpha * u)
        * Math.exp(
            -Math.log(Math.sin(0.5 * Math.PI * w)) / alpha
                - power * Math.log(Math.cos((1 - alpha) * u)));
  }

  /** e. */
  private double least(double factor) {
    return Math.pow(bound / factor, Math.min(1 / power, STEEPEST));
  }
}
