package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class LotkaVolterraTest {
  private static final GenerativeModel MODEL = LotkaVolterra.model();
  private static final double INTERVAL = 15.0 / 499;

  private static double[] logs(double a, double b, double c, double d) {
    return new double[] {Math.log(a), Math.log(b), Math.log(c), Math.log(d)};
  }

  private static double[] simulate(double[] theta) {
    UniformRandomProvider unused = new RandomStreams(1).stream(0);
    return MODEL.simulator().simulate(theta, new double[0], 500, unused)[0];
  }

  @Test
  void populationsInEquilibriumStay() {
    // x = c / (d b) = 10 and y = a / b = 5.
    double[] populations = simulate(logs(2, 0.4, 3, 0.75));
    for (int t = 0; t < 500; t++) {
      assertThat(populations[2 * t]).isCloseTo(10, within(1e-10));
      assertThat(populations[2 * t + 1]).isCloseTo(5, within(1e-10));
    }
  }

  @Test
  void smallOscillationsAreHarmonic() {
    // The equilibrium is at 10 exp(-e) and 5; near it log x swings by e with frequency sqrt(a c).
    double e = 1e-4;
    double a = 2;
    double c = 3;
    double[] populations = simulate(logs(a, 0.4, c, 0.75 * Math.exp(e)));
    for (int t = 0; t < 500; t++) {
      double phase = Math.sqrt(a * c) * t * INTERVAL;
      double u = Math.log(populations[2 * t] / 10) + e;
      double v = Math.log(populations[2 * t + 1] / 5);
      // The second order of the amplitude grows with time.
      assertThat(u).isCloseTo(e * Math.cos(phase), within(0.01 * e));
      assertThat(v).isCloseTo(e * Math.sqrt(c / a) * Math.sin(phase), within(0.01 * e));
    }
  }

  @Test
  void whatVolterraFoundConstantIsConstantOverThePrior() {
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    double worst = 0;
    for (int i = 0; i < 1000; i++) {
      double[] theta = MODEL.prior().sample(random);
      double a = Math.exp(theta[0]);
      double b = Math.exp(theta[1]);
      double c = Math.exp(theta[2]);
      double db = Math.exp(theta[3]) * b;
      double[] states = LotkaVolterra.logPopulations(theta, LotkaVolterra.STEP);
      double start = energy(states, 0, a, b, c, db);
      for (int t = 1; t < 500; t++) {
        double scale = 1 + Math.abs(a * states[2 * t + 1]) + Math.abs(c * states[2 * t]);
        double change = energy(states, t, a, b, c, db) - start;
        worst = Math.max(worst, Math.abs(change) / (scale + Math.abs(start)));
      }
    }
    assertThat(worst).isLessThan(1e-5);
  }

  private static double energy(double[] states, int t, double a, double b, double c, double db) {
    double u = states[2 * t];
    double v = states[2 * t + 1];
    return db * Math.exp(u) - c * u + b * Math.exp(v) - a * v;
  }

  @Test
  void aFinerStepChangesNothingOverThePrior() {
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    double worst = 0;
    double highest = 0;
    for (int i = 0; i < 1000; i++) {
      double[] theta = MODEL.prior().sample(random);
      double[] states = LotkaVolterra.logPopulations(theta, LotkaVolterra.STEP);
      double[] finer = LotkaVolterra.logPopulations(theta, LotkaVolterra.STEP / 4);
      for (int k = 0; k < states.length; k++) {
        double error = Math.abs(states[k] - finer[k]) / Math.max(1, Math.abs(finer[k]));
        worst = Math.max(worst, error);
        highest = Math.max(highest, finer[k]);
      }
    }
    assertThat(worst).isLessThan(1e-4);
    // The source cuts populations off at 1e5, which none of them reaches.
    assertThat(highest).isLessThan(Math.log(1e4));
  }

  @Test
  void priorsAndTimesAreThoseOfTheSource() {
    assertThat(MODEL.space().names()).containsExactly("log_a", "log_b", "log_c", "log_d");
    assertThat(MODEL.prior().logDensity(new double[] {-1.9, 1.9, 0, 1}))
        .isCloseTo(-4 * Math.log(4), within(1e-12));
    assertThat(MODEL.size().describe()).isEqualTo("500 rows");
    double[] populations = simulate(logs(1, 1, 1, 1));
    assertThat(populations[0]).isCloseTo(10, within(1e-14));
    assertThat(populations[1]).isCloseTo(5, within(1e-14));
  }
}
