package io.github.bayesflow4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often a second two ways do the same work, measured in turn.
 *
 * <p>A ratio is one of two neighboring turns: the speed of a shared machine drifts, and the ratio
 * of medians of different minutes says little.
 */
public final class PairedRates {
  private final List<Double> first = new ArrayList<>();
  private final List<Double> second = new ArrayList<>();

  /** Adds two neighboring turns. */
  public void add(double rateOfFirst, double rateOfSecond) {
    first.add(rateOfFirst);
    second.add(rateOfSecond);
  }

  /** Quantile of the rates of the first. */
  public double first(double probability) {
    return quantile(first, probability);
  }

  /** Quantile of the rates of the second. */
  public double second(double probability) {
    return quantile(second, probability);
  }

  /** Quantile of the ratios of the first to the second. */
  public double ratio(double probability) {
    List<Double> ratios =
        IntStream.range(0, first.size()).mapToObj(i -> first.get(i) / second.get(i)).toList();
    return quantile(ratios, probability);
  }

  private static double quantile(List<Double> values, double probability) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.round(probability * (sorted.size() - 1)));
  }
}
