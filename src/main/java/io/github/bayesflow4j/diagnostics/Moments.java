package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Sample mean and covariance of several columns of equal length.
 *
 * @param mean {@code [D]}
 * @param covariance {@code [D, D]}, with the n - 1 denominator
 */
@SuppressWarnings("ArrayRecordComponent") // does not leave the package
record Moments(double[] mean, RealMatrix covariance) {

  /** The moments of columns, {@code [D][n]}, n at least two. */
  static Moments of(double[][] columns) {
    int dimension = columns.length;
    double[][] centered = new double[dimension][];
    double[] mean = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      double average = Arrays.stream(columns[j]).average().orElseThrow();
      mean[j] = average;
      centered[j] = Arrays.stream(columns[j]).map(value -> value - average).toArray();
    }
    RealMatrix deviations = MatrixUtils.createRealMatrix(centered);
    return new Moments(
        mean,
        deviations.multiplyTransposed(deviations).scalarMultiply(1.0 / (columns[0].length - 1)));
  }

  /** Variance of one column. */
  double variance(int column) {
    return covariance.getEntry(column, column);
  }

  /** Largest absolute correlation of two columns; 0 for a single column or columns of no spread. */
  double maxCorrelation() {
    double largest = 0;
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < i; j++) {
        double scale = Math.sqrt(variance(i) * variance(j));
        if (scale > 0) {
          largest = Math.max(largest, Math.abs(covariance.getEntry(i, j)) / scale);
        }
      }
    }
    return largest;
  }
}
