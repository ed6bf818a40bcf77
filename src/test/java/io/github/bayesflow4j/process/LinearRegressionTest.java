package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import org.junit.jupiter.api.Test;

class LinearRegressionTest {

  @Test
  void rowsHaveTheMomentsOfTheModel() {
    double[] beta = {0.5, -1, 2, 0};
    int n = 200_000;
    double[] rows =
        LinearRegression.model()
            .simulator()
            .simulate(beta, new double[0], n, new RandomStreams(3).stream(0))[0];
    assertThat(rows).hasSize(5 * n);
    double[][] second = new double[5][5];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k < 5; k++) {
          second[j][k] += rows[5 * i + j] * rows[5 * i + k] / n;
        }
      }
    }
    double responseVariance = 1 + 0.25 + 1 + 4;
    for (int j = 0; j < 4; j++) {
      for (int k = 0; k <= j; k++) {
        // The product of two standard normals has variance 1, the square of one 2; 15 comparisons
        // at 4.5 standard errors leave a chance of 1e-4.
        assertThat(second[j][k])
            .isCloseTo(j == k ? 1 : 0, within(4.5 * Math.sqrt((j == k ? 2.0 : 1.0) / n)));
      }
      double variance = responseVariance + beta[j] * beta[j];
      assertThat(second[j][4]).isCloseTo(beta[j], within(4.5 * Math.sqrt(variance / n)));
    }
    assertThat(second[4][4])
        .isCloseTo(responseVariance, within(4.5 * responseVariance * Math.sqrt(2.0 / n)));
  }
}
