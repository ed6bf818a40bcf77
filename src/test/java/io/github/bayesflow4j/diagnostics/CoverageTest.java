package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.diagnostics.Coverage.Fraction;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final RandomStreams STREAMS = new RandomStreams(61);
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  @Test
  void confidenceIntervalsEndWhereTheBinomialTailsHave2AndAHalfPercent() {
    Coverage coverage =
        Coverage.of(ConjugateGaussian.simulate(150, 80, 1, Fault.NARROWED), STREAMS.stream(0));

    for (Fraction fraction : coverage.components().get(0).fractions()) {
      int inside = (int) Math.round(150 * fraction.observed());
      assertThat(BinomialDistribution.of(150, fraction.lower()).survivalProbability(inside - 1))
          .isCloseTo(0.025, within(1e-9));
      assertThat(BinomialDistribution.of(150, fraction.upper()).cumulativeProbability(inside))
          .isCloseTo(0.025, within(1e-9));
    }
  }

  @Test
  void theRangeToExpectIsThatOfSimulatedPlacements() {
    // Few draws, so that the coverage of an exact posterior is well below the level: at 95 % it is
    // 38 / 41 = 92.7 %.
    int[] inside = new int[4];
    int repetitions = 20_000;
    var random = STREAMS.stream(1);
    Coverage coverage = Coverage.of(ConjugateGaussian.simulate(50, 40, 2, Fault.NONE), random);
    for (int r = 0; r < repetitions; r++) {
      double level = Placement.random(40, random).centralLevel();
      for (int k = 0; k < 4; k++) {
        inside[k] += level < coverage.levels().get(k) ? 1 : 0;
      }
    }
    for (int k = 0; k < 4; k++) {
      double rate = (double) inside[k] / repetitions;
      Fraction fraction = coverage.components().get(0).fractions().get(k);
      // Binomial quantiles of 50 at a rate known to 0.35 %, so up to one count apart.
      BinomialDistribution simulated = BinomialDistribution.of(50, rate);
      assertThat(50 * fraction.expectedLower())
          .isCloseTo(simulated.inverseCumulativeProbability(0.025), within(1.0));
      assertThat(50 * fraction.expectedUpper())
          .isCloseTo(simulated.inverseCumulativeProbability(0.975), within(1.0));
    }
  }

  @Test
  void followsTheCoverageOfANarrowedGaussian() {
    Coverage coverage =
        Coverage.of(ConjugateGaussian.simulate(4_000, 400, 3, Fault.NARROWED), STREAMS.stream(2));

    for (int k = 0; k < 4; k++) {
      double level = coverage.levels().get(k);
      double half = 0.8 * NORMAL.inverseCumulativeProbability((1 + level) / 2);
      double expected = 2 * NORMAL.cumulativeProbability(half) - 1;
      Fraction fraction = coverage.components().get(0).fractions().get(k);
      // Four standard errors, and the 1 / (L + 1) of finite draws.
      double error = 4 * Math.sqrt(expected * (1 - expected) / 4_000) + 0.0025;
      assertThat(fraction.observed()).as("level %s", level).isCloseTo(expected, within(error));
      assertThat(fraction.asExpected()).isFalse();
    }
  }

  @Test
  void intervalsThatHoldAllTruthsOrNoneAreOpenToOneSide() {
    double[] truths = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double[][] around = new double[10][];
    double[][] aside = new double[10][];
    Arrays.setAll(around, i -> new double[] {truths[i] - 1, truths[i] - 2, truths[i] + 1, 99});
    Arrays.setAll(aside, i -> new double[] {90, 91, 92, 93});

    Fraction all = fraction(truths, around);
    Fraction none = fraction(truths, aside);

    // With 10 of 10 the lower end p has p^10 = 0.025.
    assertThat(all.observed()).isEqualTo(1);
    assertThat(all.upper()).isEqualTo(1);
    assertThat(Math.pow(all.lower(), 10)).isCloseTo(0.025, within(1e-9));
    assertThat(none.observed()).isZero();
    assertThat(none.lower()).isZero();
    assertThat(Math.pow(1 - none.upper(), 10)).isCloseTo(0.025, within(1e-9));
  }

  private static Fraction fraction(double[] truths, double[][] draws) {
    return Coverage.of(SimulatedPosteriorsTest.of(truths, draws), STREAMS.stream(3))
        .components()
        .get(0)
        .fractions()
        .get(0);
  }
}
