package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/** A figure of the values of one feature, by which observed data are compared with simulated. */
public enum FeatureStatistic {
  /** Mean of the values; the value itself where there is one row. */
  MEAN,
  /** Standard deviation, with the n - 1 denominator; 0 of a single value. */
  SD,
  /** Smallest value. */
  MIN,
  /** Largest value. */
  MAX,
  /**
   * Correlation of values with those one row later, over pairs of which both are present, mean and
   * variance being those of all values; 0 if there is no such pair, or no spread.
   */
  LAG1_AUTOCORRELATION;

  /** Statistics of a single row. */
  static List<FeatureStatistic> ofOne() {
    return List.of(MEAN);
  }

  /** Statistics of exchangeable rows. */
  static List<FeatureStatistic> ofSet() {
    return List.of(MEAN, SD, MIN, MAX);
  }

  /** Statistics of a series. */
  static List<FeatureStatistic> ofSeries() {
    return List.of(values());
  }

  /**
   * The figure of the values of one feature.
   *
   * @param values {@code [n]}, NaN where the row is absent, at least one present
   */
  double of(double[] values) {
    double[] present = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    return switch (this) {
      case MEAN -> mean(present);
      case SD -> present.length < 2 ? 0 : StandardDeviation.of(present).getAsDouble();
      case MIN -> Arrays.stream(present).min().orElseThrow();
      case MAX -> Arrays.stream(present).max().orElseThrow();
      case LAG1_AUTOCORRELATION -> lag1(values, present);
    };
  }

  private static double mean(double[] present) {
    return Arrays.stream(present).average().orElseThrow();
  }

  private static double lag1(double[] values, double[] present) {
    double center = mean(present);
    double variance =
        Arrays.stream(present).map(x -> (x - center) * (x - center)).average().orElseThrow();
    double covariance = 0;
    int pairs = 0;
    for (int i = 1; i < values.length; i++) {
      double product = (values[i - 1] - center) * (values[i] - center);
      if (!Double.isNaN(product)) {
        covariance += product;
        pairs++;
      }
    }
    return pairs == 0 || !(variance > 0) ? 0 : covariance / pairs / variance;
  }
}
