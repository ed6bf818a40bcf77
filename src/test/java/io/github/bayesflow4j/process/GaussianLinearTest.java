package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class GaussianLinearTest {
  private static final GenerativeModel MODEL = GaussianLinear.model();
  private static final int COUNT = 50_000;

  /** 40 moments in all: 4.5 standard errors leave a chance of 3e-4. */
  private static final double ERROR = 4.5 / Math.sqrt(COUNT);

  @Test
  void parametersAreHalfTheDataUpToTheNoiseOfThePosterior() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double[] residual = new double[10];
    double[] residualSquares = new double[10];
    double[] product = new double[10];
    double[] dataSquares = new double[10];
    for (int i = 0; i < COUNT; i++) {
      double[] theta = MODEL.prior().sample(random);
      double[] x = MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
      for (int j = 0; j < 10; j++) {
        double rest = theta[j] - x[j] / 2;
        residual[j] += rest / COUNT;
        residualSquares[j] += rest * rest / COUNT;
        product[j] += rest * x[j] / COUNT;
        dataSquares[j] += x[j] * x[j] / COUNT;
      }
    }
    // theta - x / 2 and x are independent with variances 0.05 and 0.2.
    for (int j = 0; j < 10; j++) {
      assertThat(residual[j]).isCloseTo(0, within(Math.sqrt(0.05) * ERROR));
      assertThat(residualSquares[j]).isCloseTo(0.05, within(0.05 * Math.sqrt(2) * ERROR));
      assertThat(product[j]).isCloseTo(0, within(0.1 * ERROR));
      assertThat(dataSquares[j]).isCloseTo(0.2, within(0.2 * Math.sqrt(2) * ERROR));
    }
  }

  @Test
  void exactDrawsHaveTheMomentsOfThePosterior() {
    double[] x = {1, -1, 0.5, 0, 0.2, 2, -0.3, 0.7, -0.9, 0.1};
    PosteriorSamples draws = ExactPosteriors.gaussianLinear().sample(DataSet.of(x), COUNT, 2);
    for (int j = 0; j < 10; j++) {
      assertThat(draws.mean(j)).isCloseTo(x[j] / 2, within(Math.sqrt(0.05) * ERROR));
      assertThat(draws.sd(j)).isCloseTo(Math.sqrt(0.05), within(Math.sqrt(0.025) * ERROR));
    }
  }

  @Test
  void namesAreNumberedFromOne() {
    assertThat(MODEL.space().names()).hasSize(10).startsWith("theta1").endsWith("theta10");
    assertThat(MODEL.observables().get(0).features()).hasSize(10).startsWith("x1").endsWith("x10");
  }
}
