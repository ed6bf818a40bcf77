package io.github.bayesflow4j.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.C2st;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ExactPosteriors;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTwoSampleTestTest {
  private static final int COUNT = 4000;

  /** Standard normal draws, {@code [dimension][COUNT]}. */
  private static double[][] normal(int dimension, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] columns = new double[dimension][COUNT];
    for (double[] column : columns) {
      Arrays.setAll(column, i -> normal.sample());
    }
    return columns;
  }

  private static double[][] scaled(double[][] columns, double scale, double shift) {
    return Arrays.stream(columns)
        .map(column -> Arrays.stream(column).map(x -> scale * x + shift).toArray())
        .toArray(double[][]::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sameLawCannotBeTold(int dimension) {
    C2st c2st =
        ClassifierTwoSampleTest.compare(normal(dimension, 1), normal(dimension, 2), dimension);
    // Three cases; 4 deviations of the noise leave a chance of 2e-4.
    assertThat(c2st.tested()).isEqualTo(2 * COUNT);
    assertThat(c2st.score()).isBetween(-4.0, 4.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2})
  void shiftedNormalIsToldAsOftenAsTheBestClassifierCan(double shift) {
    double[][] draws = normal(2, 4);
    draws[0] = scaled(draws, 1, shift)[0];
    C2st c2st = ClassifierTwoSampleTest.compare(normal(2, 3), draws, 1);
    // The best classifier cuts half-way between the means. A learned one with 900 variables and
    // 6400 draws loses up to one percent; nothing is above it but by noise: 4 deviations.
    double best = NormalDistribution.of(0, 1).cumulativeProbability(shift / 2);
    assertThat(c2st.accuracy()).isBetween(best - 0.01 - 4 * c2st.noise(), best + 4 * c2st.noise());
  }

  @Test
  void narrowedAndShiftedPosteriorsFail() {
    double[][] reference = normal(2, 5);
    // The same law is within 4 deviations, see above; both differences are much further out.
    assertThat(ClassifierTwoSampleTest.compare(reference, scaled(normal(2, 6), 0.7, 0), 1).score())
        .isGreaterThan(8);
    assertThat(ClassifierTwoSampleTest.compare(reference, scaled(normal(2, 6), 1, 0.3), 1).score())
        .isGreaterThan(8);
  }

  @Test
  void correlationIsSeen() {
    double[][] draws = normal(2, 8);
    double rho = 0.6;
    for (int i = 0; i < COUNT; i++) {
      draws[1][i] = rho * draws[0][i] + Math.sqrt(1 - rho * rho) * draws[1][i];
    }
    C2st c2st = ClassifierTwoSampleTest.compare(normal(2, 7), draws, 1);
    // Both marginals are the same. The best classifier asks where the density of the correlated
    // law is the larger: quadrature of |p - q| / 4 + 1 / 2 on a fine grid.
    double best = bestForCorrelation(rho);
    assertThat(best).isBetween(0.6, 0.65);
    assertThat(c2st.accuracy()).isBetween(best - 0.02 - 4 * c2st.noise(), best + 4 * c2st.noise());
  }

  private static double bestForCorrelation(double rho) {
    double step = 0.02;
    double difference = 0;
    for (double x = -6; x < 6; x += step) {
      for (double y = -6; y < 6; y += step) {
        double plain = Math.exp(-(x * x + y * y) / 2) / (2 * Math.PI);
        double square = (x * x - 2 * rho * x * y + y * y) / (1 - rho * rho);
        double correlated = Math.exp(-square / 2) / (2 * Math.PI * Math.sqrt(1 - rho * rho));
        difference += Math.abs(plain - correlated) * step * step;
      }
    }
    return 0.5 + difference / 4;
  }

  @Test
  void separateLawsAreToldAlways() {
    C2st c2st = ClassifierTwoSampleTest.compare(normal(1, 9), scaled(normal(1, 10), 1, 20), 1);
    assertThat(c2st.accuracy()).isEqualTo(1);
    assertThat(c2st.standardError()).isZero();
  }

  @Test
  void sameSeedGivesTheSameBitsAndUnitsDoNotMatter() {
    double[][] reference = normal(2, 11);
    double[][] draws = scaled(normal(2, 12), 1.2, 0);
    C2st first = ClassifierTwoSampleTest.compare(reference, draws, 3);
    assertThat(ClassifierTwoSampleTest.compare(reference, draws, 3)).isEqualTo(first);
    // A change of units by a power of two does not round.
    assertThat(
            ClassifierTwoSampleTest.compare(scaled(reference, 1024, 0), scaled(draws, 1024, 0), 3))
        .isEqualTo(first);
    assertThat(ClassifierTwoSampleTest.compare(reference, draws, 4)).isNotEqualTo(first);
  }

  @Test
  void numbersThatDoNotFillFoldsAndBatchesAreTaken() {
    double[][] reference = {Arrays.copyOf(normal(1, 13)[0], 123)};
    double[][] draws = {Arrays.copyOf(scaled(normal(1, 14), 1, 30)[0], 123)};
    C2st c2st = ClassifierTwoSampleTest.compare(reference, draws, 1);
    assertThat(c2st.tested()).isEqualTo(245);
    assertThat(c2st.accuracy()).isCloseTo(1, within(1e-9));
  }

  @Test
  void drawsOfAPosteriorAreComparedByComponent() {
    PosteriorSamples first = ExactPosteriors.twoMoons().sample(DataSet.of(-0.3, 0.2), 1000, 1);
    PosteriorSamples second = ExactPosteriors.twoMoons().sample(DataSet.of(-0.3, 0.2), 1000, 2);
    assertThat(ClassifierTwoSampleTest.compare(first, second, 5).score()).isBetween(-4.0, 4.0);
    // Half the diameter of a crescent further away.
    PosteriorSamples apart = ExactPosteriors.twoMoons().sample(DataSet.of(-0.2, 0.2), 1000, 3);
    assertThat(ClassifierTwoSampleTest.compare(first, apart, 5).accuracy()).isGreaterThan(0.75);
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    double[][] good = {{1, 2, 3, 4, 5}};
    refused(new double[][] {{1, 2, 3, 4}}, good, "expected at least 5 reference draws, found 4");
    refused(
        good,
        new double[2][5],
        "expected draws of the 1 components of the reference draws, found 2");
    refused(
        good,
        new double[1][6],
        "component 1: expected 5 reference draws and as many draws, found 5 and 6");
    refused(
        good,
        new double[][] {{1, 2, Double.NaN, 4, 5}},
        "component 1 of the draws: expected finite numbers, found NaN");
    refused(
        new double[1][5],
        good,
        "component 1 of the reference draws: expected a finite standard deviation above 0, found"
            + " 0.0");
  }

  private static void refused(double[][] reference, double[][] draws, String message) {
    assertThatThrownBy(() -> ClassifierTwoSampleTest.compare(reference, draws, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
