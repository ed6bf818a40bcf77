package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * A normal law given by its mean and the Cholesky factor L of its precision L L': its draws and its
 * log-density. {@code L' (theta - mean)} is standard normal.
 */
record NormalByPrecision(RealVector mean, CholeskyDecomposition precision) {

  /**
   * Checks that all parameters are real.
   *
   * @param what who needs them to be, for the message
   * @throws IllegalArgumentException if one is bounded
   */
  static void requireReal(ParameterSpace space, String what) {
    if (space.parameters().stream().anyMatch(p -> !p.support().equals(Support.real()))) {
      throw new IllegalArgumentException(what + ", had bounded ones among " + space.names());
    }
  }

  /** The inverse of a precision, symmetric to the last bit. */
  static RealMatrix inverse(CholeskyDecomposition precision) {
    RealMatrix inverse = precision.getSolver().getInverse();
    return inverse.add(inverse.transpose()).scalarMultiply(0.5);
  }

  PosteriorSamples sample(ParameterSpace space, int draws, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    int d = mean.getDimension();
    RealMatrix upper = precision.getLT();
    double[][] columns = new double[d][draws];
    double[] deviation = new double[d];
    for (int i = 0; i < draws; i++) {
      for (int j = 0; j < d; j++) {
        deviation[j] = normal.sample();
      }
      RealVector theta = new ArrayRealVector(deviation);
      MatrixUtils.solveUpperTriangularSystem(upper, theta);
      for (int j = 0; j < d; j++) {
        columns[j][i] = mean.getEntry(j) + theta.getEntry(j);
      }
    }
    return PosteriorSamples.ofColumns(space, columns);
  }

  double logDensity(double[] theta) {
    RealMatrix upper = precision.getLT();
    RealVector z = upper.operate(new ArrayRealVector(theta).subtract(mean));
    double logDeterminant = 0;
    for (int j = 0; j < theta.length; j++) {
      logDeterminant += Math.log(upper.getEntry(j, j));
    }
    return logDeterminant - 0.5 * theta.length * Math.log(2 * Math.PI) - 0.5 * z.dotProduct(z);
  }
}
