package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlcpTest {
  private static final GenerativeModel MODEL = Slcp.model();

  @ParameterizedTest
  @CsvSource({"1, 2, 0.4", "-1.5, 0.3, -2", "0.7, -0.9, 3", "-2.9, -2.9, 0"})
  void drawsHaveTheMomentsOfTheNormalLaw(double third, double fourth, double fifth) {
    double[] theta = {0.8, -2.1, third, fourth, fifth};
    int count = 50_000;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double[] means = new double[8];
    double[] squares = new double[8];
    double[] products = new double[4];
    double between = 0;
    double s1 = third * third;
    double s2 = fourth * fourth;
    double rho = Math.tanh(fifth);
    for (int i = 0; i < count; i++) {
      double[] x = MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
      assertThat(x).hasSize(8);
      for (int j = 0; j < 8; j++) {
        x[j] = (x[j] - theta[j % 2]) / (j % 2 == 0 ? s1 : s2);
        means[j] += x[j] / count;
        squares[j] += x[j] * x[j] / count;
      }
      for (int k = 0; k < 4; k++) {
        products[k] += x[2 * k] * x[2 * k + 1] / count;
      }
      between += x[0] * x[2] / count;
    }
    // 84 moments over the cases, standardized: 5 standard errors leave a chance of 5e-5. The
    // jitter adds at most 1e-4 to a variance.
    double error = 5 / Math.sqrt(count);
    for (int j = 0; j < 8; j++) {
      assertThat(means[j]).isCloseTo(0, within(error));
      assertThat(squares[j]).isCloseTo(1, within(2e-4 + Math.sqrt(2) * error));
    }
    for (double product : products) {
      assertThat(product).isCloseTo(rho, within(Math.sqrt(1 + rho * rho) * error));
    }
    assertThat(between).isCloseTo(0, within(error));
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 0.4", "-1.5, 0.3, -2", "0.01, 0.7, 3", "0.0001, 0.0001, 1"})
  void likelihoodIsThatOfFourDrawsOfTheNormalLaw(double third, double fourth, double fifth) {
    double[] theta = {0.8, -2.1, third, fourth, fifth};
    double s11 = Math.pow(third, 4) + 1e-6;
    double s22 = Math.pow(fourth, 4) + 1e-6;
    double s12 = Math.tanh(fifth) * third * third * fourth * fourth;
    double determinant = s11 * s22 - s12 * s12;
    double[] x = {0.5, -2, 1, -1.75, 0.75, -2.25, 1.5, -2.5};
    double expected = 0;
    for (int k = 0; k < 4; k++) {
      double d1 = x[2 * k] - theta[0];
      double d2 = x[2 * k + 1] - theta[1];
      double square = (s22 * d1 * d1 - 2 * s12 * d1 * d2 + s11 * d2 * d2) / determinant;
      expected -= 0.5 * square + 0.5 * Math.log(determinant) + Math.log(2 * Math.PI);
    }
    assertThat(Slcp.logLikelihood(DataSet.of(x)).applyAsDouble(theta))
        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  @Test
  void likelihoodDoesNotKnowTheSignsOfThirdAndFourth() {
    var likelihood = Slcp.logLikelihood(DataSet.of(0.5, -2, 1, -1.7, 0.7, -2.2, 1.5, -2.5));
    double[] theta = {0.8, -2.1, 1.2, 0.7, -0.4};
    double[] flipped = {0.8, -2.1, -1.2, -0.7, -0.4};
    assertThat(likelihood.applyAsDouble(flipped)).isEqualTo(likelihood.applyAsDouble(theta));
  }

  @Test
  void supportIsTheCubeOfTheSource() {
    assertThat(MODEL.space().parameters())
        .extracting(parameter -> parameter.support())
        .containsExactlyElementsOf(
            IntStream.range(0, 5).mapToObj(j -> Support.bounded(-3, 3)).toList());
  }
}
