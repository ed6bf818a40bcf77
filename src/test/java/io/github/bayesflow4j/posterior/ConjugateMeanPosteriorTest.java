package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ConjugateMeanPosteriorTest {
  private static final ParameterSpace SCALAR =
      ParameterSpace.of(Parameter.scalar("mu", Support.real()));
  private static final ParameterSpace PLANE =
      ParameterSpace.of(
          Parameter.scalar("mu1", Support.real()), Parameter.scalar("mu2", Support.real()));
  private static final double[][] COVARIANCE = {{2, 0.5}, {0.5, 1}};
  private static final ConjugateMeanPosterior POSTERIOR =
      new ConjugateMeanPosterior(PLANE, "data", COVARIANCE);
  private static final DataSet OBSERVED = DataSet.of(3, -1);

  @Test
  void oneComponentIsTheTextbookFormula() {
    ConjugateMeanPosterior posterior =
        new ConjugateMeanPosterior(SCALAR, "data", new double[][] {{0.25}});
    DataSet observed = DataSet.of(3);
    assertThat(posterior.mean(observed)[0]).isCloseTo(3 / 1.25, within(1e-14));
    assertThat(posterior.covariance()[0][0]).isCloseTo(0.25 / 1.25, within(1e-15));
    assertThat(posterior.logProb(observed, new double[] {2}))
        .isCloseTo(NormalDistribution.of(2.4, Math.sqrt(0.2)).logDensity(2), within(1e-13));
  }

  @Test
  void densityIsThatOfBayesTheorem() {
    double[] theta = {0.3, -0.8};
    // (I + S) = [[3, 0.5], [0.5, 2]] of determinant 5.75, S of determinant 1.75.
    double prior = logNormal(theta[0], theta[1], 1, 0, 1);
    double likelihood = logNormal(3 - theta[0], -1 - theta[1], 2, 0.5, 1);
    double evidence = logNormal(3, -1, 3, 0.5, 2);
    assertThat(POSTERIOR.logProb(OBSERVED, theta))
        .isCloseTo(prior + likelihood - evidence, within(1e-12));
    assertThat(POSTERIOR.mean(OBSERVED))
        .containsExactly(new double[] {6.5 / 5.75, -4.5 / 5.75}, within(1e-14));
  }

  /** The log-density of a centered normal law of covariance [a, b; b, c] at (x, y). */
  private static double logNormal(double x, double y, double a, double b, double c) {
    double determinant = a * c - b * b;
    double square = (c * x * x - 2 * b * x * y + a * y * y) / determinant;
    return -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * square;
  }

  @Test
  void drawsHaveThePosteriorMoments() {
    int count = 100_000;
    PosteriorSamples draws = POSTERIOR.sample(OBSERVED, count, 3);
    double[] mean = POSTERIOR.mean(OBSERVED);
    double[][] covariance = POSTERIOR.covariance();
    for (int j = 0; j < 2; j++) {
      double[] column = draws.column(j);
      for (int k = 0; k < 2; k++) {
        double[] other = draws.column(k);
        double product = 0;
        for (int i = 0; i < count; i++) {
          product += (column[i] - mean[j]) * (other[i] - mean[k]) / count;
        }
        double s = covariance[j][k];
        double error = Math.sqrt((covariance[j][j] * covariance[k][k] + s * s) / count);
        assertThat(product).isCloseTo(s, within(4.5 * error));
      }
      assertThat(draws.mean(j))
          .isCloseTo(mean[j], within(4.5 * Math.sqrt(covariance[j][j] / count)));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new ConjugateMeanPosterior(SCALAR, "data", COVARIANCE))
        .hasMessage("expected a covariance of 1 rows, one for each component of the mean, found 2");
    ParameterSpace positive = ParameterSpace.of(Parameter.scalar("mu", Support.positive()));
    assertThatThrownBy(() -> new ConjugateMeanPosterior(positive, "data", new double[][] {{1}}))
        .hasMessage("a mean needs real components, had bounded ones among [mu]");
    assertThatThrownBy(() -> POSTERIOR.mean(DataSet.of(1)))
        .hasMessage("observable data: expected 2 values, found 1");
  }
}
