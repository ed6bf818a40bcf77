package io.github.bayesflow4j.diagnostics;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The bootstrap over test sets: how far figures scatter because there are finitely many of them.
 *
 * <p>Test sets are drawn with replacement, as many as there are, and all figures are computed from
 * those drawn; the central 95 % of 1,000 such values is the interval of a figure (the percentile
 * interval of B. Efron 1979, The Annals of Statistics 7:1). All figures see the same resamples, so
 * that test sets in which several components are hard stay together. A resample in which a figure
 * is not finite, because all its true values are equal, is left out of its interval.
 */
final class Bootstrap {
  /** Number of resamples: the ends of an interval then scatter by a tenth of its half-width. */
  static final int RESAMPLES = 1_000;

  private Bootstrap() {}

  /**
   * Intervals of several figures.
   *
   * @param testSets number M of test sets
   * @param figures the figures of the test sets with given indices, {@code [M]}, which are in no
   *     order and not distinct; always the same number of figures
   * @return one interval a figure
   */
  static List<Interval> intervals(
      int testSets, UniformRandomProvider random, Function<int[], double[]> figures) {
    double[][] resampled = new double[RESAMPLES][];
    int[] chosen = new int[testSets];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < testSets; i++) {
        chosen[i] = random.nextInt(testSets);
      }
      resampled[r] = figures.apply(chosen);
    }
    return IntStream.range(0, resampled[0].length)
        .mapToObj(
            k ->
                Interval.central95(
                    IntStream.range(0, RESAMPLES).mapToDouble(r -> resampled[r][k]).toArray()))
        .toList();
  }
}
