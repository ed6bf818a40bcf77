package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Simulation-based calibration: the ranks of the true values among posterior draws, which are
 * uniform on {@code 0 .. L} for an exact posterior (Cook, Gelman and Rubin 2006; Talts et al. 2018,
 * arXiv:1804.06788).
 *
 * @param draws number L of draws, the largest rank
 * @param band the simultaneous 95 % band of the ECDF differences, the same for all components
 * @param components one entry a component, in order
 */
public record RankStatistics(int draws, RankUniformityTest.Band band, List<Component> components) {

  /** Level of the tests. */
  public static final double LEVEL = 0.05;

  /**
   * The ranks of one component.
   *
   * @param name its name
   * @param ranks one rank a test set, {@code [M]}
   * @param ecdfDifference ECDF of the ranks minus the uniform one, at the points of {@link #band}
   * @param statistic gamma of {@link RankUniformityTest#statistic}
   * @param logGamma the statistic on the scale of {@link RankUniformityTest#logGamma}, negative
   *     outside the band
   * @param pValue its p-value
   * @param adjustedPValue the p-value after Holm's correction for the number of components
   */
  public record Component(
      String name,
      List<Integer> ranks,
      List<Double> ecdfDifference,
      double statistic,
      double logGamma,
      double pValue,
      double adjustedPValue) {
    public Component {
      ranks = List.copyOf(ranks);
      ecdfDifference = List.copyOf(ecdfDifference);
    }

    /** Whether the ECDF lies within the 95 % band; false for one exact component in twenty. */
    public boolean withinBand() {
      return pValue > LEVEL;
    }

    /**
     * Whether uniformity is rejected at the 5 % level, Holm-corrected: for an exact posterior any
     * component is in at most one machine of twenty.
     */
    public boolean rejected() {
      return adjustedPValue <= LEVEL;
    }
  }

  public RankStatistics {
    components = List.copyOf(components);
  }

  /**
   * Ranks the true values and simulates the test of their uniformity.
   *
   * @param random for the test, and to order draws that equal a true value
   */
  public static RankStatistics of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    return of(
        posteriors,
        RankUniformityTest.simulate(posteriors.testSets(), posteriors.draws(), random),
        random);
  }

  /**
   * Ranks the true values and tests them with a test that was simulated before.
   *
   * @param test that of the same numbers of test sets and draws
   * @param random to order draws that equal a true value
   * @throws IllegalArgumentException if the test is for other numbers
   */
  public static RankStatistics of(
      SimulatedPosteriors posteriors, RankUniformityTest test, UniformRandomProvider random) {
    test.requireFor(posteriors);
    int[][] ranks = new int[posteriors.dimension()][];
    for (int j = 0; j < ranks.length; j++) {
      ranks[j] =
          Arrays.stream(Placement.of(posteriors, j, random)).mapToInt(Placement::rank).toArray();
    }
    double[] pValues =
        Arrays.stream(ranks).mapToDouble(r -> test.pValue(test.statistic(r))).toArray();
    double[] adjusted = HolmCorrection.adjust(pValues);
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < ranks.length; j++) {
      components.add(
          new Component(
              posteriors.space().names().get(j),
              Arrays.stream(ranks[j]).boxed().toList(),
              test.ecdfDifference(ranks[j]),
              test.statistic(ranks[j]),
              test.logGamma(test.statistic(ranks[j])),
              pValues[j],
              adjusted[j]));
    }
    return new RankStatistics(posteriors.draws(), test.band(LEVEL), components);
  }

  /** Whether no component is rejected. */
  public boolean uniform() {
    return components.stream().noneMatch(Component::rejected);
  }

  /**
   * The histogram of one component's ranks.
   *
   * @param bins number of bins, between 2 and L + 1
   */
  public RankHistogram histogram(int component, int bins) {
    return RankHistogram.of(components.get(component).ranks(), draws, bins);
  }
}
