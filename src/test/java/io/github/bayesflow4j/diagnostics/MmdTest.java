package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.Quantiles;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.junit.jupiter.api.Test;

class MmdTest {
  private static final Kernel UNIT = new Kernel.Gaussian(1);

  private static Mmd mmd(double[][] first, double[][] second, Kernel kernel, long seed) {
    return Mmd.of(first, second, kernel, 99, new RandomStreams(seed).stream(9));
  }

  private static double kernelSum(double[][] x, double[][] y, Kernel kernel) {
    double sum = 0;
    for (int i = 0; i < x[0].length; i++) {
      for (int j = 0; j < y[0].length; j++) {
        sum += kernel.at(Math.pow(x[0][i] - y[0][j], 2) + Math.pow(x[1][i] - y[1][j], 2));
      }
    }
    return sum;
  }

  @Test
  void isWhatADoubleLoopGives() {
    double[][] x = GaussianSamples.STANDARD.draw(13, 1);
    double[][] y = GaussianSamples.SHIFTED.draw(8, 2);
    for (Kernel kernel : new Kernel[] {UNIT, Kernel.GaussianMixture.published()}) {
      double xx = kernelSum(x, x, kernel);
      double yy = kernelSum(y, y, kernel);
      double cross = 2 * kernelSum(x, y, kernel) / (13 * 8);
      double self = kernel.at(0);

      Mmd found = mmd(x, y, kernel, 1);

      assertThat(found.biased().value()).isCloseTo(xx / 169 + yy / 64 - cross, within(1e-12));
      assertThat(found.unbiased().value())
          .isCloseTo(
              (xx - 13 * self) / (13 * 12) + (yy - 8 * self) / (8 * 7) - cross, within(1e-12));
      assertThat(Mmd.biased(rows(x), rows(y), kernel))
          .isCloseTo(found.biased().value(), within(1e-12));
    }
  }

  private static double[][] rows(double[][] columns) {
    return IntStream.range(0, columns[0].length)
        .mapToObj(i -> Arrays.stream(columns).mapToDouble(column -> column[i]).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void thePublishedKernelAddsNineteenVariances() {
    Kernel kernel = Kernel.GaussianMixture.published();

    assertThat(kernel.at(0)).isEqualTo(19);
    // At a distance of 1e-3 the Gaussian of variance 1e-6 is exp(-1/2) and that of 1e-5 exp(-1/20).
    assertThat(new Kernel.GaussianMixture(List.of(1e-6, 1e-5)).at(1e-6))
        .isCloseTo(Math.exp(-0.5) + Math.exp(-0.05), within(1e-14));
  }

  @Test
  void theMedianHeuristicTakesTheMedianDistance() {
    // Distances of 0, 1, 3: 1, 3, 2.
    assertThat(Kernel.Gaussian.medianHeuristic(new double[][] {{0, 1, 3}}).bandwidth())
        .isEqualTo(2);
  }

  @Test
  void theUnbiasedEstimateHasTheExpectationOfTwoGaussians() {
    // For two components, means m apart, variances v and w, and bandwidth 1:
    // E k(x, y) = exp(-m^2 / (1 + v + w) / 2) / (1 + v + w).
    double between = Math.exp(-0.18 / 3 / 2) / 3;
    double expected = 1 / 3.0 + 1 / 3.0 - 2 * between;
    double[] values =
        IntStream.range(0, 300)
            .mapToDouble(
                r ->
                    Mmd.of(
                            GaussianSamples.STANDARD.draw(40, 2 * r),
                            GaussianSamples.SHIFTED.draw(60, 2 * r + 1),
                            UNIT,
                            19,
                            new RandomStreams(r).stream(0))
                        .unbiased()
                        .value())
            .toArray();

    double standardError = StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length);
    assertThat(Arrays.stream(values).average().orElseThrow())
        .isCloseTo(expected, within(4 * standardError));
    assertThat(standardError).isLessThan(expected / 10);
  }

  @Test
  void pValuesAreUniformIfBothLawsAreTheSame() {
    double[] pValues = new double[200];
    int belowQuantile = 0;
    for (int r = 0; r < pValues.length; r++) {
      Mmd found =
          mmd(
              GaussianSamples.STANDARD.draw(30, 1_000 + 2 * r),
              GaussianSamples.STANDARD.draw(20, 1_001 + 2 * r),
              UNIT,
              r);
      pValues[r] = found.pValue();
      belowQuantile += found.unbiased().value() <= found.unbiased().nullQuantile95() ? 1 : 0;
    }
    // 10 of 200 are expected at the 5 % level, with a standard deviation of 3.1.
    assertThat(Arrays.stream(pValues).filter(p -> p <= 0.05).count()).isBetween(3L, 18L);
    assertThat(belowQuantile).isBetween(181, 198);
    // The mean of 200 uniform values has a standard deviation of 0.02, their median 0.035.
    assertThat(Arrays.stream(pValues).average().orElseThrow()).isCloseTo(0.5, within(0.08));
    assertThat(Quantiles.median(pValues)).isCloseTo(0.5, within(0.14));
  }

  @Test
  void seesShiftsWidthsAndCorrelations() {
    Map<String, GaussianSamples> laws =
        Map.of(
            "exact", GaussianSamples.STANDARD,
            "shifted", GaussianSamples.SHIFTED,
            "narrowed", GaussianSamples.NARROWED,
            "widened", GaussianSamples.WIDENED,
            "correlated", GaussianSamples.CORRELATED);
    laws.forEach(
        (name, law) -> {
          int rejected = 0;
          double unbiased = 0;
          double floor = 0;
          for (int r = 0; r < 20; r++) {
            Mmd found =
                Mmd.of(
                    GaussianSamples.STANDARD.posterior(500, 3_000 + 2 * r),
                    law.posterior(500, 3_001 + 2 * r),
                    99,
                    new RandomStreams(r).stream(0));
            rejected += found.pValue() <= 0.05 ? 1 : 0;
            unbiased += found.unbiased().value() / 20;
            floor += found.unbiased().nullQuantile95() / 20;
          }
          System.out.printf(
              "| MMD^2, 500 + 500 draws | %s | %.5f | %.5f | %d of 20 |%n",
              name, unbiased, floor, rejected);
          // By chance one of 20 is rejected; more than 4 with probability 0.003.
          if (law.equals(GaussianSamples.STANDARD)) {
            assertThat(rejected).as(name).isLessThanOrEqualTo(4);
          } else {
            assertThat(rejected).as(name).isGreaterThanOrEqualTo(15);
          }
        });
  }

  @Test
  void refusesWhatItCannotCompare() {
    double[][] two = {{1, 2}};
    assertThatThrownBy(() -> mmd(two, new double[][] {{1, 2}, {1, 2}}, UNIT, 1))
        .hasMessage("expected samples of the same components, at least one, found 1 and 2");
    assertThatThrownBy(() -> mmd(two, new double[1][3_999], UNIT, 1))
        .hasMessage(
            "expected at least 2 points in each sample and at most 4000 in both, found 2 and 3999");
    assertThatThrownBy(() -> mmd(two, new double[][] {{1, Double.NaN}}, UNIT, 1))
        .hasMessage("component 1 of the second sample: expected finite numbers, found NaN");
    assertThatThrownBy(() -> Mmd.of(two, two, UNIT, 18, new RandomStreams(1).stream(0)))
        .hasMessageContaining("expected at least 19 permutations");
  }
}
