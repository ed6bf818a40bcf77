package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StochasticSirTest {
  private static final GenerativeModel MODEL = StochasticSir.model();
  private static final int STEPS = 500;

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    return MODEL.simulator().simulate(theta, new double[0], STEPS, random)[0];
  }

  @ParameterizedTest
  @CsvSource({"1, 0.1", "3, 1.5", "30, 0.7", "999, 1e-4", "999, 0.01", "500, 0.05", "1000, 0.1"})
  void eventsAreBinomial(int n, double hazard) {
    int draws = 200_000;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    long[] counts = new long[n + 1];
    for (int i = 0; i < draws; i++) {
      counts[StochasticSir.events(n, hazard, Math.expm1(hazard), random)]++;
    }
    // Neighbouring values are taken together until 20 draws are expected of each class.
    BinomialDistribution law = BinomialDistribution.of(n, -Math.expm1(-hazard));
    double[] expected = new double[n + 1];
    long[] observed = new long[n + 1];
    int classes = 0;
    double remaining = draws;
    for (int k = 0; k <= n; k++) {
      expected[classes] += draws * law.probability(k);
      observed[classes] += counts[k];
      remaining -= draws * law.probability(k);
      if (expected[classes] >= 20 && remaining >= 20) {
        classes++;
      }
    }
    // Seven cases: a chance of 7e-5.
    assertThat(
            ChiSquareTest.withDefaults()
                .test(Arrays.copyOf(expected, classes + 1), Arrays.copyOf(observed, classes + 1))
                .getPValue())
        .isGreaterThan(1e-5);
  }

  @Test
  void oddsFollowFromTheHazard() {
    for (double hazard = 1e-9; hazard < 0.11; hazard *= 1.3) {
      assertThat(StochasticSir.odds(hazard) / Math.expm1(hazard)).isCloseTo(1, within(1e-14));
    }
  }

  @Test
  void noOneIsLostAndNoOneGoesBack() {
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    for (int simulation = 0; simulation < 300; simulation++) {
      double[] x = simulate(MODEL.prior().sample(random), random);
      assertThat(Arrays.copyOf(x, 3)).containsExactly(0.999, 0.001, 0);
      for (int at = 0; at < x.length; at += 3) {
        assertThat(x[at] + x[at + 1] + x[at + 2]).isCloseTo(1, within(1e-15));
        assertThat(x[at + 1]).isNotNegative();
        if (at > 0) {
          assertThat(x[at]).isBetween(0.0, x[at - 3]);
          assertThat(x[at + 2]).isGreaterThanOrEqualTo(x[at - 1]);
        }
      }
    }
  }

  /** Sums over steps of what should have mean zero, and of its variance. */
  private static final class Sum {
    private double value;
    private double variance;

    void add(double term, double termVariance) {
      value += term;
      variance += termVariance;
    }

    double standardized() {
      return value / Math.sqrt(variance);
    }
  }

  @Test
  void stepsHaveTheMomentsOfTheModelGivenTheStateBefore() {
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    Sum[] sums = new Sum[5];
    Arrays.setAll(sums, i -> new Sum());
    for (int simulation = 0; simulation < 500; simulation++) {
      double[] theta = MODEL.prior().sample(random);
      double[] x = simulate(theta, random);
      for (int at = 3; at < x.length; at += 3) {
        double s = 1000 * x[at - 3];
        double i = 1000 * x[at - 2];
        double infected = 1 - Math.exp(-theta[0] * (i + 0.5) / 1000 * 0.1);
        double recovered = 1 - Math.exp(-theta[1] * 0.1);
        double infections = 1000 * (x[at - 3] - x[at]) - s * infected;
        double recoveries = 1000 * (x[at + 2] - x[at - 1]) - i * recovered;
        double infectionVariance = s * infected * (1 - infected);
        double recoveryVariance = i * recovered * (1 - recovered);
        sums[0].add(infections, infectionVariance);
        sums[1].add(recoveries, recoveryVariance);
        sums[2].add(
            infections * infections - infectionVariance,
            varianceOfSquare(infectionVariance, infected));
        sums[3].add(
            recoveries * recoveries - recoveryVariance,
            varianceOfSquare(recoveryVariance, recovered));
        sums[4].add(infections * recoveries, infectionVariance * recoveryVariance);
      }
    }
    // Sums of martingale differences: normal for many steps; 5 at 4.5 leave a chance of 3e-5.
    for (Sum sum : sums) {
      assertThat(sum.standardized()).isBetween(-4.5, 4.5);
    }
  }

  /** Fourth central moment of a binomial count less its squared variance v. */
  private static double varianceOfSquare(double v, double p) {
    return 2 * v * v + v * (1 - 6 * p * (1 - p));
  }

  @Test
  void priorIsUniformBelowTheRateOfInfection() {
    UniformRandomProvider random = new RandomStreams(4).stream(0);
    int draws = 100_000;
    double beta = 0;
    double ratio = 0;
    double area = 0;
    for (int i = 0; i < draws; i++) {
      double[] theta = MODEL.prior().sample(random);
      assertThat(MODEL.space().contains(theta)).isTrue();
      assertThat(theta[1]).isLessThan(theta[0]);
      beta += theta[0] / draws;
      ratio += theta[1] / theta[0] / draws;
      area += Math.exp(-MODEL.prior().logDensity(theta)) / draws;
    }
    // 4.5 standard errors; a uniform variable on an interval of length 1 has variance 1/12.
    double tolerance = 4.5 / Math.sqrt(12.0 * draws);
    assertThat(beta).isCloseTo(0.505, within(0.99 * tolerance));
    assertThat(ratio).isCloseTo(0.5, within(tolerance));
    // The mean of 1 / density is the area where it is not zero.
    assertThat(area).isCloseTo((1 - 0.01 * 0.01) / 2, within(0.99 * 0.99 * tolerance));
  }

  @Test
  void densityIsZeroWhereRecoveryIsFasterThanInfection() {
    assertThat(MODEL.prior().logDensity(new double[] {0.5, 0.2}))
        .isCloseTo(-Math.log(0.99 * 0.5), within(1e-12));
    assertThat(MODEL.prior().logDensity(new double[] {0.5, 0.5})).isEqualTo(-1.0 / 0);
    assertThat(MODEL.prior().logDensity(new double[] {0.5, 0.7})).isEqualTo(-1.0 / 0);
    assertThat(MODEL.prior().logDensity(new double[] {0.005, 0.001})).isEqualTo(-1.0 / 0);
    assertThatThrownBy(() -> MODEL.prior().logDensity(new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void supportsAndSizesAreThoseOfTheSource() {
    assertThat(MODEL.space().names()).containsExactly("beta", "gamma");
    assertThat(MODEL.space().parameters())
        .extracting(parameter -> parameter.support())
        .containsExactly(Support.bounded(0.01, 1), Support.bounded(0, 1));
    assertThat(MODEL.size().describe()).isEqualTo("200 to 500 rows");
  }
}
