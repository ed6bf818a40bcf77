package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How often credible regions of all parameters together hold the true ones, at every level.
 *
 * <p>Regions of highest posterior density see what the ranks of single components cannot: a wrong
 * dependence between components. They are blind to faults that leave the density at the true
 * parameters alone, such as a posterior that is the prior (Hermans et al. 2022, "A crisis in
 * simulation-based inference? Beware, your posterior approximations can be unfaithful",
 * Transactions on Machine Learning Research).
 *
 * @param draws number L of draws, the largest rank
 * @param band the simultaneous 95 % band of {@code curve}
 * @param curve coverage minus level at the points of {@code band}; positive where regions hold the
 *     truth more often than they say
 * @param statistic gamma of {@link RankUniformityTest#statistic}
 * @param logGamma the statistic on the scale of {@link RankUniformityTest#logGamma}
 * @param pValue its p-value
 * @param meanSignedError mean over all levels of coverage minus level, between -1/2 and 1/2;
 *     positive for regions that are too large on the whole (conservative), negative for
 *     overconfident ones; this holds for regions of highest density
 */
public record ExpectedCoverage(
    int draws,
    RankUniformityTest.Band band,
    List<Double> curve,
    double statistic,
    double logGamma,
    double pValue,
    double meanSignedError) {
  /*
   * A family of nested regions orders the parameters: by falling posterior density, by distance
   * from a reference. The rank r of a test set is the number of draws that come before the true
   * parameters in this order. The smallest region around fraction r / L of the posterior is the
   * one that the true parameters lie at the edge of; for an exact posterior truth and draws are
   * exchangeable, and r is uniform on 0 .. L. The ECDF of the ranks is the coverage as a function
   * of the level: a truth that comes early lies in small regions. The mean signed error is the area
   * below the curve, 1/2 - mean (r + 1/2) / (L + 1).
   */

  public ExpectedCoverage {
    curve = List.copyOf(curve);
  }

  /**
   * The expected coverage that belongs to ranks.
   *
   * @param ranks for each test set the number of draws inside the smallest region that holds the
   *     true parameters, {@code [M]}; {@link #densityRank} for regions of highest density
   * @param test that of the same numbers of test sets and draws
   * @throws IllegalArgumentException if their number is not the test's, or one is not in {@code 0
   *     .. L}
   */
  public static ExpectedCoverage of(int[] ranks, RankUniformityTest test) {
    double statistic = test.statistic(ranks);
    double meanLevel = (Arrays.stream(ranks).average().orElseThrow() + 0.5) / (test.draws() + 1.0);
    return new ExpectedCoverage(
        test.draws(),
        test.band(RankStatistics.LEVEL),
        test.ecdfDifference(ranks),
        statistic,
        test.logGamma(statistic),
        test.pValue(statistic),
        0.5 - meanLevel);
  }

  /**
   * The number of draws with a higher posterior density than the true parameters; equal ones are
   * put before or after them at random.
   *
   * @param truth log-density of the true parameters; negative infinity outside the support
   * @param draws log-densities of the draws, {@code [L]}
   * @param random to order draws of the same density
   * @throws IllegalArgumentException if a log-density is not a number
   */
  public static int densityRank(double truth, double[] draws, UniformRandomProvider random) {
    if (Double.isNaN(truth) || Arrays.stream(draws).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "expected log-densities of the true parameters and of %d draws, found NaN among them"
              .formatted(draws.length));
    }
    return draws.length - Placement.of(truth, draws, random).rank();
  }

  /** Whether an exact posterior is rejected at the 5 % level. */
  public boolean rejected() {
    return pValue <= RankStatistics.LEVEL;
  }
}
