package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.ConjugateMeanPosterior;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalMeanTest {
  @Test
  void noiseHasTheCovariance() {
    int count = 100_000;
    GenerativeModel model = NormalMean.model(5);
    double[][] covariance = NormalMean.covariance(5);
    double[] theta = {1, -2, 0.5, 0, 3};
    double[][] products = new double[5][5];
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < count; i++) {
      double[] x = model.simulator().simulate(theta, new double[0], 1, random)[0];
      for (int j = 0; j < 5; j++) {
        for (int k = 0; k <= j; k++) {
          products[j][k] += (x[j] - theta[j]) * (x[k] - theta[k]) / count;
        }
      }
    }
    for (int j = 0; j < 5; j++) {
      for (int k = 0; k <= j; k++) {
        // A product of normals has variance s_jj s_kk + s_jk^2; 15 comparisons.
        double s = covariance[j][k];
        double error = Math.sqrt((covariance[j][j] * covariance[k][k] + s * s) / count);
        assertThat(products[j][k]).isCloseTo(s, within(4.5 * error));
      }
    }
  }

  @Test
  void covarianceHasTheTraceOfItsLaw() {
    double[][] covariance = NormalMean.covariance(500);
    double trace = 0;
    double squares = 0;
    for (int j = 0; j < 500; j++) {
      trace += covariance[j][j];
      for (int k = 0; k < 500; k++) {
        squares += covariance[j][k] * covariance[j][k];
      }
    }
    // tr S is a sum of D^2 squared normals over D: mean D, variance 2. The mean of tr S^2 is 2 D +
    // 1,
    // and its deviation of the order of 1 as well.
    assertThat(trace).isCloseTo(500, within(4.5 * Math.sqrt(2)));
    assertThat(squares).isCloseTo(1001, within(30.0));
  }

  @ParameterizedTest
  @CsvSource({"5, 2000", "50, 1000", "500, 200"})
  void parametersScatterAroundTheExactPosteriorAsItSays(int dimension, int count) {
    GenerativeModel model = NormalMean.model(dimension);
    ConjugateMeanPosterior posterior =
        new ConjugateMeanPosterior(model.space(), "data", NormalMean.covariance(dimension));
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    double[] distances = new double[count];
    for (int i = 0; i < count; i++) {
      double[] theta = model.prior().sample(random);
      double[] x = model.simulator().simulate(theta, new double[0], 1, random)[0];
      DataSet observed = DataSet.of(x);
      // The square of the distance from the mean, in units of the posterior.
      double peak = posterior.logProb(observed, posterior.mean(observed));
      distances[i] = 2 * (peak - posterior.logProb(observed, theta));
    }
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(distances, ChiSquaredDistribution.of(dimension)::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-4);
  }

  @Test
  void namesAreNumberedFromOne() {
    GenerativeModel model = NormalMean.model(50);
    assertThat(model.name()).isEqualTo("normal-mean-50");
    assertThat(model.space().names()).hasSize(50).startsWith("mu1").endsWith("mu50");
    assertThat(model.observables().get(0).features()).hasSize(50).startsWith("x1").endsWith("x50");
  }
}
