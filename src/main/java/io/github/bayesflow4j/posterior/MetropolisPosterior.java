package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The exact posterior of any model with a likelihood, by Markov chain Monte Carlo.
 *
 * <p>Each chain is a random-walk Metropolis sampler in unconstrained coordinates that learns its
 * proposals while it warms up:
 *
 * <ol>
 *   <li>it starts at the most probable of some draws from the prior;
 *   <li>a step is proposed from {@code N(0, scale (2.38^2 / d) C)}, with C the covariance of the
 *       chain so far [1], updated with a weight that decays so that the start is forgotten [2];
 *   <li>{@code scale} rises after an acceptance and falls after a rejection until 0.234 of the
 *       proposals are accepted [2, 3];
 *   <li>after the warm-up the proposals no longer change, so the chain leaves the posterior exactly
 *       invariant; every {@code thinning}-th state is kept.
 * </ol>
 *
 * <p>The draws are correlated, and they cover the posterior only if the chains were long enough:
 * compare runs of different seeds.
 *
 * <ol>
 *   <li>Haario, Saksman and Tamminen, "An adaptive Metropolis algorithm", Bernoulli 7 (2001).
 *   <li>Andrieu and Thoms, "A tutorial on adaptive MCMC", Statistics and Computing 18 (2008),
 *       algorithm 4.
 *   <li>Roberts, Gelman and Gilks, "Weak convergence and optimal scaling of random walk Metropolis
 *       algorithms", Annals of Applied Probability 7 (1997).
 * </ol>
 */
public final class MetropolisPosterior implements PosteriorSampler {
  private static final int STARTING_DRAWS = 500;

  /**
   * How long the chains run.
   *
   * @param chains number of independent chains, at least one; draws are shared among them
   * @param warmUp steps of each chain that are thrown away, at least 100
   * @param thinning steps from one draw to the next, at least one
   */
  public record Settings(int chains, int warmUp, int thinning) {
    public Settings {
      if (chains < 1 || warmUp < 100 || thinning < 1) {
        throw new IllegalArgumentException(
            "Metropolis sampling needs chains >= 1, warmUp >= 100 and thinning >= 1, had "
                + chains
                + ", "
                + warmUp
                + " and "
                + thinning);
      }
    }

    /** Four chains, 5000 steps of warm-up, every twentieth state kept: for up to ten parameters. */
    public static Settings defaults() {
      return new Settings(4, 5000, 20);
    }
  }

  private final Prior prior;
  private final Likelihood likelihood;
  private final Settings settings;
  private final FreeCoordinates coordinates;

  public MetropolisPosterior(Prior prior, Likelihood likelihood, Settings settings) {
    this.prior = prior;
    this.likelihood = likelihood;
    this.settings = settings;
    this.coordinates = new FreeCoordinates(prior.space());
  }

  @Override
  public ParameterSpace space() {
    return prior.space();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The draws of one chain follow each other, chain after chain.
   *
   * @throws IllegalStateException if no draw from the prior has a finite log-likelihood
   */
  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    ToDoubleFunction<double[]> density =
        coordinates.logPosterior(prior, likelihood.given(observed));
    RandomStreams streams = new RandomStreams(seed);
    double[][] columns = new double[space().dimension()][draws];
    for (int chain = 0; chain < settings.chains(); chain++) {
      int first = (int) ((long) draws * chain / settings.chains());
      int end = (int) ((long) draws * (chain + 1) / settings.chains());
      run(density, streams.stream(chain), columns, first, end);
    }
    return PosteriorSamples.ofColumns(space(), columns);
  }

  /**
   * The log-density at {@code theta} up to a constant that depends on the data alone.
   *
   * @throws IllegalArgumentException if {@code theta} lies outside the support
   */
  public double unnormalizedLogProb(DataSet observed, double[] theta) {
    space().requireInside(theta);
    return prior.logDensity(theta) + likelihood.given(observed).applyAsDouble(theta);
  }

  private void run(
      ToDoubleFunction<double[]> density,
      UniformRandomProvider random,
      double[][] columns,
      int first,
      int end) {
    MetropolisChain chain = new MetropolisChain(start(density, random), density, random);
    for (int step = 0; step < settings.warmUp(); step++) {
      chain.adapt(chain.step());
    }
    double[] theta = new double[space().dimension()];
    for (int i = first; i < end; i++) {
      for (int step = 0; step < settings.thinning(); step++) {
        chain.step();
      }
      coordinates.toParameters(chain.state(), theta);
      for (int j = 0; j < theta.length; j++) {
        columns[j][i] = theta[j];
      }
    }
  }

  private double[] start(ToDoubleFunction<double[]> density, UniformRandomProvider random) {
    double[] best = new double[0];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < STARTING_DRAWS; i++) {
      double[] u = coordinates.toFree(prior.sample(random));
      double value = density.applyAsDouble(u);
      if (value > highest) {
        highest = value;
        best = u;
      }
    }
    if (best.length == 0) {
      throw new IllegalStateException(
          "none of "
              + STARTING_DRAWS
              + " draws from the prior of "
              + space().names()
              + " has a finite log-likelihood for these data");
    }
    return best;
  }
}
