package io.github.bayesflow4j.diagnostics;

import java.util.stream.IntStream;

/**
 * Holm's correction of p-values for several tests at once: rejecting where the adjusted p-value is
 * at most alpha rejects any true hypothesis with probability at most alpha, however the tests
 * depend on each other (S. Holm 1979, Scandinavian Journal of Statistics 6:65).
 */
final class HolmCorrection {
  private HolmCorrection() {}

  /** Adjusted p-values, in the order given. */
  static double[] adjust(double... pValues) {
    int[] ascending =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted((a, b) -> Double.compare(pValues[a], pValues[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[pValues.length];
    double largest = 0;
    for (int i = 0; i < ascending.length; i++) {
      largest = Math.max(largest, (pValues.length - i) * pValues[ascending[i]]);
      adjusted[ascending[i]] = Math.min(largest, 1);
    }
    return adjusted;
  }
}
