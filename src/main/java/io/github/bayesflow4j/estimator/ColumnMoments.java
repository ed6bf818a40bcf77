package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.HeavyTails;
import java.util.Arrays;

/**
 * Mean and standard deviation of a column, or median and scaled distance of the quartiles where its
 * tails are so heavy that the deviation says nothing ({@link HeavyTails}).
 *
 * @param mean mean or median
 * @param deviation deviation or what a normal distribution with the same quartiles has; 0 if the
 *     column does not vary, NaN if it is empty or holds what is not finite
 */
record ColumnMoments(double mean, double deviation) {

  /**
   * Of every {@code stride}-th of {@code values} that is not NaN.
   *
   * @param first the first of them
   */
  static ColumnMoments of(float[] values, int first, int stride) {
    float[] column = new float[(values.length - first + stride - 1) / stride];
    int count = 0;
    double mean = 0;
    double squares = 0;
    for (int i = first; i < values.length; i += stride) {
      if (!Float.isNaN(values[i])) {
        // Welford 1962: no cancellation for columns far from zero.
        column[count++] = values[i];
        double delta = values[i] - mean;
        mean += delta / count;
        squares += delta * (values[i] - mean);
      }
    }
    if (count == 0) {
      return new ColumnMoments(Double.NaN, Double.NaN);
    }
    double deviation = Math.sqrt(squares / count);
    if (!Double.isFinite(mean) || !Double.isFinite(deviation)) {
      return new ColumnMoments(mean, deviation);
    }
    float[] ascending = Arrays.copyOf(column, count);
    Arrays.sort(ascending);
    double width = (at(ascending, 3) - at(ascending, 1)) / HeavyTails.NORMAL_QUARTILES;
    boolean heavy =
        width > 0
            && deviation > HeavyTails.RATIO * width
            && outermostShare(ascending) > HeavyTails.SHARE;
    return heavy ? new ColumnMoments(at(ascending, 2), width) : new ColumnMoments(mean, deviation);
  }

  private static double at(float[] ascending, int quarters) {
    return ascending[(int) ((long) ascending.length * quarters / 4)];
  }

  /** What part of the squared distances from the median belongs to the outermost numbers. */
  private static double outermostShare(float[] ascending) {
    double median = at(ascending, 2);
    int outermost = Math.max(1, ascending.length / HeavyTails.OUTERMOST);
    int low = 0;
    int high = ascending.length - 1;
    double outer = 0;
    double all = 0;
    for (int i = 0; i < ascending.length; i++) {
      double below = median - ascending[low];
      double above = ascending[high] - median;
      double distance = below > above ? below : above;
      if (below > above) {
        low++;
      } else {
        high--;
      }
      all += distance * distance;
      if (i < outermost) {
        outer += distance * distance;
      }
    }
    return outer / all;
  }
}
