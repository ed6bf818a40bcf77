package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftDiffusionTest {
  private static final GenerativeModel MODEL = DriftDiffusion.model();
  private static final double DT = 0.005;

  private static double[] simulate(double[] theta, int n, long seed) {
    return MODEL.simulator()
        .simulate(theta, new double[0], n, new RandomStreams(seed).stream(0))[0];
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1.5, 1, 0.2", "1, 1.2, 2.5, 3.9", "7, 3, 4, 0.1", "0.5, 2, 0.6, 1.4"})
  void choicesAndTimesFollowTheLawOfTheDiscretizedWalk(double v1, double v2, double a1, double a2) {
    int n = 100_000;
    double t0 = 0.3;
    double[] rows = simulate(new double[] {v1, v2, a1, a2, t0}, n, 1);
    for (int condition = 0; condition < 2; condition++) {
      double[][] law = lawOfTheWalk(condition == 0 ? v1 : v2, condition == 0 ? a1 : a2);
      long[][] counts = new long[2][law[0].length];
      for (int i = condition * n / 2; i < (condition + 1) * n / 2; i++) {
        assertThat(rows[2 * i + 1]).isEqualTo(condition);
        int steps = (int) Math.round((Math.abs(rows[2 * i]) - t0) / DT);
        counts[rows[2 * i] > 0 ? 1 : 0][Math.min(steps, counts[0].length) - 1]++;
      }
      // Eight cases: a chance of 8e-5.
      assertThat(chiSquarePValue(law, counts, n / 2)).isGreaterThan(1e-5);
    }
  }

  /** Neighbouring numbers of steps are taken together until 20 trials are expected of each. */
  private static double chiSquarePValue(double[][] law, long[][] counts, int trials) {
    List<Double> expected = new ArrayList<>();
    List<Long> observed = new ArrayList<>();
    double expectedSum = 0;
    long observedSum = 0;
    for (int choice = 0; choice < 2; choice++) {
      for (int k = 0; k < law[choice].length; k++) {
        expectedSum += trials * law[choice][k];
        observedSum += counts[choice][k];
        if (expectedSum >= 20) {
          expected.add(expectedSum);
          observed.add(observedSum);
          expectedSum = 0;
          observedSum = 0;
        }
      }
    }
    int last = expected.size() - 1;
    expected.set(last, expected.get(last) + expectedSum);
    observed.set(last, observed.get(last) + observedSum);
    return ChiSquareTest.withDefaults()
        .test(
            expected.stream().mapToDouble(Double::doubleValue).toArray(),
            observed.stream().mapToLong(Long::longValue).toArray())
        .getPValue();
  }

  /**
   * Probabilities of leaving below and above after 1, 2, .. steps: the density of the walk is
   * carried from step to step by quadrature, on enough nodes for its error not to show.
   *
   * @return {@code [2][steps]}, as many steps as leave less than 1e-9 undecided
   */
  private static double[][] lawOfTheWalk(double v, double a) {
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(100, 0, a);
    NormalDistribution step = NormalDistribution.of(v * DT, Math.sqrt(DT));
    int nodes = rule.getNumberOfPoints();
    double[][] kernel = new double[nodes][nodes];
    double[] toBelow = new double[nodes];
    double[] toAbove = new double[nodes];
    double[] mass = new double[nodes];
    for (int i = 0; i < nodes; i++) {
      double x = rule.getPoint(i);
      toBelow[i] = step.cumulativeProbability(-x);
      toAbove[i] = step.survivalProbability(a - x);
      mass[i] = rule.getWeight(i) * step.density(x - a / 2);
      for (int j = 0; j < nodes; j++) {
        kernel[j][i] = rule.getWeight(j) * step.density(rule.getPoint(j) - x);
      }
    }
    List<Double> below = new ArrayList<>(List.of(step.cumulativeProbability(-a / 2)));
    List<Double> above = new ArrayList<>(List.of(step.survivalProbability(a / 2)));
    while (Arrays.stream(mass).sum() > 1e-9) {
      below.add(dot(mass, toBelow));
      above.add(dot(mass, toAbove));
      double[] next = new double[nodes];
      for (int j = 0; j < nodes; j++) {
        next[j] = dot(kernel[j], mass);
      }
      mass = next;
    }
    return new double[][] {
      below.stream().mapToDouble(Double::doubleValue).toArray(),
      above.stream().mapToDouble(Double::doubleValue).toArray()
    };
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1", "0.5, 2", "1, 1", "1, 3", "2, 1.5"})
  void choiceAndMeanTimeAreThoseOfTheDiffusionWithItsBoundariesFurtherOut(double v, double a) {
    int n = 200_000;
    double t0 = 0.5;
    double[] rows = simulate(new double[] {v, v, a, a, t0}, n, 2);
    double upper = 0;
    double time = 0;
    double square = 0;
    for (int i = 0; i < n; i++) {
      double decision = Math.abs(rows[2 * i]) - t0;
      upper += rows[2 * i] > 0 ? 1.0 / n : 0;
      time += decision / n;
      square += decision * decision / n;
    }
    // A walk looked at every dt overshoots by 0.583 sqrt(dt) on average, to first order in sqrt(dt)
    // (Siegmund); what is left is of second order, dt = 0.005 times the slope. To this, 4.5
    // standard errors of the simulation are added.
    double seen = a + 2 * 0.5826 * Math.sqrt(DT);
    double choice = 1 / (1 + Math.exp(-v * seen));
    double spread = choice * (1 - choice);
    assertThat(upper).isCloseTo(choice, within(v * spread * DT + 4.5 * Math.sqrt(spread / n)));
    double mean = seen / (2 * v) * Math.tanh(v * seen / 2);
    assertThat(time).isCloseTo(mean, within(DT + 4.5 * Math.sqrt((square - time * time) / n)));
  }

  @Test
  void trialsThatTakeTooLongEndAtTheUpperBoundary() {
    double[] rows = simulate(new double[] {0.1, 7, 1e6, 1e6, 0.5}, 3, 3);
    assertThat(rows).containsExactly(50.5, 0, 50.5, 1, 50.5, 1);
  }

  @Test
  void nonDecisionTimeIsAddedOnEitherSide() {
    double[] early = simulate(new double[] {0.1, 0.2, 1, 2, 0.25}, 301, 4);
    double[] late = simulate(new double[] {0.1, 0.2, 1, 2, 1.25}, 301, 4);
    int below = 0;
    for (int i = 0; i < 301; i++) {
      below += late[2 * i] < 0 ? 1 : 0;
      assertThat(Math.abs(late[2 * i])).isCloseTo(Math.abs(early[2 * i]) + 1, within(1e-12));
      assertThat(late[2 * i] * early[2 * i]).isPositive();
      assertThat(late[2 * i + 1]).isEqualTo(i < 150 ? 0 : 1);
    }
    assertThat(below).isBetween(1, 300);
  }

  @Test
  void supportsAndSizesAreThoseOfTheSource() {
    Support drift = Support.bounded(0.1, 7);
    Support separation = Support.bounded(0.1, 4);
    assertThat(MODEL.space().names()).containsExactly("v1", "v2", "a1", "a2", "t0");
    assertThat(MODEL.space().parameters())
        .extracting(parameter -> parameter.support())
        .containsExactly(drift, drift, separation, separation, Support.bounded(0.1, 3));
    assertThat(MODEL.size().describe()).isEqualTo("60 to 300 rows");
  }
}
