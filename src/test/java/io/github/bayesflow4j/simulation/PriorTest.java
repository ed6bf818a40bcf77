package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.GumbelDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class PriorTest {
  private static final Parameter FRACTIONS =
      new Parameter(List.of("f1", "f2", "f3"), Support.simplex(3), Optional.empty());
  private static final Prior MIXED =
      Prior.builder()
          .add("mu", NormalDistribution.of(1, 2))
          .add("sigma", Marginal.inverseGamma(3, 0.5))
          .add(FRACTIONS, Marginal.dirichlet(2, 3, 4))
          .add("rate", UniformContinuousDistribution.of(1, 90))
          .build();

  @Test
  void logDensityIsTheSumOfTheClosedForms() {
    double[] theta = {2.5, 0.2, 0.2, 0.3, 0.5, 7};
    double normal = -0.5 * 0.75 * 0.75 - Math.log(2) - 0.5 * Math.log(2 * Math.PI);
    // scale^shape / Gamma(shape) x^(-shape - 1) exp(-scale / x)
    double inverseGamma = 3 * Math.log(0.5) - Math.log(2) - 4 * Math.log(0.2) - 0.5 / 0.2;
    // Gamma(9) / (Gamma(2) Gamma(3) Gamma(4)) f1 f2^2 f3^3 = 40320 / 12 ...
    double dirichlet =
        Math.log(40320 / 12.0) + Math.log(0.2) + 2 * Math.log(0.3) + 3 * Math.log(0.5);
    double uniform = -Math.log(89);
    assertThat(MIXED.logDensity(theta))
        .isCloseTo(normal + inverseGamma + dirichlet + uniform, within(1e-12));
  }

  @Test
  void truncatedNormalIsNormalizedAboveItsBound() {
    Prior prior =
        Prior.builder()
            .add("beta", TruncatedNormalDistribution.of(2, 1, 0, Double.POSITIVE_INFINITY))
            .add("phi_inv", ExponentialDistribution.of(0.2))
            .build();
    double above = NormalDistribution.of(2, 1).survivalProbability(0);
    assertThat(prior.logDensity(new double[] {1.5, 0.3}))
        .isCloseTo(
            -0.125 - 0.5 * Math.log(2 * Math.PI) - Math.log(above) + Math.log(5) - 1.5,
            within(1e-12));
    assertThat(prior.space().parameters().get(0).support()).isEqualTo(Support.positive());
  }

  @Test
  void outsideTheSupportTheLogDensityIsMinusInfinity() {
    double[] inside = {2.5, 0.2, 0.2, 0.3, 0.5, 7};
    double[][] outside = {
      {Double.NaN, 0.2, 0.2, 0.3, 0.5, 7},
      {2.5, 0, 0.2, 0.3, 0.5, 7},
      {2.5, 0.2, 0.2, 0.3, 0.6, 7},
      {2.5, 0.2, -0.2, 0.7, 0.5, 7},
      {2.5, 0.2, 0.2, 0.3, 0.5, 90},
    };
    assertThat(MIXED.logDensity(inside)).isFinite();
    for (double[] theta : outside) {
      assertThat(MIXED.logDensity(theta)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
    assertThatThrownBy(() -> MIXED.logDensity(new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 6 parameters [mu, sigma, f1, f2, f3, rate], found 2");
  }

  @Test
  void drawsFollowTheirDistributions() {
    UniformRandomProvider random = new RandomStreams(21).stream(0);
    int count = 5000;
    double[] mu = new double[count];
    double[] precision = new double[count];
    double[] rate = new double[count];
    double[][] products = new double[3][3];
    double[] means = new double[3];
    for (int i = 0; i < count; i++) {
      double[] theta = MIXED.sample(random);
      mu[i] = theta[0];
      precision[i] = 1 / theta[1];
      rate[i] = theta[5];
      assertThat(theta[2] + theta[3] + theta[4]).isCloseTo(1, within(1e-12));
      for (int j = 0; j < 3; j++) {
        means[j] += theta[2 + j] / count;
        for (int k = 0; k < 3; k++) {
          products[j][k] += theta[2 + j] * theta[2 + k] / count;
        }
      }
    }
    // Three tests at 1e-3 and, below, nine comparisons at 4.5 standard errors.
    assertFollows(mu, NormalDistribution.of(1, 2)::cumulativeProbability);
    assertFollows(precision, GammaDistribution.of(3, 2)::cumulativeProbability);
    assertFollows(rate, UniformContinuousDistribution.of(1, 90)::cumulativeProbability);
    double[] concentration = {2, 3, 4};
    for (int j = 0; j < 3; j++) {
      double mean = concentration[j] / 9;
      double sd = Math.sqrt(mean * (1 - mean) / 10);
      assertThat(means[j]).isCloseTo(mean, within(4.5 * sd / Math.sqrt(count)));
      for (int k = 0; k < j; k++) {
        double expected = -mean * concentration[k] / 9 / 10;
        double covariance = products[j][k] - means[j] * means[k];
        double kSd = Math.sqrt(concentration[k] / 9 * (1 - concentration[k] / 9) / 10);
        assertThat(covariance).isCloseTo(expected, within(4.5 * sd * kSd / Math.sqrt(count)));
      }
    }
  }

  private static void assertFollows(
      double[] draws, java.util.function.DoubleUnaryOperator cumulative) {
    double p =
        KolmogorovSmirnovTest.withDefaults()
            .with(AlternativeHypothesis.TWO_SIDED)
            .test(draws, cumulative)
            .getPValue();
    assertThat(p).isGreaterThan(1e-3);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(
            () ->
                Prior.builder()
                    .add(Parameter.scalar("x", Support.real()), Marginal.inverseGamma(1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter [x] is declared on (-inf, inf) but its prior draws from (0.0, inf)");
    assertThatThrownBy(
            () -> Marginal.of(TruncatedNormalDistribution.of(0, 1, Double.NEGATIVE_INFINITY, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bounded above only, at 3.0");
    assertThat(Marginal.of(GumbelDistribution.of(0, 1)).support()).isEqualTo(Support.real());
    assertThatThrownBy(() -> Prior.builder().build())
        .hasMessage("a parameter space needs at least one parameter, had none");
  }
}
