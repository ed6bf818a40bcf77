package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class GaussianMeanScaleTest {

  @Test
  void rowsHaveTheMeanAndVarianceOfTheModel() {
    int n = 200_000;
    double[] x =
        GaussianMeanScale.model()
            .simulator()
            .simulate(new double[] {1.5, 0.3}, new double[0], n, new RandomStreams(4).stream(0))[0];
    double mean = 0;
    double square = 0;
    for (double value : x) {
      mean += (value - 1.5) / n;
      square += (value - 1.5) * (value - 1.5) / n;
    }
    // 4.5 standard errors: a chance of 1e-5.
    assertThat(mean).isCloseTo(0, within(4.5 * 0.3 / Math.sqrt(n)));
    assertThat(square).isCloseTo(0.09, within(4.5 * 0.09 * Math.sqrt(2.0 / n)));
  }

  @Test
  void likelihoodIsTheSumOverThePresentRows() {
    NormalDistribution normal = NormalDistribution.of(-0.4, 1.7);
    double expected = normal.logDensity(0.5) + normal.logDensity(-2) + normal.logDensity(100);
    DataSet observed = DataSet.of(0.5, -2, Double.NaN, 100, Double.NaN);
    assertThat(GaussianMeanScale.logLikelihood(observed).applyAsDouble(new double[] {-0.4, 1.7}))
        .isCloseTo(expected, within(1e-9));
  }
}
