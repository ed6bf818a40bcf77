package io.github.bayesflow4j.posterior;

import org.apache.commons.statistics.descriptive.Quantile;

/**
 * The one quantile rule of the library: linear interpolation between order statistics (Hyndman and
 * Fan's type 7), by which the i-th of n sorted values, i = 0 .. n - 1, is the quantile {@code i /
 * (n - 1)}.
 */
public final class Quantiles {
  private static final Quantile QUANTILE =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).withCopy(true);

  private Quantiles() {}

  /**
   * One quantile.
   *
   * @param values in any order, at least one, none of them NaN
   * @param p {@code 0 <= p <= 1}
   */
  public static double of(double[] values, double p) {
    return QUANTILE.evaluate(values, p);
  }

  /**
   * Several quantiles of the same values, which are sorted once.
   *
   * @param values in any order, at least one, none of them NaN
   * @param p each {@code 0 <= p <= 1}
   * @return one a probability, in the order given
   */
  public static double[] of(double[] values, double... p) {
    return QUANTILE.evaluate(values, p);
  }

  /** The quantile one half. */
  public static double median(double... values) {
    return of(values, 0.5);
  }
}
