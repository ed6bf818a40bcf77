package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Moments;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Two samples of points in one list, those of the first sample before those of the second, and the
 * random splits of the list that make a permutation test.
 */
final class TwoSamples {
  /** Most points of both samples together: all pairs of them take 64 MB. */
  static final int MOST_POINTS = 4_000;

  private final double[][] points;
  private final int first;

  private TwoSamples(double[][] points, int first) {
    this.points = points;
    this.first = first;
  }

  /**
   * Pools two samples given as columns.
   *
   * @param first {@code [D][m]}
   * @param second {@code [D][n]}
   * @param least least number of points in each sample
   * @throws IllegalArgumentException if shapes do not fit, a sample has too few points, both have
   *     more than {@link #MOST_POINTS}, or a value is not finite
   */
  static TwoSamples of(double[][] first, double[][] second, int least) {
    if (first.length == 0 || second.length != first.length) {
      throw new IllegalArgumentException(
          "expected samples of the same components, at least one, found "
              + first.length
              + " and "
              + second.length);
    }
    int m = first[0].length;
    int n = second[0].length;
    if (m < least || n < least || m + n > MOST_POINTS) {
      throw new IllegalArgumentException(
          "expected at least %d points in each sample and at most %d in both, found %d and %d"
              .formatted(least, MOST_POINTS, m, n));
    }
    double[][] points = new double[m + n][first.length];
    for (int j = 0; j < first.length; j++) {
      put("first", j, first[j], points, 0, m);
      put("second", j, second[j], points, m, n);
    }
    return new TwoSamples(points, m);
  }

  /** The points of one sample of at least two, {@code [D][m]}, and no second one. */
  static TwoSamples single(double[][] sample) {
    double[][] none = new double[sample.length][0];
    TwoSamples samples = of(sample, none, 0);
    if (samples.first() < 2) {
      throw new IllegalArgumentException(
          "expected at least 2 points in a sample, found " + samples.first());
    }
    return samples;
  }

  private static void put(
      String sample, int j, double[] column, double[][] points, int from, int count) {
    if (column.length != count) {
      throw new IllegalArgumentException(
          "component %d of the %s sample: expected %d values, found %d"
              .formatted(j + 1, sample, count, column.length));
    }
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(column[i])) {
        throw new IllegalArgumentException(
            "component %d of the %s sample: expected finite numbers, found %s"
                .formatted(j + 1, sample, column[i]));
      }
      points[from + i][j] = column[i];
    }
  }

  /**
   * Columns in units of the means and standard deviations of reference columns.
   *
   * @throws IllegalArgumentException if a reference column has no spread
   */
  static double[][] standardize(double[][] reference, double[][] columns) {
    Moments moments = Moments.of(reference);
    double[][] standardized = new double[columns.length][];
    for (int j = 0; j < columns.length; j++) {
      double mean = moments.mean()[j];
      double sd = Math.sqrt(moments.variance(j));
      if (!(sd > 0 && Double.isFinite(sd))) {
        throw new IllegalArgumentException(
            "component %d of the reference: expected a standard deviation above 0, found %s"
                .formatted(j + 1, sd));
      }
      standardized[j] = Arrays.stream(columns[j]).map(value -> (value - mean) / sd).toArray();
    }
    return standardized;
  }

  /** Number of points of both samples. */
  int count() {
    return points.length;
  }

  /** Number of points of the first sample. */
  int first() {
    return first;
  }

  /** Number of points of the second sample. */
  int second() {
    return points.length - first;
  }

  /** Squared Euclidean distance of two points of the list. */
  double squaredDistance(int i, int j) {
    return squaredDistance(points[i], points[j]);
  }

  static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (a[k] - b[k]) * (a[k] - b[k]);
    }
    return sum;
  }

  /** Which points are in the first sample. */
  boolean[] split() {
    boolean[] split = new boolean[points.length];
    Arrays.fill(split, 0, first, true);
    return split;
  }

  /** A first sample of as many points drawn from the whole list. */
  boolean[] split(UniformRandomProvider random) {
    boolean[] split = new boolean[points.length];
    for (int i : new PermutationSampler(random, points.length, first).sample()) {
      split[i] = true;
    }
    return split;
  }
}
