package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class RankUniformityTestTest {
  private final UniformRandomProvider random = new RandomStreams(17).stream(0);

  private int[] uniform(int testSets, int draws) {
    return random.ints(testSets, 0, draws + 1).toArray();
  }

  @Test
  void theStatisticIsTheSmallestPointwisePValue() {
    // 10 test sets of 9 draws: points at every rank 1 .. 9.
    RankUniformityTest test = RankUniformityTest.simulate(10, 9, random);
    for (int repetition = 0; repetition < 100; repetition++) {
      int[] ranks = uniform(10, 9);
      double expected = 1;
      for (int point = 1; point <= 9; point++) {
        int below = 0;
        for (int rank : ranks) {
          below += rank < point ? 1 : 0;
        }
        BinomialDistribution law = BinomialDistribution.of(10, point / 10.0);
        double atMost = law.cumulativeProbability(below);
        double atLeast = law.survivalProbability(below - 1);
        expected = Math.min(expected, 2 * Math.min(atMost, atLeast));
      }
      assertThat(test.statistic(ranks)).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void tabulatedPValuesAreTheLibrarysAlsoFarOut() {
    // All 400 ranks below the first point, at 1 / 400: P(C >= 400) = 400^-400, which is 0.
    RankUniformityTest test = RankUniformityTest.simulate(400, 399, random);

    assertThat(test.statistic(new int[400])).isLessThan(1e-300);
    assertThat(test.pValue(0)).isCloseTo(1.0 / 10_001, within(1e-15));
    assertThat(test.pValue(1)).isEqualTo(1);
  }

  @Test
  void anEcdfLeavesTheBandExactlyIfTheTestRejects() {
    RankUniformityTest test = RankUniformityTest.simulate(150, 60, random);
    RankUniformityTest.Band band = test.band(0.05);
    int rejected = 0;
    int repetitions = 4_000;
    for (int r = 0; r < repetitions; r++) {
      int[] ranks = uniform(150, 60);
      boolean rejects = test.pValue(test.statistic(ranks)) <= 0.05;
      assertThat(leaves(test.ecdfDifference(ranks), band)).isEqualTo(rejects);
      rejected += rejects ? 1 : 0;
    }

    // The size is 5 % at most, less a group of ties; standard error 0.35 %.
    assertThat(rejected / (double) repetitions).isBetween(0.035, 0.062);
  }

  private static boolean leaves(List<Double> difference, RankUniformityTest.Band band) {
    for (int k = 0; k < difference.size(); k++) {
      if (difference.get(k) < band.lower().get(k) - 1e-12
          || difference.get(k) > band.upper().get(k) + 1e-12) {
        return true;
      }
    }
    return false;
  }

  @Test
  void logGammaIsNegativeExactlyIfTheTestRejects() {
    RankUniformityTest test = RankUniformityTest.simulate(40, 9, random);
    double critical = Double.POSITIVE_INFINITY;
    for (int r = 0; r < 4_000; r++) {
      // With ten ranks statistics tie, also at the critical value.
      double statistic = test.statistic(uniform(40, 9));
      assertThat(test.logGamma(statistic) < 0).isEqualTo(test.pValue(statistic) <= 0.05);
      critical = test.logGamma(statistic) >= 0 ? Math.min(critical, statistic) : critical;
    }

    assertThat(test.logGamma(critical)).isCloseTo(0, within(1e-12));
    assertThat(test.logGamma(critical / Math.E)).isCloseTo(-1, within(1e-12));
    assertThat(test.logGamma(0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void theCriticalValueIsThatOfADirectSimulation() {
    // ECDFs of 50 uniform ranks 0 .. 49, simulated and compared with the binomial law one by one.
    BinomialDistribution[] laws = new BinomialDistribution[50];
    Arrays.setAll(laws, point -> BinomialDistribution.of(50, point / 50.0));
    double[][] pointwise = new double[50][51];
    for (int point = 1; point < 50; point++) {
      for (int below = 0; below <= 50; below++) {
        double atMost = laws[point].cumulativeProbability(below);
        double atLeast = laws[point].survivalProbability(below - 1);
        pointwise[point][below] = Math.min(1, 2 * Math.min(atMost, atLeast));
      }
    }
    double[] statistics = new double[10_000];
    for (int s = 0; s < statistics.length; s++) {
      int[] ranks = uniform(50, 49);
      double smallest = 1;
      for (int point = 1; point < 50; point++) {
        int limit = point;
        int below = (int) Arrays.stream(ranks).filter(rank -> rank < limit).count();
        smallest = Math.min(smallest, pointwise[point][below]);
      }
      statistics[s] = smallest;
    }
    Arrays.sort(statistics);

    // The level of a simulated 5 % quantile has a relative error of 4.4 %, that of two of them
    // 6.2 %, and the level is about proportional to gamma; four of these.
    RankUniformityTest test = RankUniformityTest.simulate(50, 49, random);
    assertThat(test.logGamma(statistics[499])).isCloseTo(0, within(0.25));
  }

  @Test
  void theBandIsWiderThanThePointwiseOneAndNarrowerThanBonferronis() {
    RankUniformityTest.Band band = RankUniformityTest.simulate(1_000, 999, random).band(0.05);
    int middle = 499;

    assertThat(band.points()).hasSize(999);
    assertThat(band.points().get(middle)).isEqualTo(0.5);
    // Binomial(1000, 1/2) has standard deviation 15.81; 1.96 and 4.06 normal quantiles.
    assertThat(band.upper().get(middle)).isBetween(1.96 * 0.01581, 4.06 * 0.01581);
    assertThat(band.lower().get(middle)).isCloseTo(-band.upper().get(middle), within(0.0011));
  }

  @Test
  void worksWhereThereAreFewerRanksThanTestSets() {
    RankUniformityTest test = RankUniformityTest.simulate(100, 3, random);

    assertThat(test.band(0.05).points()).containsExactly(0.25, 0.5, 0.75);
    int[] allInTheMiddle = random.ints(100, 1, 3).toArray();
    assertThat(test.pValue(test.statistic(allInTheMiddle))).isLessThan(0.001);
  }

  @Test
  void refusesRanksThatAreNotItsOwn() {
    RankUniformityTest test = RankUniformityTest.simulate(3, 5, random);

    assertThatThrownBy(() -> test.statistic(1, 2)).hasMessage("expected 3 ranks, found 2");
    assertThatThrownBy(() -> test.statistic(1, 2, 6))
        .hasMessage("expected ranks in 0 .. 5, found 6");
    assertThatThrownBy(() -> test.band(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RankUniformityTest.simulate(1, 5, random))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
