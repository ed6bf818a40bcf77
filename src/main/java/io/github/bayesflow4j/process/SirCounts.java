package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;

/**
 * A deterministic SIR epidemic in a population of a million, of which a thousand are tested on each
 * of ten days.
 *
 * <pre>
 *   dS/dt = -beta S I / N      dI/dt = beta S I / N - gamma I      S(0) = 999999, I(0) = 1
 *   x_k ~ Bin(1000, I(17 k) / N),   k = 0 .. 9, time in days
 *   beta ~ LogNormal(log 0.4, 0.5),   gamma ~ LogNormal(log 0.125, 0.2)
 * </pre>
 *
 * <p>The trajectory is a {@link SirTrajectory} of one step a day, or more where beta or gamma is
 * above 0.5: I(t) / N is right to 1e-7 over the prior.
 *
 * <p>Source: task T.9 of Lueckmann, Boelts, Greenberg, Goncalves and Macke, "Benchmarking
 * simulation-based inference", AISTATS (2021).
 */
public final class SirCounts {
  /** Number of individuals, N. */
  public static final double POPULATION = 1e6;

  /** Number infected on day 0. */
  public static final double INITIAL_INFECTED = 1;

  /** Number of individuals tested on each day of observation. */
  public static final int TESTED = 1000;

  /** Number of days of observation. */
  public static final int OBSERVATIONS = 10;

  /** Days from one day of observation to the next. */
  public static final int DAYS_BETWEEN = 17;

  private static final SirTrajectory EPIDEMIC = new SirTrajectory(POPULATION, INITIAL_INFECTED);

  private static final int MAX_STEPS_PER_DAY = 1000;

  private SirCounts() {}

  /** The model, called {@code sir-counts}. */
  public static GenerativeModel model() {
    String[] features =
        IntStream.range(0, OBSERVATIONS)
            .mapToObj(k -> "day" + k * DAYS_BETWEEN)
            .toArray(String[]::new);
    return GenerativeModel.builder("sir-counts")
        .description("Deterministic SIR epidemic, a thousand individuals tested on ten days.")
        .prior(
            Prior.builder()
                .add(rate("beta"), Marginal.of(LogNormalDistribution.of(Math.log(0.4), 0.5)))
                .add(rate("gamma"), Marginal.of(LogNormalDistribution.of(Math.log(0.125), 0.2)))
                .build())
        .observable(Observable.vector("data", features))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static Parameter rate(String name) {
    return Parameter.scalar(name, Support.positive()).in("1/day");
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    double[] counts = infectedFractions(theta[0], theta[1]);
    for (int k = 0; k < counts.length; k++) {
      counts[k] = infectedAmongTested(counts[k], random);
    }
    return counts;
  }

  /** A draw of Bin(1000, fraction), from the rarer of infected and not infected. */
  private static int infectedAmongTested(double fraction, UniformRandomProvider random) {
    double rarer = Math.min(fraction, 1 - fraction);
    int count = StochasticSir.events(TESTED, -Math.log1p(-rarer), rarer / (1 - rarer), random);
    return fraction > 0.5 ? TESTED - count : count;
  }

  /**
   * The fraction of the population that is infected on each day of observation.
   *
   * @param beta infections a day caused by one infected individual among susceptible ones
   * @param gamma recoveries a day of one infected individual
   * @return {@code [10]}, I / N on days 0, 17 .. 153
   */
  public static double[] infectedFractions(double beta, double gamma) {
    int steps = (int) Math.min(Math.ceil(2 * Math.max(beta, gamma)), MAX_STEPS_PER_DAY);
    double[] logInfected =
        EPIDEMIC.logInfected(beta, gamma, (OBSERVATIONS - 1) * DAYS_BETWEEN, steps);
    double[] fractions = new double[OBSERVATIONS];
    fractions[0] = INITIAL_INFECTED / POPULATION;
    for (int k = 1; k < OBSERVATIONS; k++) {
      fractions[k] = Math.min(1, Math.exp(logInfected[k * DAYS_BETWEEN - 1]) / POPULATION);
    }
    return fractions;
  }

  /** The log-likelihood of beta and gamma given the ten counts. */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    float[] counts = observed.values("data");
    return theta -> {
      double[] fractions = infectedFractions(theta[0], theta[1]);
      double sum = 0;
      for (int k = 0; k < counts.length; k++) {
        sum += BinomialDistribution.of(TESTED, fractions[k]).logProbability((int) counts[k]);
      }
      return sum;
    };
  }
}
