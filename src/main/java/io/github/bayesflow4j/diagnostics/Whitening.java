package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * A linear map to uncorrelated components of variance one: the principal components of standardized
 * columns, each divided by its deviation.
 *
 * <p>Columns that do not vary, and components that hardly do, are left out: their deviation is
 * rounding, and to divide by it would make noise of it.
 *
 * @param center mean of each column, {@code [columns]}
 * @param matrix {@code [columns][components]}
 */
@SuppressWarnings("ArrayRecordComponent") // a value holder compared by nobody
public record Whitening(double[] center, double[][] matrix) {
  /** Smallest variance of a component that is kept, as a part of the largest. */
  private static final double SMALLEST = 1e-4;

  /** Smallest deviation of a column, as a part of its largest number. */
  private static final double CONSTANT = 1e-6;

  /**
   * The map that whitens these rows.
   *
   * @param rows {@code [M][columns]}, finite
   * @throws IllegalArgumentException if there are fewer than two rows
   */
  public static Whitening of(double[][] rows) {
    if (rows.length < 2) {
      throw new IllegalArgumentException("expected at least 2 rows, found " + rows.length);
    }
    int columns = rows[0].length;
    double[] center = new double[columns];
    double[] perDeviation = new double[columns];
    for (int j = 0; j < columns; j++) {
      int column = j;
      double[] values = Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
      center[j] = Arrays.stream(values).average().orElseThrow();
      double mean = center[j];
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / rows.length);
      double largest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
      perDeviation[j] = deviation > CONSTANT * largest ? 1 / deviation : 0;
    }
    // Of a symmetric matrix these are eigenvalues and eigenvectors; the library's own search for
    // those does not converge where many of them are zero.
    SingularValueDecomposition components =
        new SingularValueDecomposition(correlations(rows, center, perDeviation));
    double[] variances = components.getSingularValues();
    double largest = Arrays.stream(variances).max().orElse(0);
    int[] kept =
        IntStream.range(0, columns)
            .filter(c -> largest > 0 && variances[c] > SMALLEST * largest)
            .toArray();
    double[][] matrix = new double[columns][kept.length];
    for (int c = 0; c < kept.length; c++) {
      double[] direction = components.getV().getColumn(kept[c]);
      for (int j = 0; j < columns; j++) {
        matrix[j][c] = direction[j] * perDeviation[j] / Math.sqrt(variances[kept[c]]);
      }
    }
    return new Whitening(center, matrix);
  }

  private static RealMatrix correlations(double[][] rows, double[] center, double[] perDeviation) {
    double[][] standardized = new double[rows.length][center.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < center.length; j++) {
        standardized[i][j] = (rows[i][j] - center[j]) * perDeviation[j];
      }
    }
    RealMatrix matrix = MatrixUtils.createRealMatrix(standardized);
    return matrix.transposeMultiply(matrix).scalarMultiply(1.0 / rows.length);
  }

  /** Number of components. */
  public int components() {
    return matrix.length == 0 ? 0 : matrix[0].length;
  }

  /**
   * The components of a row.
   *
   * @param row {@code [columns]}
   * @return {@code [components]}
   */
  public double[] apply(double[] row) {
    double[] whitened = new double[components()];
    for (int j = 0; j < center.length; j++) {
      for (int c = 0; c < whitened.length; c++) {
        whitened[c] += (row[j] - center[j]) * matrix[j][c];
      }
    }
    return whitened;
  }
}
