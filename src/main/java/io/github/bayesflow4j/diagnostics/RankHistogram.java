package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;

/**
 * A histogram of ranks beside the counts to expect of uniform ones (Talts et al. 2018,
 * arXiv:1804.06788).
 *
 * @param bins one entry a bin, in order of rank
 * @param pValue p-value of the chi-squared test of uniformity
 */
public record RankHistogram(List<Bin> bins, double pValue) {
  private static final double BAND = 0.99;

  /**
   * The ranks from {@code first} to {@code last}. Bins differ by one rank in width where their
   * number does not divide L + 1; the expected counts allow for it.
   *
   * @param first smallest rank in the bin
   * @param last largest rank in the bin
   * @param count number of test sets with such a rank
   * @param expected number to expect
   * @param lower 0.5 % quantile of the number to expect
   * @param upper 99.5 % quantile of the number to expect
   */
  public record Bin(int first, int last, long count, double expected, int lower, int upper) {}

  public RankHistogram {
    bins = List.copyOf(bins);
  }

  /**
   * Counts ranks.
   *
   * @param ranks ranks in {@code 0 .. draws}
   * @param draws number L of draws
   * @param bins number of bins, between 2 and L + 1
   * @throws IllegalArgumentException if the number of bins is not in this range
   */
  public static RankHistogram of(List<Integer> ranks, int draws, int bins) {
    if (bins < 2 || bins > draws + 1) {
      throw new IllegalArgumentException(
          "expected 2 .. " + (draws + 1) + " bins for ranks of " + draws + " draws, found " + bins);
    }
    List<Bin> filled = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      int first = start(b, bins, draws);
      int last = start(b + 1, bins, draws) - 1;
      long count = ranks.stream().filter(rank -> rank >= first && rank <= last).count();
      double probability = (last - first + 1) / (draws + 1.0);
      BinomialDistribution law = BinomialDistribution.of(ranks.size(), probability);
      filled.add(
          new Bin(
              first,
              last,
              count,
              law.getMean(),
              law.inverseCumulativeProbability((1 - BAND) / 2),
              law.inverseCumulativeProbability((1 + BAND) / 2)));
    }
    double pValue =
        ChiSquareTest.withDefaults()
            .test(
                filled.stream().mapToDouble(Bin::expected).toArray(),
                filled.stream().mapToLong(Bin::count).toArray())
            .getPValue();
    return new RankHistogram(filled, pValue);
  }

  private static int start(int bin, int bins, int draws) {
    return (int) (bin * (draws + 1L) / bins);
  }
}
