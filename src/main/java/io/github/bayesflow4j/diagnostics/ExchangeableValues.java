package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The true value and the L draws of one component in each of M test sets, known by where they lie
 * among all M (L + 1) values.
 *
 * @param below for each value the number of all values that are less, {@code [M][L + 1]}; the true
 *     value comes first
 * @param upTo for each number in {@code below} the number of all values that are not greater
 */
@SuppressWarnings("ArrayRecordComponent") // does not leave the package
record ExchangeableValues(int[][] below, int[] upTo) {

  static ExchangeableValues of(SimulatedPosteriors posteriors, int component) {
    double[] truths = posteriors.truths(component);
    double[][] values = new double[truths.length][];
    for (int i = 0; i < truths.length; i++) {
      values[i] = withTruth(truths[i], posteriors.samples(i).column(component));
    }
    double[] sorted = Arrays.stream(values).flatMapToDouble(Arrays::stream).sorted().toArray();
    int[] first = new int[sorted.length];
    int[] upTo = new int[sorted.length];
    for (int p = 1; p < sorted.length; p++) {
      first[p] = sorted[p] == sorted[p - 1] ? first[p - 1] : p;
    }
    for (int p = 0; p < sorted.length; p++) {
      upTo[first[p]] = p + 1;
    }
    int[][] below = new int[values.length][];
    for (int i = 0; i < below.length; i++) {
      below[i] =
          Arrays.stream(values[i]).mapToInt(v -> first[Arrays.binarySearch(sorted, v)]).toArray();
    }
    return new ExchangeableValues(below, upTo);
  }

  private static double[] withTruth(double truth, double[] draws) {
    double[] values = new double[draws.length + 1];
    // Adding 0 turns -0 into 0: a sort tells them apart, a comparison does not.
    Arrays.setAll(values, l -> (l == 0 ? truth : draws[l - 1]) + 0.0);
    return values;
  }

  /** Number of values in each test set, L + 1. */
  int candidates() {
    return below[0].length;
  }

  /**
   * The largest distance between the ECDF of one value picked in each test set and that of all
   * others, in units of 1 / (M L).
   *
   * @param pick which of the L + 1 values of a test set, given its number
   */
  long distance(IntUnaryOperator pick) {
    int[] picked = new int[below.length];
    Arrays.setAll(picked, i -> below[i][pick.applyAsInt(i)]);
    Arrays.sort(picked);
    long largest = 0;
    for (int k = 0; k < picked.length; k++) {
      long before = picked[k] - (long) k * candidates();
      long after = (k + 1L) * candidates() - upTo[picked[k]];
      largest = Math.max(largest, Math.max(before, after));
    }
    return largest;
  }
}
