package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingleCellRnaTest {
  private static final GenerativeModel MODEL = SingleCellRna.model();

  private static double[] theta(double outLoc, double outProb, double outScale) {
    return new double[] {1.5, 0.7, outLoc, outProb, outScale, 8, 1, 0.4};
  }

  private static double[] proportions(double[] theta, UniformRandomProvider random) {
    return SingleCellRna.proportions(theta, ZigguratSampler.NormalizedGaussian.of(random), random);
  }

  @Test
  void dataDoNotDependOnTheRate() {
    double[] theta = theta(2, 0.2, 1);
    double[] other = theta.clone();
    // A power of two, so that no rounding differs.
    other[1] = 4 * theta[1];
    assertThat(MODEL.simulator().simulate(other, new double[0], 40, new RandomStreams(1).stream(0)))
        .isDeepEqualTo(
            MODEL.simulator().simulate(theta, new double[0], 40, new RandomStreams(1).stream(0)));
  }

  @Test
  void withoutOutliersProportionsAreDirichlet() {
    int count = 2000;
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (double proportion : proportions(theta(2, 1e-12, 1), random)) {
        sum += proportion;
        squares += proportion * proportion / count;
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    // Of 100 Dirichlet proportions of concentration k each, sum p^2 has mean (k + 1) / (100 k + 1);
    // its deviation in one draw is .0012 to first order.
    assertThat(squares).isCloseTo(2.5 / 151, within(4.5 * 0.0012 / Math.sqrt(count)));
  }

  @Test
  void outliersAreAsManyAndAsFarOutAsTheirLawSays() {
    int count = 1000;
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    double outliers = 0;
    for (int i = 0; i < count; i++) {
      double[] proportions = proportions(theta(5, 0.3, 0.05), random);
      double highest = Arrays.stream(proportions).max().orElseThrow();
      for (double proportion : proportions) {
        // An outlier is 148 times the median; a gamma variable, at most some ten times.
        outliers += proportion > 0.3 * highest ? 1 : 0;
      }
    }
    assertThat(outliers / (100 * count))
        .isCloseTo(0.3, within(4.5 * Math.sqrt(0.3 * 0.7 / (100 * count))));

    double deviations = 0;
    for (int i = 0; i < count; i++) {
      double[] logs = proportions(theta(5, 1 - 1e-12, 0.5), random);
      double mean = 0;
      for (int k = 0; k < 100; k++) {
        logs[k] = Math.log(logs[k]);
        mean += logs[k] / 100;
      }
      for (double log : logs) {
        deviations += (log - mean) * (log - mean) / (99.0 * count);
      }
    }
    assertThat(deviations).isCloseTo(0.25, within(4.5 * 0.25 * Math.sqrt(2 / (99.0 * count))));
  }

  @ParameterizedTest
  @CsvSource({"300, 0.4, 1.1", "2, 0.2, 0.9", "0.05, 0.6, 1"})
  void countsHaveTheMeanAndVarianceOfTheModel(double mean, double bcv, double dispersion) {
    int count = 400_000;
    UniformRandomProvider random = new RandomStreams(4).stream(0);
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < count; i++) {
      double deviation = SingleCellRna.count(mean, bcv, dispersion, random) - mean;
      double square = deviation * deviation;
      sum += deviation / count;
      squares += square / count;
      fourths += square * square / count;
    }
    double b = (bcv + 1 / Math.sqrt(mean)) * dispersion;
    double variance = mean + mean * mean * b * b;
    // Six moments at 4.5 standard errors.
    assertThat(sum).isCloseTo(0, within(4.5 * Math.sqrt(variance / count)));
    assertThat(squares)
        .isCloseTo(variance, within(4.5 * Math.sqrt((fourths - variance * variance) / count)));
  }

  @Test
  void cellsHaveTheirLibrarySizeOnAverage() {
    int sets = 1000;
    UniformRandomProvider random = new RandomStreams(5).stream(0);
    double[] theta = theta(1, 0.1, 0.3);
    double sum = 0;
    double squares = 0;
    int cells = 40 * sets;
    for (int i = 0; i < sets; i++) {
      double[] counts = MODEL.simulator().simulate(theta, new double[0], 40, random)[0];
      for (int cell = 0; cell < 40; cell++) {
        double total = 0;
        for (int gene = 0; gene < 100; gene++) {
          total += counts[100 * cell + gene];
        }
        sum += total / cells;
        squares += total * total / cells;
      }
    }
    // The totals of cells are uncorrelated, of mean exp(8 + 1 / 2).
    double error = Math.sqrt((squares - sum * sum) / cells);
    assertThat(sum).isCloseTo(Math.exp(8.5), within(4.5 * error));
  }
}
