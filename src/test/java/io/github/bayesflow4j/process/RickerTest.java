package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RickerTest {
  private static final GenerativeModel MODEL = Ricker.model();

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    return MODEL.simulator().simulate(theta, new double[0], n, random)[0];
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.5, 10, 44.7, 90})
  void withoutNoiseCountsArePoissonAroundTheMap(double r) {
    int count = 20_000;
    int n = 20;
    double rho = 7;
    // The map stretches an error by less than 1e5 in 20 steps, so noise of 1e-12 does not show.
    double[] theta = {r, 1e-12, rho, 0.5};
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double[] sum = new double[n];
    double[] squares = new double[n];
    double[] mean = new double[n];
    double population = 10;
    for (int t = 0; t < n; t++) {
      mean[t] = rho * population;
      population = r * population * Math.exp(-population);
    }
    for (int i = 0; i < count; i++) {
      double[] counts = simulate(theta, n, random);
      for (int t = 0; t < n; t++) {
        sum[t] += counts[t];
        squares[t] += (counts[t] - mean[t]) * (counts[t] - mean[t]);
      }
    }
    for (int t = 0; t < n; t++) {
      // The sum of Poisson counts is Poisson; 80 comparisons leave a chance of 2e-4.
      PoissonDistribution law = PoissonDistribution.of(count * mean[t]);
      assertThat(sum[t])
          .as("sum of the counts at t = %d", t)
          .isBetween(
              (double) law.inverseCumulativeProbability(1e-6),
              (double) law.inverseSurvivalProbability(1e-6));
      if (mean[t] > 1) {
        // The squared deviation of a Poisson count has variance m + 2 m^2; 4.5 standard errors.
        assertThat(squares[t] / count)
            .isCloseTo(mean[t], within(4.5 * Math.sqrt((mean[t] + 2 * mean[t] * mean[t]) / count)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 0.05", "3, 0.3", "2, 0.7"})
  void noiseIsIndependentAndNormal(double r, double sigma) {
    int start = 20;
    int n = 5_000;
    double rho = 1e7;
    double[] theta = {r, sigma, rho, 0.5};
    double[] counts = simulate(theta, start + n + 1, new RandomStreams(2).stream(0));
    double[] noise = new double[n];
    double lagged = 0;
    for (int i = 0; i < n; i++) {
      double count = counts[start + i];
      // Then log(x / rho) is log N up to sigma / 50.
      assertThat(count).isGreaterThan(2500 / (sigma * sigma));
      noise[i] = Math.log(counts[start + i + 1] / count) - Math.log(r) + count / rho;
      lagged += i > 0 ? noise[i] * noise[i - 1] : 0;
    }
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(noise, NormalDistribution.of(0, sigma)::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-4);
    // A product of two independent draws has variance sigma^4: 4.5 standard errors.
    assertThat(lagged / n).isCloseTo(0, within(4.5 * sigma * sigma / Math.sqrt(n)));
  }

  @Test
  void populationComesBackFromBelowTheSmallestDouble() {
    double rho = 10;
    double[] counts =
        simulate(new double[] {90, 1.5, rho, 0.5}, 20_000, new RandomStreams(3).stream(0));
    int returns = 0;
    boolean gone = false;
    for (double count : counts) {
      if (gone && count > 0) {
        returns++;
        gone = false;
      }
      // exp(-N) rounds to zero beyond N = 745; with rho = 10, counts scatter by 90 about 7450.
      gone |= count > 9000;
    }
    // A population that was rounded to zero would stay there.
    assertThat(returns).isPositive();
  }

  @Test
  void dataDoNotDependOnTheControl() {
    assertThat(simulate(new double[] {40, 0.3, 8, 0.1}, 500, new RandomStreams(4).stream(0)))
        .isEqualTo(simulate(new double[] {40, 0.3, 8, 0.9}, 500, new RandomStreams(4).stream(0)));
  }

  @Test
  void supportsAndSizesAreThoseOfTheSource() {
    assertThat(MODEL.space().names()).containsExactly("r", "sigma", "rho", "u");
    assertThat(MODEL.space().parameters())
        .extracting(parameter -> parameter.support())
        .containsExactly(
            Support.bounded(1, 90),
            Support.bounded(0.05, 0.7),
            Support.bounded(0, 15),
            Support.bounded(0, 1));
    assertThat(MODEL.prior().logDensity(new double[] {40, 0.3, 8, 0.1}))
        .isCloseTo(-Math.log(89 * 0.65 * 15), within(1e-12));
    assertThat(MODEL.size().describe()).isEqualTo("100 to 500 rows");
  }
}
