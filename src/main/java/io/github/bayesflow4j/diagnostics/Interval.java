package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Quantiles;
import java.util.Arrays;

/**
 * An interval in which a figure lies.
 *
 * @param lower its lower end; NaN if the figure has no value
 * @param upper its upper end, not below {@code lower}; NaN if the figure has no value
 */
public record Interval(double lower, double upper) {

  public Interval {
    if (lower > upper || Double.isNaN(lower) != Double.isNaN(upper)) {
      throw new IllegalArgumentException(
          "expected the ends of an interval in order, found " + lower + " and " + upper);
    }
  }

  /** The central 95 % of values; those that are not finite are left out. */
  static Interval central95(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    double[] ends = Quantiles.of(finite, 0.025, 0.975);
    return new Interval(ends[0], ends[1]);
  }

  /** Whether it holds {@code value}, its ends included. */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }
}
