package io.github.bayesflow4j.process;

import io.github.bayesflow4j.posterior.GridPosterior;
import io.github.bayesflow4j.posterior.MetropolisPosterior;
import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/** The posteriors of the benchmark's process models, drawn from without a network. */
public final class ExactPosteriors {
  private ExactPosteriors() {}

  /** A posterior whose draws are independent, one call of {@code draw} for each. */
  private record Independent(ParameterSpace space, Function<DataSet, Draw> draw)
      implements PosteriorSampler {
    interface Draw {
      double[] from(UniformRandomProvider random);
    }

    @Override
    public PosteriorSamples sample(DataSet observed, int draws, long seed) {
      UniformRandomProvider random = new RandomStreams(seed).stream(0);
      Draw given = draw.apply(observed);
      double[][] columns = new double[space.dimension()][draws];
      for (int i = 0; i < draws; i++) {
        double[] theta = given.from(random);
        for (int j = 0; j < columns.length; j++) {
          columns[j][i] = theta[j];
        }
      }
      return PosteriorSamples.ofColumns(space, columns);
    }
  }

  /** {@code N(x / 2, 0.05 I)}. */
  public static PosteriorSampler gaussianLinear() {
    return new Independent(
        GaussianLinear.model().space(),
        observed -> {
          float[] x = observed.values("data");
          return random -> {
            SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
            double[] theta = new double[x.length];
            for (int j = 0; j < theta.length; j++) {
              theta[j] = x[j] / 2 + Math.sqrt(0.05) * normal.sample();
            }
            return theta;
          };
        });
  }

  /**
   * Points of the crescent, taken back through the shift that leads from them to the data, with
   * either sign of theta1 + theta2; those outside the prior's square are drawn again. The map has a
   * constant Jacobian, so this is the posterior.
   */
  public static PosteriorSampler twoMoons() {
    ParameterSpace space = TwoMoons.model().space();
    return new Independent(
        space,
        observed -> {
          float[] x = observed.values("data");
          return random -> {
            while (true) {
              double[] point = TwoMoons.crescent(random);
              double sign = random.nextBoolean() ? 1 : -1;
              double along = sign * (point[0] - x[0]);
              double across = x[1] - point[1];
              double[] theta = {
                (along - across) * Math.sqrt(0.5), (along + across) * Math.sqrt(0.5)
              };
              if (point[0] >= x[0] && space.contains(theta)) {
                return theta;
              }
            }
          };
        });
  }

  /** Chains where theta3 and theta4 are positive, then random signs for both. */
  public static PosteriorSampler slcp() {
    Prior.Builder folded = Prior.builder();
    for (int j = 1; j <= Slcp.PARAMETERS; j++) {
      double lower = j == 3 || j == 4 ? 0 : -Slcp.BOUND;
      folded.add("theta" + j, UniformContinuousDistribution.of(lower, Slcp.BOUND));
    }
    MetropolisPosterior chains =
        new MetropolisPosterior(
            folded.build(), Slcp::logLikelihood, new MetropolisPosterior.Settings(10, 20_000, 200));
    return new PosteriorSampler() {
      @Override
      public ParameterSpace space() {
        return Slcp.model().space();
      }

      @Override
      public PosteriorSamples sample(DataSet observed, int draws, long seed) {
        PosteriorSamples positive = chains.sample(observed, draws, seed);
        UniformRandomProvider random = new RandomStreams(seed).child(1).stream(0);
        double[][] columns = new double[Slcp.PARAMETERS][];
        for (int j = 0; j < columns.length; j++) {
          columns[j] = positive.column(j);
        }
        for (int j : List.of(2, 3)) {
          for (int i = 0; i < draws; i++) {
            columns[j][i] *= random.nextBoolean() ? 1 : -1;
          }
        }
        return PosteriorSamples.ofColumns(space(), columns);
      }
    };
  }

  /** The likelihood on a grid. */
  public static PosteriorSampler sirCounts() {
    return new GridPosterior(SirCounts.model().prior(), SirCounts::logLikelihood);
  }

  /** Chains: in two of the parameters the posterior is the prior. */
  public static MetropolisPosterior beamProfile() {
    return new MetropolisPosterior(
        BeamProfile.model().prior(),
        BeamProfile::logLikelihood,
        MetropolisPosterior.Settings.defaults());
  }

  /** Chains: in the light fractions the posterior is about as wide as the prior. */
  public static MetropolisPosterior cosmicRays() {
    return new MetropolisPosterior(
        CosmicRays.model().prior(),
        CosmicRays::logLikelihood,
        new MetropolisPosterior.Settings(2, 10_000, 20));
  }
}
