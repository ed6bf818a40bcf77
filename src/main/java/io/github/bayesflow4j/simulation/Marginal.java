package io.github.bayesflow4j.simulation;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DirichletSampler;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

/**
 * The prior of one parameter: how to draw it, its log-density and its support.
 *
 * <p>Any {@link ContinuousDistribution} of commons-statistics is one; a prior that library lacks is
 * a new implementation.
 */
public interface Marginal {

  /** The values this prior can draw. */
  Support support();

  /** Draws one value into {@code theta[offset .. offset + dimension)}. */
  void sample(UniformRandomProvider random, double[] theta, int offset);

  /** Log-density at {@code theta[offset .. offset + dimension)}, which lies inside the support. */
  double logDensity(double[] theta, int offset);

  /**
   * A standard distribution of the library; its support follows from its bounds.
   *
   * @throws IllegalArgumentException if it is bounded above only
   */
  static Marginal of(ContinuousDistribution distribution) {
    return new Univariate(distribution, supportOf(distribution));
  }

  /** The inverse gamma distribution: 1 / g with g ~ Gamma(shape, rate = scale). */
  static Marginal inverseGamma(double shape, double scale) {
    return new InverseGamma(GammaDistribution.of(shape, 1 / scale));
  }

  /** The Dirichlet distribution over fractions that sum to one. */
  static Marginal dirichlet(double... concentration) {
    return new Dirichlet(concentration.clone());
  }

  private static Support supportOf(ContinuousDistribution distribution) {
    double lower = distribution.getSupportLowerBound();
    double upper = distribution.getSupportUpperBound();
    if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
      return Support.real();
    }
    if (Double.isInfinite(upper)) {
      return new Support.LowerBounded(lower);
    }
    if (Double.isInfinite(lower)) {
      throw new IllegalArgumentException(
          distribution.getClass().getSimpleName()
              + " is bounded above only, at "
              + upper
              + "; give the parameter the opposite sign");
    }
    return Support.bounded(lower, upper);
  }

  /** A scalar with a distribution of commons-statistics. */
  record Univariate(ContinuousDistribution distribution, Support support) implements Marginal {
    @Override
    public void sample(UniformRandomProvider random, double[] theta, int offset) {
      // The library's sampler of a truncated normal with a bound on one side of zero and its mean
      // on
      // the same side draws from the wrong half (commons-statistics 1.2); inversion is right.
      theta[offset] =
          distribution instanceof TruncatedNormalDistribution truncated
              ? truncated.inverseCumulativeProbability(random.nextDouble())
              : distribution.createSampler(random).sample();
    }

    @Override
    public double logDensity(double[] theta, int offset) {
      return distribution.logDensity(theta[offset]);
    }
  }

  /** A positive scalar whose reciprocal is gamma distributed. */
  record InverseGamma(GammaDistribution reciprocal) implements Marginal {
    @Override
    public Support support() {
      return Support.positive();
    }

    @Override
    public void sample(UniformRandomProvider random, double[] theta, int offset) {
      theta[offset] = 1 / reciprocal.createSampler(random).sample();
    }

    @Override
    public double logDensity(double[] theta, int offset) {
      double x = theta[offset];
      return reciprocal.logDensity(1 / x) - 2 * Math.log(x);
    }
  }

  /** Fractions that sum to one. */
  @SuppressWarnings(
      "ArrayRecordComponent") // private to this file in effect: built and copied by the factory
  record Dirichlet(double[] concentration) implements Marginal {
    @Override
    public Support support() {
      return Support.simplex(concentration.length);
    }

    @Override
    public void sample(UniformRandomProvider random, double[] theta, int offset) {
      double[] draw = DirichletSampler.of(random, concentration).sample();
      System.arraycopy(draw, 0, theta, offset, draw.length);
    }

    @Override
    public double logDensity(double[] theta, int offset) {
      double total = 0;
      double logDensity = 0;
      for (int i = 0; i < concentration.length; i++) {
        total += concentration[i];
        logDensity +=
            (concentration[i] - 1) * Math.log(theta[offset + i]) - LogGamma.value(concentration[i]);
      }
      return logDensity + LogGamma.value(total);
    }
  }
}
