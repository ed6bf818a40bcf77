package io.github.bayesflow4j.comparison;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * Reference draws and draws to compare with them in one array, standardized with the means and
 * standard deviations of the reference.
 *
 * @param rows {@code [count * dimension]}, row by row
 * @param labels {@code [count]}, 0 for a reference draw and 1 for another
 * @param dimension number of components
 */
@SuppressWarnings("ArrayRecordComponent") // does not leave the package
record PooledDraws(float[] rows, float[] labels, int dimension) {

  /**
   * Pools two samples, {@code [dimension][count]} each.
   *
   * @throws IllegalArgumentException as {@link ClassifierTwoSampleTest#compare}
   */
  static PooledDraws of(double[][] reference, double[][] draws, int least) {
    if (reference.length == 0 || draws.length != reference.length) {
      throw new IllegalArgumentException(
          "expected draws of the "
              + reference.length
              + " components of the reference draws, found "
              + draws.length);
    }
    int dimension = reference.length;
    int count = reference[0].length;
    if (count < least) {
      throw new IllegalArgumentException(
          "expected at least " + least + " reference draws, found " + count);
    }
    PooledDraws pool =
        new PooledDraws(new float[2 * count * dimension], new float[2 * count], dimension);
    Arrays.fill(pool.labels, count, 2 * count, 1);
    for (int j = 0; j < dimension; j++) {
      requireColumns(j, reference[j], draws[j], count);
      pool.put(j, reference[j], draws[j]);
    }
    return pool;
  }

  private static void requireColumns(int j, double[] reference, double[] draws, int count) {
    if (reference.length != count || draws.length != count) {
      throw new IllegalArgumentException(
          "component %d: expected %d reference draws and as many draws, found %d and %d"
              .formatted(j + 1, count, reference.length, draws.length));
    }
    for (double value : draws) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "component " + (j + 1) + " of the draws: expected finite numbers, found " + value);
      }
    }
  }

  private void put(int j, double[] reference, double[] draws) {
    double mean = Mean.of(reference).getAsDouble();
    double sd = StandardDeviation.of(reference).getAsDouble();
    if (!(sd > 0 && Double.isFinite(sd))) {
      throw new IllegalArgumentException(
          "component "
              + (j + 1)
              + " of the reference draws: expected a finite standard deviation above 0, found "
              + sd);
    }
    for (int i = 0; i < reference.length; i++) {
      rows[i * dimension + j] = (float) ((reference[i] - mean) / sd);
      rows[(reference.length + i) * dimension + j] = (float) ((draws[i] - mean) / sd);
    }
  }

  int count() {
    return labels.length;
  }

  /**
   * The rows with these indices for each of several folds, {@code [folds * indices * dimension]}.
   */
  float[] rows(int[][] indices, int from, int to) {
    float[] chosen = new float[indices.length * (to - from) * dimension];
    int at = 0;
    for (int[] fold : indices) {
      for (int i = from; i < to; i++) {
        System.arraycopy(rows, fold[i] * dimension, chosen, at, dimension);
        at += dimension;
      }
    }
    return chosen;
  }

  /** The labels of the rows with these indices for each of several folds. */
  float[] labels(int[][] indices, int from, int to) {
    float[] chosen = new float[indices.length * (to - from)];
    int at = 0;
    for (int[] fold : indices) {
      for (int i = from; i < to; i++) {
        chosen[at++] = labels[fold[i]];
      }
    }
    return chosen;
  }
}
