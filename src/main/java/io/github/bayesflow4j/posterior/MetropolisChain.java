package io.github.bayesflow4j.posterior;

import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;

/** One chain of {@link MetropolisPosterior}, where the algorithm is explained. */
final class MetropolisChain {
  private static final double TARGET_ACCEPTANCE = 0.234;

  /** Exponent of the decay of the adaptation, between the 0.5 and 1 that convergence asks for. */
  private static final double DECAY = 0.6;

  /** Variance of the first proposals in unconstrained coordinates. */
  private static final double INITIAL_VARIANCE = 0.01;

  /** Added to the covariance, relative to its diagonal, so that it keeps full rank. */
  private static final double JITTER = 1e-8;

  private static final int STEPS_PER_FACTORIZATION = 20;

  private final ToDoubleFunction<double[]> density;
  private final UniformRandomProvider random;
  private final SharedStateContinuousSampler normal;
  private final int dimension;
  private final double[] mean;
  private final double[][] covariance;
  private final double[] noise;
  private double[][] factor;
  private double[] state;
  private double[] proposal;
  private double logDensity;
  private double logScale;
  private int adaptations;

  MetropolisChain(
      double[] start, ToDoubleFunction<double[]> density, UniformRandomProvider random) {
    this.density = density;
    this.random = random;
    normal = ZigguratSampler.NormalizedGaussian.of(random);
    dimension = start.length;
    state = start.clone();
    proposal = new double[dimension];
    noise = new double[dimension];
    mean = start.clone();
    covariance = new double[dimension][dimension];
    for (int j = 0; j < dimension; j++) {
      covariance[j][j] = INITIAL_VARIANCE;
    }
    factor = factorize();
    logDensity = density.applyAsDouble(state);
  }

  /** The current state in unconstrained coordinates; overwritten by the next steps. */
  double[] state() {
    return state;
  }

  /**
   * Proposes one step, and takes it or stays.
   *
   * @return the probability with which it was to be taken
   */
  double step() {
    double scale = 2.38 / Math.sqrt(dimension) * Math.exp(logScale);
    for (int j = 0; j < dimension; j++) {
      noise[j] = scale * normal.sample();
    }
    for (int j = 0; j < dimension; j++) {
      double move = 0;
      for (int k = 0; k <= j; k++) {
        move += factor[j][k] * noise[k];
      }
      proposal[j] = state[j] + move;
    }
    double proposed = density.applyAsDouble(proposal);
    double acceptance = Math.min(1, Math.exp(proposed - logDensity));
    if (random.nextDouble() < acceptance) {
      double[] previous = state;
      state = proposal;
      proposal = previous;
      logDensity = proposed;
    }
    return acceptance;
  }

  /** Learns from the current state and the acceptance probability that led to it. */
  void adapt(double acceptance) {
    adaptations++;
    double weight = Math.pow(adaptations + 1, -DECAY);
    logScale += weight * (acceptance - TARGET_ACCEPTANCE);
    for (int j = 0; j < dimension; j++) {
      for (int k = 0; k <= j; k++) {
        double product = (state[j] - mean[j]) * (state[k] - mean[k]);
        covariance[j][k] += weight * (product - covariance[j][k]);
        covariance[k][j] = covariance[j][k];
      }
    }
    for (int j = 0; j < dimension; j++) {
      mean[j] += weight * (state[j] - mean[j]);
    }
    if (adaptations % STEPS_PER_FACTORIZATION == 0) {
      factor = factorize();
    }
  }

  private double[][] factorize() {
    double[][] regular = new double[dimension][];
    for (int j = 0; j < dimension; j++) {
      regular[j] = covariance[j].clone();
      regular[j][j] += JITTER * (regular[j][j] + INITIAL_VARIANCE);
    }
    return new CholeskyDecomposition(MatrixUtils.createRealMatrix(regular), 1e-6, 0)
        .getL()
        .getData();
  }
}
