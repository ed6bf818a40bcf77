package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.Arrays;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Unconstrained coordinates shifted and scaled so that draws have mean 0 and, nearly, the identity
 * as covariance: {@code u = m + L w} where {@code L L'} is the covariance of u.
 */
final class WhitenedCoordinates {
  /** Added to the variances, relative to them, so that a covariance keeps full rank. */
  private static final double JITTER = 1e-6;

  /** Stands for the variance of a component whose draws are all equal. */
  private static final double LEAST_VARIANCE = 1e-20;

  private final ParameterSpace space;
  private final FreeCoordinates free;
  private final RealVector mean;
  private final RealMatrix factor;

  private WhitenedCoordinates(ParameterSpace space, RealVector mean, RealMatrix factor) {
    this.space = space;
    this.free = new FreeCoordinates(space);
    this.mean = mean;
    this.factor = factor;
  }

  /**
   * The coordinates in which these draws are white.
   *
   * @param draws {@code [draws][dimension]} in the parameters' own units; those that have no finite
   *     unconstrained coordinates are left out
   */
  static WhitenedCoordinates of(ParameterSpace space, double[][] draws) {
    FreeCoordinates free = new FreeCoordinates(space);
    double[][] rows =
        Arrays.stream(draws)
            .map(free::toFree)
            .filter(u -> Arrays.stream(u).allMatch(Double::isFinite))
            .toArray(double[][]::new);
    int dimension = free.dimension();
    double[][] columns = new double[dimension][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < dimension; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    RealVector mean = new ArrayRealVector(dimension);
    RealMatrix covariance = MatrixUtils.createRealMatrix(dimension, dimension);
    if (rows.length > 1) {
      Moments moments = Moments.of(columns);
      mean = new ArrayRealVector(moments.mean());
      covariance = moments.covariance();
    } else if (rows.length == 1) {
      mean = new ArrayRealVector(rows[0]);
    }
    for (int j = 0; j < dimension; j++) {
      covariance.addToEntry(j, j, JITTER * covariance.getEntry(j, j) + LEAST_VARIANCE);
    }
    return new WhitenedCoordinates(
        space, mean, new CholeskyDecomposition(covariance, 1e-6, 0).getL());
  }

  int dimension() {
    return free.dimension();
  }

  /** Whitened coordinates of parameters in their own units. */
  double[] of(double[] theta) {
    RealVector w = new ArrayRealVector(free.toFree(theta)).subtract(mean);
    MatrixUtils.solveLowerTriangularSystem(factor, w);
    return w.toArray();
  }

  /** Parameters in their own units; on a bound where they round to it. */
  double[] parameters(double[] w) {
    double[] u = factor.operate(new ArrayRealVector(w)).add(mean).toArray();
    double[] theta = new double[space.dimension()];
    free.toParameters(u, theta);
    return theta;
  }

  /** Whether parameters lie inside the support. */
  boolean contains(double[] theta) {
    return space.contains(theta);
  }
}
