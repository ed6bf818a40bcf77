package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class ExpectedCoverageTest {
  private final UniformRandomProvider random = new RandomStreams(67).stream(0);

  @Test
  void ranksByFallingDensity() {
    double outside = Double.NEGATIVE_INFINITY;

    assertThat(ExpectedCoverage.densityRank(-1, new double[] {0, -2, 3, outside}, random))
        .isEqualTo(2);
    assertThat(ExpectedCoverage.densityRank(5, new double[] {0, -2, 3}, random)).isZero();
    assertThat(ExpectedCoverage.densityRank(outside, new double[] {0, -2, 3}, random)).isEqualTo(3);
    assertThatThrownBy(() -> ExpectedCoverage.densityRank(0, new double[] {1, Double.NaN}, random))
        .hasMessage(
            "expected log-densities of the true parameters and of 2 draws, found NaN among them");
  }

  @Test
  void ranksOfAUniformPosteriorWhoseDensitiesAllTieAreUniform() {
    // 5,500 ranks, 11 values, chi-squared p > 0.001: a uniform law fails once in a thousand seeds.
    long[] counts = new long[11];
    for (int i = 0; i < 5_500; i++) {
      counts[ExpectedCoverage.densityRank(0, new double[10], random)]++;
    }

    assertThat(ChiSquareTest.withDefaults().test(counts).getPValue()).isGreaterThan(0.001);
  }

  /** The coverage of N(0, width^2) for truths from N(0, 1), where density falls with |theta|. */
  private ExpectedCoverage gaussian(double width) {
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    int[] ranks = new int[2_000];
    for (int i = 0; i < ranks.length; i++) {
      double[] draws = new double[99];
      Arrays.setAll(draws, l -> -Math.abs(width * normal.sample()));
      ranks[i] = ExpectedCoverage.densityRank(-Math.abs(normal.sample()), draws, random);
    }
    return ExpectedCoverage.of(ranks, RankUniformityTest.simulate(2_000, 99, random));
  }

  @Test
  void theSignedErrorIsThatOfGaussiansOfWrongWidth() {
    // The mean level of the truth is E |2 Phi(z / w) - 1| = 2/pi arctan(1 / w). Four standard
    // errors
    // of a mean of 2,000 numbers in 0 .. 1 with a standard deviation of at most 0.32.
    ExpectedCoverage narrow = gaussian(0.8);
    ExpectedCoverage wide = gaussian(1.25);

    assertThat(narrow.meanSignedError())
        .isCloseTo(0.5 - 2 / Math.PI * Math.atan(1 / 0.8), within(0.029))
        .isNegative();
    assertThat(wide.meanSignedError())
        .isCloseTo(0.5 - 2 / Math.PI * Math.atan(1 / 1.25), within(0.029))
        .isPositive();
    assertThat(narrow.rejected()).isTrue();
    assertThat(narrow.logGamma()).isNegative();
    assertThat(narrow.curve()).allMatch(difference -> difference < 0.03);
    assertThat(wide.curve()).allMatch(difference -> difference > -0.03);
  }

  @Test
  void theSignedErrorIsTheAreaBelowTheCurve() {
    // With a point at every rank, the mean of the curve over 100 intervals is the area below it.
    ExpectedCoverage coverage = gaussian(0.9);
    double area = coverage.curve().stream().mapToDouble(d -> d).sum() / 100;

    assertThat(coverage.curve()).hasSize(99);
    assertThat(coverage.meanSignedError()).isCloseTo(area, within(1e-12));
  }
}
