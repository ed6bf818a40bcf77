package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * The Lotka-Volterra equations: populations of prey and predators that live on it, without noise.
 *
 * <pre>
 * (1)  dx/dt = a x - b x y      dy/dt = d b x y - c y      x(0) = 10, y(0) = 5
 * (2)  data: x and y at 500 times from 0 to 15
 *      log a, log b, log c, log d ~ U(-2, 2)
 * (3)  H = d b x - c log x + b y - a log y does not change
 * </pre>
 *
 * <p>The parameters are the logarithms of the rates. Data without noise allow no parameters but the
 * true ones: the posterior has no density, and what a network learns is as wide as its precision.
 *
 * <p>The states of the integrator are u = log x and v = log y, du/dt = a - b e^v, dv/dt = d b e^u -
 * c: populations stay positive, and a population below the smallest double comes back. A step of
 * the classical Runge-Kutta method is 0.07 of the shortest time in which b y or d b x can change by
 * itself, {@code 1 / max(a + b y, c + d b x)}; then u and v are right to 1e-4 over the prior,
 * relative to their size where it is above one.
 *
 * <p>Sources: Lotka, "Elements of physical biology" (1925); Volterra, "Fluctuations in the
 * abundance of a species considered mathematically", Nature 118 (1926). Form, priors and times: the
 * experiment of the cINN repository of Radev et al., the code that accompanies "BayesFlow: learning
 * complex stochastic models with invertible neural networks" (arXiv:2003.06281).
 */
public final class LotkaVolterra {
  /** Number of times of observation. */
  public static final int TIMES = 500;

  /** The last time of observation; the first is 0. */
  public static final double END = 15;

  /** Prey at time 0. */
  public static final double INITIAL_PREY = 10;

  /** Predators at time 0. */
  public static final double INITIAL_PREDATORS = 5;

  /** Length of a step relative to the shortest time of change. */
  static final double STEP = 0.07;

  private LotkaVolterra() {}

  /** The model, called {@code lotka-volterra}. */
  public static GenerativeModel model() {
    Prior.Builder prior = Prior.builder();
    for (String rate : new String[] {"log_a", "log_b", "log_c", "log_d"}) {
      prior.add(rate, UniformContinuousDistribution.of(-2, 2));
    }
    return GenerativeModel.builder("lotka-volterra")
        .description("Prey and predators after Lotka and Volterra, without noise.")
        .prior(prior.build())
        .observable(Observable.series("data", "prey", "predators").on(LOG1P))
        .size(DataSize.fixed(TIMES))
        .simulator((theta, n, random) -> populations(theta))
        .build();
  }

  private static double[] populations(double[] theta) {
    double[] populations = logPopulations(theta, STEP);
    for (int at = 0; at < populations.length; at++) {
      populations[at] = Math.exp(populations[at]);
    }
    return populations;
  }

  /**
   * The natural logarithms of prey and predators at the times of observation.
   *
   * @param theta log a, log b, log c and log d
   * @param step length of a step relative to the shortest time of change
   * @return {@code [time * 2]}
   */
  static double[] logPopulations(double[] theta, double step) {
    Rates rates =
        new Rates(
            Math.exp(theta[0]),
            Math.exp(theta[1]),
            Math.exp(theta[2]),
            Math.exp(theta[3] + theta[1]));
    double[] states = new double[2 * TIMES];
    double[] state = {Math.log(INITIAL_PREY), Math.log(INITIAL_PREDATORS)};
    for (int t = 0; t < TIMES; t++) {
      states[2 * t] = state[0];
      states[2 * t + 1] = state[1];
      if (t < TIMES - 1) {
        rates.advance(state, END / (TIMES - 1), step);
      }
    }
    return states;
  }

  /**
   * The rates of equation (1).
   *
   * @param conversion d b
   */
  private record Rates(double growth, double predation, double death, double conversion) {
    void advance(double[] state, double time, double step) {
      double left = time;
      while (left > 0) {
        double fastest =
            Math.max(
                growth + predation * Math.exp(state[1]), death + conversion * Math.exp(state[0]));
        double h = step / fastest;
        // What is left is divided evenly, so that no step is left over from rounding.
        double steps = Math.ceil(left / h);
        step(state, steps > 1 ? left / steps : left);
        left = steps > 1 ? left - left / steps : 0;
      }
    }

    private double prey(double v) {
      return growth - predation * Math.exp(v);
    }

    private double predators(double u) {
      return conversion * Math.exp(u) - death;
    }

    private void step(double[] state, double h) {
      double u = state[0];
      double v = state[1];
      double u1 = prey(v);
      double v1 = predators(u);
      double u2 = prey(v + 0.5 * h * v1);
      double v2 = predators(u + 0.5 * h * u1);
      double u3 = prey(v + 0.5 * h * v2);
      double v3 = predators(u + 0.5 * h * u2);
      double u4 = prey(v + h * v3);
      double v4 = predators(u + h * u3);
      state[0] = u + h / 6 * (u1 + 2 * u2 + 2 * u3 + u4);
      state[1] = v + h / 6 * (v1 + 2 * v2 + 2 * v3 + v4);
    }
  }
}
