package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class WhiteningTest {

  /** Two correlated columns of different scales, one that is constant, and the sum of two. */
  private static double[][] rows() {
    SharedStateContinuousSampler normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(3).stream(0));
    double[][] rows = new double[200][];
    for (int i = 0; i < rows.length; i++) {
      double first = normal.sample();
      double second = 1000 * (first + normal.sample());
      rows[i] = new double[] {first + 5, second, 7, 10 * first + second};
    }
    return rows;
  }

  @Test
  void componentsAreUncorrelatedWithVarianceOne() {
    double[][] rows = rows();
    Whitening whitening = Whitening.of(rows);
    double[][] white = Arrays.stream(rows).map(whitening::apply).toArray(double[][]::new);

    // The constant column and the sum leave two.
    assertThat(whitening.components()).isEqualTo(2);
    for (int a = 0; a < 2; a++) {
      for (int b = 0; b < 2; b++) {
        double product = 0;
        for (double[] row : white) {
          product += row[a] * row[b] / rows.length;
        }
        assertThat(product).isEqualTo(a == b ? 1 : 0, within(1e-9));
      }
    }
  }

  @Test
  void columnsThatDoNotVaryLeaveNoComponent() {
    assertThat(Whitening.of(new double[][] {{1, 2}, {1, 2}, {1, 2}}).components()).isZero();
  }

  @Test
  void oneRowIsRefused() {
    assertThatThrownBy(() -> Whitening.of(new double[][] {{1, 2}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at least 2 rows, found 1");
  }
}
