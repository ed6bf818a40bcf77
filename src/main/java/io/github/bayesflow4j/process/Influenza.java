package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

/**
 * The outbreak of influenza in an English boarding school in 1978: a deterministic SIR epidemic
 * with overdispersed counts of boys in bed.
 *
 * <p>Of N = 763 boys one is infected on day 0:
 *
 * <pre>
 *   dS/dt = -beta S I / N      dI/dt = beta S I / N - gamma I      S(0) = 762, I(0) = 1
 *   y_t ~ NegBinomial(mean I(t), variance I(t) + phi_inv I(t)^2),  t = 1 .. 14 days
 *   beta ~ Normal(2, 1) above 0,  gamma ~ Normal(0.4, 0.5) above 0,  phi_inv ~ Exponential(rate 5)
 * </pre>
 *
 * <p>The trajectory is a {@link SirTrajectory}. With two steps a day, or more where beta or gamma
 * is above 1, I(t) is right to 1e-6 relative over the prior. The negative binomial is drawn as a
 * Poisson count whose mean is gamma distributed with shape phi = 1 / phi_inv; phi_inv = 0 is a
 * plain Poisson count. Counts may exceed N: the law of the counts does not know the size of the
 * school.
 *
 * <p>Data: "Influenza in a boarding school", British Medical Journal, 4 March 1978, p. 587. Model
 * and priors: Grinsztajn, Semenova, Margossian and Riou, "Bayesian workflow for disease
 * transmission modeling in Stan", Statistics in Medicine 40 (2021).
 */
public final class Influenza {
  /** Number of days on which boys in bed were counted. */
  public static final int DAYS = 14;

  /** Number of boys, N. */
  public static final double POPULATION = 763;

  /** Number infected on day 0. */
  public static final double INITIAL_INFECTED = 1;

  private static final SirTrajectory EPIDEMIC = new SirTrajectory(POPULATION, INITIAL_INFECTED);

  private static final int MIN_STEPS_PER_DAY = 2;
  private static final int MAX_STEPS_PER_DAY = 1000;

  /** Below this phi_inv the counts cannot be told from Poisson counts. */
  private static final double POISSON_LIMIT = 1e-10;

  /** Below this phi_inv the difference of two log-gamma functions of 1 / phi_inv loses digits. */
  private static final double SERIES_LIMIT = 1e-5;

  private Influenza() {}

  /** The model, called {@code influenza}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("influenza")
        .description("SIR epidemic of influenza in an English boarding school, 1978.")
        .prior(
            Prior.builder()
                .add(rate("beta"), aboveZero(2, 1))
                .add(rate("gamma"), aboveZero(0.4, 0.5))
                .add("phi_inv", ExponentialDistribution.of(1.0 / 5))
                .build())
        .observable(Observable.series("data", "in_bed").on(LOG1P))
        .size(DataSize.fixed(DAYS))
        .simulator(Influenza::simulate)
        .build();
  }

  private static Parameter rate(String name) {
    return Parameter.scalar(name, Support.positive()).in("1/day");
  }

  private static Marginal aboveZero(double mean, double sd) {
    return Marginal.of(TruncatedNormalDistribution.of(mean, sd, 0, Double.POSITIVE_INFINITY));
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    double[] counts = logInfected(theta[0], theta[1], n);
    double dispersion = theta[2];
    if (dispersion < POISSON_LIMIT) {
      for (int t = 0; t < n; t++) {
        counts[t] = PoissonCounts.sample(Math.exp(counts[t]), random);
      }
      return counts;
    }
    SharedStateContinuousSampler gamma =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, 1 / dispersion, dispersion);
    for (int t = 0; t < n; t++) {
      counts[t] = PoissonCounts.sample(Math.exp(counts[t]) * gamma.sample(), random);
    }
    return counts;
  }

  /**
   * The natural logarithm of the number infected at the end of each day.
   *
   * @param beta infections a day caused by one infected boy among susceptible ones
   * @param gamma recoveries a day of one infected boy
   * @param days number of days
   * @return {@code [days]}, log I(1) .. log I(days)
   */
  public static double[] logInfected(double beta, double gamma, int days) {
    int steps =
        (int)
            Math.min(
                Math.max(MIN_STEPS_PER_DAY, Math.ceil(2 * Math.max(beta, gamma))),
                MAX_STEPS_PER_DAY);
    return EPIDEMIC.logInfected(beta, gamma, days, steps);
  }

  /**
   * The log-likelihood of a series of counts.
   *
   * <p>With m = I(t), y the count and a = phi_inv, each day contributes {@code lgamma(y + 1/a) -
   * lgamma(1/a) + y log a - lgamma(y + 1) + y log m - (y + 1/a) log(1 + a m)}; the first three
   * terms are {@code sum over k < y of log(1 + a k)}, which has a limit at a = 0.
   *
   * @param theta beta, gamma and phi_inv; all above 0, phi_inv may be 0
   * @param counts boys in bed on days 1, 2, ..
   */
  public static double logLikelihood(double[] theta, double[] counts) {
    double[] logMeans = logInfected(theta[0], theta[1], counts.length);
    double dispersion = theta[2];
    double logGammaSize = dispersion > SERIES_LIMIT ? LogGamma.value(1 / dispersion) : 0;
    double sum = 0;
    for (int t = 0; t < counts.length; t++) {
      double y = counts[t];
      double scaled = dispersion * Math.exp(logMeans[t]);
      sum +=
          risingTerm(y, dispersion, logGammaSize)
              - LogGamma.value(y + 1)
              + y * logMeans[t]
              - y * Math.log1p(scaled)
              - (dispersion > 0 ? Math.log1p(scaled) / dispersion : Math.exp(logMeans[t]));
    }
    return sum;
  }

  private static double risingTerm(double count, double dispersion, double logGammaSize) {
    if (dispersion > SERIES_LIMIT) {
      return LogGamma.value(count + 1 / dispersion) - logGammaSize + count * Math.log(dispersion);
    }
    double sum = 0;
    for (int k = 1; k < count; k++) {
      sum += Math.log1p(dispersion * k);
    }
    return sum;
  }
}
