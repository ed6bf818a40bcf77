package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SirCountsTest {
  private static final GenerativeModel MODEL = SirCounts.model();

  @Test
  void trajectoryIsThatOfATightIntegratorOverThePrior() {
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < 500; i++) {
      double[] theta = MODEL.prior().sample(random);
      assertSolved(theta[0], theta[1]);
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 0.05", "4, 0.3", "0.05, 0.3", "0.5, 0.05", "0.5, 0.3", "0.125, 0.125", "8, 0.1"})
  void trajectoryIsThatOfATightIntegratorAtTheEdges(double beta, double gamma) {
    assertSolved(beta, gamma);
  }

  private static void assertSolved(double beta, double gamma) {
    OrdinaryDifferentialEquation sir =
        new OrdinaryDifferentialEquation() {
          @Override
          public int getDimension() {
            return 2;
          }

          @Override
          public double[] computeDerivatives(double t, double[] y) {
            double infections = beta * y[0] * y[1];
            return new double[] {-infections, infections - gamma * y[1]};
          }
        };
    DormandPrince853Integrator integrator =
        new DormandPrince853Integrator(
            1e-10, 5, new double[] {1e-12, 1e-18}, new double[] {1e-10, 1e-10});
    double[] fractions = SirCounts.infectedFractions(beta, gamma);
    ODEState state = new ODEState(0, new double[] {1 - 1e-6, 1e-6});
    assertThat(fractions[0]).isEqualTo(1e-6);
    for (int k = 1; k < fractions.length; k++) {
      state = integrator.integrate(sir, state, 17.0 * k);
      assertThat(fractions[k])
          .as("I / N on day %d at beta %s, gamma %s", 17 * k, beta, gamma)
          .isCloseTo(state.getPrimaryState()[1], within(1e-7));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.6, 0.19", "0.4, 0.125", "1, 0.06", "0.1, 0.2"})
  void countsHaveTheMomentsOfTheBinomialLaw(double beta, double gamma) {
    int count = 20_000;
    double[] fractions = SirCounts.infectedFractions(beta, gamma);
    double[] sum = new double[10];
    double[] squares = new double[10];
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    for (int i = 0; i < count; i++) {
      double[] counts =
          MODEL.simulator().simulate(new double[] {beta, gamma}, new double[0], 1, random)[0];
      for (int k = 0; k < 10; k++) {
        double deviation = counts[k] - 1000 * fractions[k];
        sum[k] += deviation / count;
        squares[k] += deviation * deviation / count;
      }
    }
    for (int k = 0; k < 10; k++) {
      double variance = 1000 * fractions[k] * (1 - fractions[k]);
      // 80 moments; 5 standard errors leave a chance of 5e-5 where counts are many. A rare count
      // adds to the tail of its error: one more than the standard errors allow.
      double excess = (1 - 6 * fractions[k] * (1 - fractions[k])) / variance;
      assertThat(sum[k]).isCloseTo(0, within(5 * Math.sqrt(variance / count) + 1.0 / count));
      assertThat(squares[k])
          .isCloseTo(
              variance, within(5 * variance * Math.sqrt((2 + excess) / count) + 1.0 / count));
    }
    assertThat(fractions[0]).isEqualTo(1e-6);
  }

  @Test
  void aFractionAboveOneHalfIsReached() {
    // So that both branches of the sampler of counts are under test above.
    double[] large = SirCounts.infectedFractions(1, 0.06);
    assertThat(Arrays.stream(large).max().orElseThrow()).isGreaterThan(0.5);
    double[] small = SirCounts.infectedFractions(0.1, 0.2);
    assertThat(Arrays.stream(small).max().orElseThrow()).isLessThan(1e-5);
  }

  @Test
  void likelihoodFollowsTheRecurrenceOfTheBinomialLaw() {
    double[] counts = {0, 2, 350, 41, 3, 0, 0, 0, 0, 0};
    double[] fractions = SirCounts.infectedFractions(0.6, 0.19);
    // All counts zero: (1 - p)^1000 for each day; then P(c + 1) / P(c), one count after another.
    double expected = 0;
    for (int k = 0; k < 10; k++) {
      expected += 1000 * Math.log1p(-fractions[k]);
      for (int c = 0; c < counts[k]; c++) {
        expected += Math.log((1000.0 - c) / (c + 1) * fractions[k] / (1 - fractions[k]));
      }
    }
    assertThat(SirCounts.logLikelihood(DataSet.of(counts)).applyAsDouble(new double[] {0.6, 0.19}))
        .isCloseTo(expected, within(1e-8 * Math.abs(expected)));
  }

  @Test
  void scoreHasMeanZeroAtTheParametersThatMadeTheData() {
    double[] theta = {0.6, 0.19};
    int count = 2000;
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    double[] score = new double[2];
    double[] squares = new double[2];
    for (int i = 0; i < count; i++) {
      double[] x = MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
      var likelihood = SirCounts.logLikelihood(DataSet.of(x));
      for (int j = 0; j < 2; j++) {
        double[] above = theta.clone();
        double[] below = theta.clone();
        above[j] *= 1 + 1e-5;
        below[j] *= 1 - 1e-5;
        double slope =
            (likelihood.applyAsDouble(above) - likelihood.applyAsDouble(below)) / (2e-5 * theta[j]);
        score[j] += slope / count;
        squares[j] += slope * slope / count;
      }
    }
    // 4.5 standard errors.
    for (int j = 0; j < 2; j++) {
      assertThat(score[j]).isCloseTo(0, within(4.5 * Math.sqrt(squares[j] / count)));
    }
  }
}
