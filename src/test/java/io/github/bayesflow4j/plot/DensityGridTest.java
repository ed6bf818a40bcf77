package io.github.bayesflow4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DensityGridTest {

  private static double[] normal(int count, long seed) {
    NormalizedGaussian sampler = NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    double[] values = new double[count];
    Arrays.setAll(values, i -> sampler.sample());
    return values;
  }

  @Test
  void regionsOfANormalAreDiscsOfTheirProbability() {
    DensityGrid grid = DensityGrid.of(normal(20_000, 1), normal(20_000, 2), 0).orElseThrow();

    for (double probability : new double[] {0.5, 0.9}) {
      double[][] contour = grid.contour(grid.level(probability));
      DoubleSummaryStatistics radius =
          IntStream.range(0, contour[0].length)
              .filter(k -> Double.isFinite(contour[1][k]))
              .mapToDouble(k -> Math.hypot(contour[0][k], contour[1][k]))
              .summaryStatistics();
      // P(R > r) = exp(-r^2 / 2). Kernels of 20,000^(-1/6) = 0.19 deviations widen by 1.8 %, the
      // quantile of the radius has a standard error of 0.7 %, the level of a cell adds 3 %.
      double expected = Math.sqrt(-2 * Math.log(1 - probability));
      assertThat(radius.getAverage()).isCloseTo(expected, Offset.offset(0.06 * expected));
      assertThat(radius.getMin()).isGreaterThan(0.75 * expected);
      assertThat(radius.getMax()).isLessThan(1.3 * expected);
    }
  }

  @Test
  void aContourIsClosed() {
    DensityGrid grid = DensityGrid.of(normal(500, 3), normal(500, 4), 0).orElseThrow();
    double[][] contour = grid.contour(grid.level(0.5));

    // Each crossing of an edge belongs to the two cells on its sides.
    for (int k = 0; k < contour[0].length; k++) {
      int crossing = k;
      if (Double.isFinite(contour[1][k])) {
        assertThat(
                IntStream.range(0, contour[0].length)
                    .filter(
                        l ->
                            Math.abs(contour[0][l] - contour[0][crossing]) < 1e-9
                                && Math.abs(contour[1][l] - contour[1][crossing]) < 1e-9)
                    .count())
            .isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void withoutSpreadThereIsNoDensity() {
    assertThat(DensityGrid.of(new double[] {1, 1, 1}, new double[] {1, 2, 3}, Double.NaN))
        .isEmpty();
  }
}
