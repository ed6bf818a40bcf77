package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Moments;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * How far the draws of one posterior are from an exact Gaussian posterior: the Kullback-Leibler
 * divergence of the Gaussian with the moments of the draws from the exact one.
 *
 * @param nats the divergence in nats
 * @param noiseFloor what to expect of exact draws, whose moments scatter: D (D + 3) / (4 L) to
 *     first order in 1 / L
 */
public record GaussianKl(double nats, double noiseFloor) {
  /** Asymmetry of a covariance, relative to its entries, that rounding explains. */
  private static final double SYMMETRY_TOLERANCE = 1e-9;

  /**
   * Compares draws with an exact Gaussian posterior.
   *
   * @param draws at least D + 1 draws
   * @param mean mean of the exact posterior, {@code [D]}
   * @param covariance its covariance, {@code [D, D]}
   * @throws IllegalArgumentException if shapes do not fit, or a covariance is not symmetric and
   *     positive definite
   */
  public static GaussianKl of(PosteriorSamples draws, double[] mean, double[][] covariance) {
    int dimension = draws.space().dimension();
    if (draws.count() <= dimension) {
      throw new IllegalArgumentException(
          "expected more draws than the "
              + dimension
              + " components of the parameters, found "
              + draws.count());
    }
    Moments moments = Moments.of(draws.columns());
    return new GaussianKl(
        between(moments.mean(), moments.covariance().getData(), mean, covariance),
        dimension * (dimension + 3) / (4.0 * draws.count()));
  }

  /**
   * The divergence KL(N0 || N1) of two Gaussians in nats: half of tr(S1^-1 S0) + (m1 - m0)' S1^-1
   * (m1 - m0) - D + ln(det S1 / det S0).
   *
   * @param mean0 {@code [D]}
   * @param covariance0 {@code [D, D]}
   * @param mean1 {@code [D]}
   * @param covariance1 {@code [D, D]}
   * @throws IllegalArgumentException as {@link #of}
   */
  public static double between(
      double[] mean0, double[][] covariance0, double[] mean1, double[][] covariance1) {
    int dimension = mean0.length;
    if (mean1.length != dimension) {
      throw new IllegalArgumentException(
          "expected a mean of " + dimension + " components, found " + mean1.length);
    }
    RealMatrix first = matrix("first", covariance0, dimension);
    CholeskyDecomposition factor0 = factor("first", first);
    CholeskyDecomposition factor1 = factor("second", matrix("second", covariance1, dimension));
    RealVector shift =
        new ArrayRealVector(mean1, false).subtract(new ArrayRealVector(mean0, false));
    double distance = shift.dotProduct(factor1.getSolver().solve(shift));
    double trace = factor1.getSolver().solve(first).getTrace();
    return 0.5 * (trace + distance - dimension + logDeterminant(factor1) - logDeterminant(factor0));
  }

  private static RealMatrix matrix(String which, double[][] covariance, int dimension) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(covariance);
    if (matrix.getRowDimension() != dimension || matrix.getColumnDimension() != dimension) {
      throw new IllegalArgumentException(
          "expected the %s covariance to be %d x %d, found %d x %d"
              .formatted(
                  which,
                  dimension,
                  dimension,
                  matrix.getRowDimension(),
                  matrix.getColumnDimension()));
    }
    return matrix;
  }

  private static CholeskyDecomposition factor(String which, RealMatrix covariance) {
    try {
      return new CholeskyDecomposition(covariance, SYMMETRY_TOLERANCE, 0);
    } catch (MathIllegalArgumentException e) {
      throw new IllegalArgumentException(
          "expected the "
              + which
              + " covariance to be symmetric and positive definite, found "
              + covariance,
          e);
    }
  }

  private static double logDeterminant(CholeskyDecomposition factor) {
    double sum = 0;
    for (int j = 0; j < factor.getL().getRowDimension(); j++) {
      sum += 2 * Math.log(factor.getL().getEntry(j, j));
    }
    return sum;
  }
}
