package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * The Ricker map: counts of a population that overshoots, collapses and grows again, mostly in
 * chaos.
 *
 * <pre>
 *   N_0 = 10,   x_t ~ Poisson(rho N_t),   N_{t+1} = r N_t exp(-N_t + e_t),   e_t ~ N(0, sigma^2)
 *   r ~ U(1, 90),   sigma ~ U(0.05, 0.7),   rho ~ U(0, 15),   u ~ U(0, 1)
 * </pre>
 *
 * <p>The series is x_0 .. x_{T-1}, T uniform on 100 .. 500. The data do not depend on u: it is a
 * control, whose posterior must be its prior.
 *
 * <p>The state iterated is log N. After a large population the next is as small as exp(-N), below
 * the smallest double where N is in the hundreds; its logarithm is not, so that the population can
 * come back.
 *
 * <p>Source of the map: Ricker, "Stock and recruitment", Journal of the Fisheries Research Board of
 * Canada 11 (1954). Priors, sizes and control: the experiment of the cINN repository of Radev et
 * al., the code that accompanies "BayesFlow: learning complex stochastic models with invertible
 * neural networks" (arXiv:2003.06281).
 */
public final class Ricker {
  /** Size of the population before the first count, N_0. */
  public static final double INITIAL_POPULATION = 10;

  private Ricker() {}

  /** The model, called {@code ricker}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("ricker")
        .description("Counts of a population that follows the noisy Ricker map.")
        .prior(
            Prior.builder()
                .add("r", UniformContinuousDistribution.of(1, 90))
                .add("sigma", UniformContinuousDistribution.of(0.05, 0.7))
                .add("rho", UniformContinuousDistribution.of(0, 15))
                .add("u", UniformContinuousDistribution.of(0, 1))
                .build())
        .observable(Observable.series("data", "count").on(LOG1P))
        .size(DataSize.uniform(100, 500))
        .simulator(Ricker::simulate)
        .build();
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double logGrowth = Math.log(theta[0]);
    double sigma = theta[1];
    double rho = theta[2];
    double[] counts = new double[n];
    double logPopulation = Math.log(INITIAL_POPULATION);
    for (int t = 0; t < n; t++) {
      double population = Math.exp(logPopulation);
      counts[t] = PoissonCounts.sample(rho * population, random);
      logPopulation += logGrowth - population + sigma * normal.sample();
    }
    return counts;
  }
}
