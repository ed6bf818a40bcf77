package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A stochastic epidemic of susceptible, infected and recovered individuals in small steps of time.
 *
 * <pre>
 *   N = 1000,   dt = 0.1,   iota = 0.5,   (S, I, R)_0 = (999, 1, 0)
 *   new infections ~ Bin(S, 1 - exp(-beta (I + iota) / N dt))
 *   recoveries     ~ Bin(I, 1 - exp(-gamma dt))
 *   beta ~ U(0.01, 1),   gamma | beta ~ U(0, beta)
 * </pre>
 *
 * <p>A data set is the series (S, I, R)_t / N, t = 0 .. T-1, T uniform on 200 .. 500; its first row
 * is the start, the same in all. Infection from outside, iota, keeps the epidemic from dying out
 * for good.
 *
 * <p>The binomials are drawn by inversion with the recurrence of their probabilities, which takes
 * as many rounds as there are events. A simulation has fewer than 2 N events in all, however many
 * steps it takes; a sampler that is set up anew for each of its binomials costs more.
 *
 * <p>Source: the SIR experiment of the cINN repository of Radev et al., the code that accompanies
 * "BayesFlow: learning complex stochastic models with invertible neural networks"
 * (arXiv:2003.06281).
 */
public final class StochasticSir {
  /** Number of individuals, N. */
  public static final int POPULATION = 1000;

  /** Number infected at the start. */
  public static final int INITIAL_INFECTED = 1;

  /** Length of a step, dt. */
  public static final double TIME_STEP = 0.1;

  /** Infected individuals outside the population that susceptible ones meet too, iota. */
  public static final double OUTSIDE_INFECTED = 0.5;

  /** 1 / k, k = 1 .. N: the recurrence of the probabilities waits for no division. */
  private static final double[] RECIPROCALS =
      IntStream.rangeClosed(0, POPULATION).mapToDouble(k -> 1.0 / k).toArray();

  private StochasticSir() {}

  /** The model, called {@code sir}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("sir")
        .description("Stochastic SIR epidemic in a population of 1000.")
        .prior(new RatesPrior())
        .observable(Observable.series("data", "s", "i", "r"))
        .size(DataSize.uniform(200, 500))
        .simulator(StochasticSir::simulate)
        .build();
  }

  /** The prior of (beta, gamma): the rate of recovery lies below that of infection. */
  private record RatesPrior() implements Prior {
    private static final double LOWEST_BETA = 0.01;
    private static final double HIGHEST_BETA = 1;
    private static final ParameterSpace SPACE =
        ParameterSpace.of(
            Parameter.scalar("beta", Support.bounded(LOWEST_BETA, HIGHEST_BETA)),
            Parameter.scalar("gamma", Support.bounded(0, HIGHEST_BETA)));

    @Override
    public ParameterSpace space() {
      return SPACE;
    }

    @Override
    public double[] sample(UniformRandomProvider random) {
      double beta = random.nextDouble(LOWEST_BETA, HIGHEST_BETA);
      return new double[] {beta, beta * random.nextDouble()};
    }

    @Override
    public double logDensity(double[] theta) {
      if (!SPACE.contains(theta) || theta[1] >= theta[0]) {
        return Double.NEGATIVE_INFINITY;
      }
      return -Math.log(HIGHEST_BETA - LOWEST_BETA) - Math.log(theta[0]);
    }
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    double contact = theta[0] * TIME_STEP / POPULATION;
    double recovery = theta[1] * TIME_STEP;
    double recoveryOdds = Math.expm1(recovery);
    double[] fractions = new double[3 * n];
    int susceptible = POPULATION - INITIAL_INFECTED;
    int infected = INITIAL_INFECTED;
    for (int at = 0; at < fractions.length; at += 3) {
      fractions[at] = (double) susceptible / POPULATION;
      fractions[at + 1] = (double) infected / POPULATION;
      fractions[at + 2] = (double) (POPULATION - susceptible - infected) / POPULATION;
      double infection = contact * (infected + OUTSIDE_INFECTED);
      int infections = events(susceptible, infection, odds(infection), random);
      int recoveries = events(infected, recovery, recoveryOdds, random);
      susceptible -= infections;
      infected += infections - recoveries;
    }
    return fractions;
  }

  /** expm1(hazard) by its series, right to 1e-14 relative for a hazard of at most 0.11. */
  static double odds(double hazard) {
    double sum = 1 + hazard * (1.0 / 9);
    for (int k = 8; k >= 2; k--) {
      sum = 1 + hazard * RECIPROCALS[k] * sum;
    }
    return hazard * sum;
  }

  /**
   * Draws to how many of n individuals an event happens: {@code Bin(n, p)}, p = 1 - exp(-hazard).
   *
   * <p>{@code P(0) = exp(-n hazard)} and {@code P(k + 1) = P(k) odds (n - k) / (k + 1)}. Exact up
   * to the rounding of doubles as long as {@code n hazard} is below 700, where P(0) would
   * underflow; under the prior it is at most 100.
   *
   * @param odds p / (1 - p), which is {@code expm1(hazard)}
   */
  static int events(int n, double hazard, double odds, UniformRandomProvider random) {
    double left = random.nextDouble();
    // P(0) is at least this.
    if (left < 1 - n * hazard) {
      return 0;
    }
    double probability = Math.exp(-n * hazard);
    int count = 0;
    while (left >= probability && count < n) {
      left -= probability;
      count++;
      probability *= odds * (n - count + 1) * RECIPROCALS[count];
    }
    return count;
  }
}
