package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.numbers.gamma.Gamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevyFlightTest {
  private static final GenerativeModel MODEL = LevyFlight.model();
  private static final RandomStreams STREAMS = new RandomStreams(11);

  private static double[] simulate(double[] theta, int n, long stream) {
    return MODEL.simulator().simulate(theta, new double[0], n, STREAMS.stream(stream))[0];
  }

  @Test
  void reactionTimesAreWholeStepsAfterTheNonDecisionTime() {
    UniformRandomProvider random = STREAMS.stream(0);
    for (int i = 0; i < 50; i++) {
      double[] theta = MODEL.prior().sample(random);
      for (double rt : simulate(theta, 100, i)) {
        double steps = (Math.abs(rt) - theta[4]) / LevyFlight.TIME_STEP;
        assertThat(steps).isCloseTo(Math.rint(steps), within(1e-8));
        assertThat(Math.rint(steps)).isBetween(1.0, (double) LevyFlight.MAX_STEPS);
      }
    }
  }

  /**
   * At alpha = 2 the model is a Wiener process seen at steps of dt: the probability of the upper
   * threshold and the mean decision time are those of the continuous process with both thresholds
   * moved outwards by .5826 sqrt(dt), up to terms in dt (Siegmund, "Sequential Analysis", 1985,
   * section 10.4). Four cases, two conditions, two numbers at 4.5 standard errors: a chance of 1e-4
   * for the whole test.
   */
  @ParameterizedTest
  @CsvSource({"1, -2, 0.5, 1.4", "0.3, -0.5, 0.35, 1", "2, -0.1, 0.65, 2", "4, -3, 0.5, 0.8"})
  void nearAlphaTwoChoicesAreThoseOfAWienerProcess(double v1, double v2, double zr, double a) {
    int n = 20_000;
    double[] rows = simulate(new double[] {v1, v2, zr, a, 0.5, 2 - 1e-9}, n, 1);
    double moved = 0.5826 * Math.sqrt(LevyFlight.TIME_STEP);
    double start = a * zr + moved;
    double width = a + 2 * moved;
    for (int condition = 0; condition < 2; condition++) {
      double v = condition == 0 ? v1 : v2;
      double upper = Math.expm1(-2 * v * start) / Math.expm1(-2 * v * width);
      double meanTime = (width * upper - start) / v;
      double uppers = 0;
      double time = 0;
      double square = 0;
      for (int i = condition; i < rows.length; i += 2) {
        double t = Math.abs(rows[i]) - 0.5;
        uppers += rows[i] > 0 ? 1.0 / n : 0;
        time += t / n;
        square += t * t / n;
      }
      assertThat(uppers).isCloseTo(upper, within(4.5 * Math.sqrt(upper * (1 - upper) / n)));
      assertThat(time).isCloseTo(meanTime, within(4.5 * Math.sqrt((square - time * time) / n)));
    }
  }

  /**
   * Without drift, from the middle of an interval of half width r, a stable process of scale c
   * leaves after a mean time (r/c)^alpha / Gamma(1 + alpha) (Getoor, "First passage times for
   * symmetric stable processes in space", Transactions of the AMS 101, 1961); half of the paths
   * leave on each side. Seen at steps of .001 it is found outside later, the more so the fewer its
   * jumps: by 3.7 % of r a side at alpha = 2, so by less than 7 %. The standard error of the mean
   * is 0.6 %.
   */
  @ParameterizedTest
  @CsvSource({"1.01, 1", "1.3, 1", "1.6, 1", "1.6, 1.5", "1.9, 1"})
  void withoutDriftTimesAreThoseOfAStableProcess(double alpha, double a) {
    int n = 10_000;
    double[] rows = simulate(new double[] {0, 0, 0.5, a, 0.3, alpha}, n, 2);
    double expected = Math.pow(a / 2 * Math.sqrt(2), alpha) / Gamma.value(1 + alpha);
    double mean = Arrays.stream(rows).map(rt -> Math.abs(rt) - 0.3).average().orElseThrow();
    double upper = Arrays.stream(rows).filter(rt -> rt > 0).count() / (2.0 * n);
    assertThat(mean / expected).isBetween(0.975, 1.07);
    // 4.5 standard errors of a coin tossed 20,000 times.
    assertThat(upper).isCloseTo(0.5, within(4.5 * 0.5 / Math.sqrt(2.0 * n)));
  }

  /** No path gets from the middle of a wide interval to its ends within five seconds. */
  @Test
  void pathsThatDoNotEndCountAsUpper() {
    for (double rt : simulate(new double[] {1, -1, 0.5, 1e9, 0.4, 1.9}, 50, 3)) {
      assertThat(rt).isCloseTo(5.4, within(1e-9));
    }
  }

  @Test
  void driftsBelongToTheirColumns() {
    double[] rows = simulate(new double[] {6, -6, 0.5, 3, 0.4, 1.99}, 200, 4);
    for (int i = 0; i < rows.length; i++) {
      // A jump beyond the other threshold has a chance below 1e-4 a trial.
      assertThat(rows[i] > 0).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void rowsFollowFromTheStreamAndDoNotDependOnTheirNumber() {
    double[] theta = {2, -1, 0.4, 1.5, 0.5, 1.4};
    assertThat(simulate(theta, 60, 5)).isEqualTo(simulate(theta, 60, 5));
    assertThat(Arrays.copyOf(simulate(theta, 60, 5), 40)).isEqualTo(simulate(theta, 20, 5));
    assertThat(simulate(theta, 60, 5)).isNotEqualTo(simulate(theta, 60, 6));
  }
}
