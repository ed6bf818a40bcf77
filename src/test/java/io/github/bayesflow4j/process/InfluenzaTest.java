package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.PascalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InfluenzaTest {
  private static final GenerativeModel MODEL = Influenza.model();

  @Test
  void trajectoryIsThatOfATightIntegratorOverThePrior() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < 500; i++) {
      double[] theta = MODEL.prior().sample(random);
      assertSolved(theta[0], theta[1]);
    }
  }

  @ParameterizedTest
  @CsvSource({"6, 0.01", "6, 0.4", "6, 2.5", "0.01, 0.01", "0.01, 2.5", "2, 0.001", "20, 1"})
  void trajectoryIsThatOfATightIntegratorAtTheEdges(double beta, double gamma) {
    assertSolved(beta, gamma);
  }

  private static void assertSolved(double beta, double gamma) {
    double[] log = Influenza.logInfected(beta, gamma, Influenza.DAYS);
    double[] reference = tightLogInfected(beta, gamma);
    for (int t = 0; t < log.length; t++) {
      assertThat(Math.expm1(log[t] - reference[t]))
          .as("relative error of I(%d) at beta %s, gamma %s", t + 1, beta, gamma)
          .isCloseTo(0, within(1e-6));
    }
  }

  private static double[] tightLogInfected(double beta, double gamma) {
    OrdinaryDifferentialEquation sir =
        new OrdinaryDifferentialEquation() {
          @Override
          public int getDimension() {
            return 2;
          }

          @Override
          public double[] computeDerivatives(double t, double[] y) {
            double force = beta * y[0] / Influenza.POPULATION;
            return new double[] {-force * Math.exp(y[1]), force - gamma};
          }
        };
    DormandPrince853Integrator integrator =
        new DormandPrince853Integrator(1e-10, 1, new double[] {1e-10, 1e-12}, new double[2]);
    double[] log = new double[Influenza.DAYS];
    ODEState state = new ODEState(0, new double[] {Influenza.POPULATION - 1, 0});
    for (int t = 0; t < log.length; t++) {
      state = integrator.integrate(sir, state, t + 1);
      log[t] = state.getPrimaryState()[1];
    }
    return log;
  }

  @ParameterizedTest
  @CsvSource({"1.7, 0.5, 0.14", "1.7, 0.5, 1.5", "0.3, 0.6, 0.01", "3, 0.4, 1e-12", "3, 0.4, 0"})
  void countsHaveTheMeanAndVarianceOfTheNegativeBinomial(
      double beta, double gamma, double dispersion) {
    int count = 20_000;
    double[] theta = {beta, gamma, dispersion};
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    double[] sum = new double[Influenza.DAYS];
    double[] squares = new double[Influenza.DAYS];
    double[] log = Influenza.logInfected(beta, gamma, Influenza.DAYS);
    for (int i = 0; i < count; i++) {
      double[] counts = MODEL.simulator().simulate(theta, new double[0], Influenza.DAYS, random)[0];
      for (int t = 0; t < counts.length; t++) {
        double deviation = counts[t] - Math.exp(log[t]);
        sum[t] += deviation;
        squares[t] += deviation * deviation;
      }
    }
    for (int t = 0; t < log.length; t++) {
      double mean = Math.exp(log[t]);
      double variance = mean + dispersion * mean * mean;
      // 14 days x 5 cases: 4.5 standard errors leave a chance of 5e-4 for the whole test.
      assertThat(sum[t] / count).isCloseTo(0, within(4.5 * Math.sqrt(variance / count)));
      double excess = 6 * dispersion + 1 / variance;
      assertThat(squares[t] / count)
          .isCloseTo(variance, within(4.5 * variance * Math.sqrt((2 + excess) / count)));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1.7, 0.5", "7, 1.7, 0.5", "40, 3, 1", "1, 0.1, 2"})
  void likelihoodIsThatOfThePascalDistributionAtWholeSizes(int size, double beta, double gamma) {
    double[] counts = {0, 1, 5, 40, 200, 900, 3, 0};
    double[] log = Influenza.logInfected(beta, gamma, counts.length);
    double expected = 0;
    for (int t = 0; t < counts.length; t++) {
      double success = size / (size + Math.exp(log[t]));
      // The Pascal distribution takes log(1 - p); where p rounds to 1 it has no precision left.
      double logFailure = log[t] - Math.log(size + Math.exp(log[t]));
      int y = (int) counts[t];
      expected +=
          PascalDistribution.of(size, 0.5).logProbability(y)
              - (size + y) * Math.log(0.5)
              + size * Math.log(success)
              + y * logFailure;
    }
    assertThat(Influenza.logLikelihood(new double[] {beta, gamma, 1.0 / size}, counts))
        .isCloseTo(expected, within(1e-8 * Math.abs(expected)));
  }

  @Test
  void likelihoodTendsToPoissonWithoutAJump() {
    double[] counts = {3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4};
    double[] log = Influenza.logInfected(1.7, 0.5, counts.length);
    double poisson = 0;
    for (int t = 0; t < counts.length; t++) {
      poisson += PoissonDistribution.of(Math.exp(log[t])).logProbability((int) counts[t]);
    }
    assertThat(logLikelihood(0, counts)).isCloseTo(poisson, within(1e-8));
    assertThat(logLikelihood(1e-12, counts)).isCloseTo(poisson, within(1e-6));
    // On either side of the change of formula: the slope, about 1e5, times the gap is 2e-6.
    assertThat(logLikelihood(1e-5 * (1 + 1e-6), counts))
        .isCloseTo(logLikelihood(1e-5 * (1 - 1e-6), counts), within(4e-6));
  }

  private static double logLikelihood(double dispersion, double[] counts) {
    return Influenza.logLikelihood(new double[] {1.7, 0.5, dispersion}, counts);
  }
}
