package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankStatisticsTest {
  private static final RandomStreams STREAMS = new RandomStreams(41);

  @Test
  void countsTheDrawsBelowTheTruth() {
    RankStatistics ranks =
        RankStatistics.of(
            SimulatedPosteriorsTest.of(
                new double[] {0, 2.5, 9},
                new double[] {1, 2, 3},
                new double[] {3, 1, 2},
                new double[] {1, 2, 3}),
            STREAMS.stream(0));

    assertThat(ranks.components().get(0).ranks()).containsExactly(0, 2, 3);
    assertThat(ranks.draws()).isEqualTo(3);
  }

  @Test
  void rejectsAnExactPosteriorAtItsLevelOnly() {
    // 200 repetitions with two components each. The size is 5 %: single components are rejected in
    // 2 to 9 % of 400, Holm's rule rejects at least one of two in 2 to 9 % of 200.
    RankUniformityTest test = RankUniformityTest.simulate(200, 100, STREAMS.stream(1));
    int outside = 0;
    int rejected = 0;
    for (int r = 0; r < 200; r++) {
      RankStatistics ranks =
          RankStatistics.of(
              ConjugateGaussian.simulate(200, 100, 500 + r, Fault.NONE, Fault.NONE),
              test,
              STREAMS.stream(r));
      outside += (int) ranks.components().stream().filter(c -> !c.withinBand()).count();
      rejected += ranks.uniform() ? 0 : 1;
    }

    assertThat(outside).isBetween(8, 36);
    assertThat(rejected).isBetween(4, 18);
  }

  @Test
  void rejectsAShiftedANarrowedAndAWidenedPosterior() {
    // 500 test sets see each of these faults in 200 of 200 repetitions.
    RankStatistics ranks =
        RankStatistics.of(
            ConjugateGaussian.simulate(
                500, 100, 7, Fault.NONE, Fault.SHIFTED, Fault.NARROWED, Fault.WIDENED),
            STREAMS.stream(2));

    assertThat(ranks.uniform()).isFalse();
    assertThat(ranks.components())
        .extracting(RankStatistics.Component::rejected)
        .containsExactly(false, true, true, true);
  }

  @Test
  void detectsTheFaultsWithTheStatedPower() {
    // At 300 test sets the faults are seen in 200, 188 and 186 of 200 repetitions. With power 0.98,
    // 0.94 and 0.93, 40 repetitions leave at least 36, 33 and 32 with a probability above 0.99.
    RankUniformityTest test = RankUniformityTest.simulate(300, 100, STREAMS.stream(3));
    int[] detected = new int[3];
    for (int r = 0; r < 40; r++) {
      RankStatistics ranks =
          RankStatistics.of(
              ConjugateGaussian.simulate(
                  300, 100, 900 + r, Fault.SHIFTED, Fault.NARROWED, Fault.WIDENED),
              test,
              STREAMS.stream(r));
      for (int j = 0; j < 3; j++) {
        detected[j] += ranks.components().get(j).withinBand() ? 0 : 1;
      }
    }

    assertThat(detected[0]).isGreaterThanOrEqualTo(36);
    assertThat(detected[1]).isGreaterThanOrEqualTo(33);
    assertThat(detected[2]).isGreaterThanOrEqualTo(32);
  }

  @Test
  void aShiftBendsTheEcdfToOneSide() {
    // Draws too high by d sd put the truth too low: the ECDF of ranks exceeds the uniform one, by
    // 2 Phi(d / 2) - 1 = 0.119 at its middle for d = 0.3; four standard errors at M = 4,000.
    RankStatistics.Component shifted =
        RankStatistics.of(
                ConjugateGaussian.simulate(4_000, 200, 8, Fault.SHIFTED), STREAMS.stream(4))
            .components()
            .get(0);

    double largest = shifted.ecdfDifference().stream().mapToDouble(d -> d).max().orElseThrow();
    assertThat(largest).isCloseTo(0.119, within(0.032));
  }

  @Test
  void holmsCorrectionMultipliesAndKeepsTheOrder() {
    assertThat(HolmCorrection.adjust(0.01, 0.04, 0.03, 0.005))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
    assertThat(HolmCorrection.adjust(0.7, 0.6)).containsExactly(1, 1);
    assertThat(HolmCorrection.adjust(0.04)).containsExactly(0.04);
  }

  @Test
  void histogramCountsEveryRankOnce() {
    // Ranks 0 .. 6 in 3 bins: widths 2, 2 and 3.
    RankHistogram histogram = RankHistogram.of(List.of(0, 1, 2, 3, 4, 5, 6), 6, 3);

    assertThat(histogram.bins()).extracting(RankHistogram.Bin::first).containsExactly(0, 2, 4);
    assertThat(histogram.bins()).extracting(RankHistogram.Bin::last).containsExactly(1, 3, 6);
    assertThat(histogram.bins()).extracting(RankHistogram.Bin::count).containsExactly(2L, 2L, 3L);
    assertThat(histogram.bins().get(2).expected()).isCloseTo(3, within(1e-12));
    assertThat(histogram.pValue()).isCloseTo(1, within(1e-12));
  }

  @Test
  void histogramBandIsBinomial() {
    RankStatistics ranks =
        RankStatistics.of(
            ConjugateGaussian.simulate(1_000, 99, 9, Fault.NONE, Fault.NARROWED),
            STREAMS.stream(5));

    // Binomial(1000, 1/10): mean 100, sd 9.49; quantiles 76 and 125 from tables.
    RankHistogram.Bin bin = ranks.histogram(0, 10).bins().get(0);
    assertThat(bin.lower()).isEqualTo(76);
    assertThat(bin.upper()).isEqualTo(125);
    assertThat(ranks.histogram(0, 10).pValue()).isGreaterThan(0.001);
    assertThat(ranks.histogram(1, 10).pValue()).isLessThan(0.001);
    assertThatThrownBy(() -> ranks.histogram(0, 101))
        .hasMessage("expected 2 .. 100 bins for ranks of 99 draws, found 101");
  }

  @Test
  void refusesATestForOtherNumbers() {
    RankUniformityTest test = RankUniformityTest.simulate(10, 5, STREAMS.stream(6));
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(10, 6, 1, Fault.NONE);

    assertThatThrownBy(() -> RankStatistics.of(posteriors, test, STREAMS.stream(7)))
        .hasMessage("expected a test for 10 test sets of 6 draws, found one for 10 of 5");
  }
}
