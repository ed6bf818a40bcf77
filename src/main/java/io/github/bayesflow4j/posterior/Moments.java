package io.github.bayesflow4j.posterior;

import java.util.Arrays;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * Sample mean and covariance of several columns of equal length.
 *
 * @param mean {@code [D]}
 * @param covariance {@code [D, D]}, with the n - 1 denominator
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record Moments(double[] mean, RealMatrix covariance) {

  /** The moments of columns, {@code [D][n]}, n at least two. */
  public static Moments of(double[][] columns) {
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
  public double variance(int column) {
    return covariance.getEntry(column, column);
  }

  /** Largest absolute correlation of two columns; 0 for a single column or columns of no spread. */
  public double maxCorrelation() {
    double largest = 0;
    for (int i = 0; i < mean.length; i++) {
      for (int j = 0; j < i; j++) {
        double correlation = correlation(i, j);
        if (!Double.isNaN(correlation)) {
          largest = Math.max(largest, Math.abs(correlation));
        }
      }
    }
    return largest;
  }

  /** Correlation of two columns; exactly 1 of one with itself, NaN where one has no spread. */
  public double correlation(int first, int second) {
    double scale = Math.sqrt(variance(first)) * Math.sqrt(variance(second));
    if (!(scale > 0)) {
      return Double.NaN;
    }
    return first == second ? 1 : covariance.getEntry(first, second) / scale;
  }
}
