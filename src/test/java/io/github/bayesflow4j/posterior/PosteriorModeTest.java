package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DirichletSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;

class PosteriorModeTest {
  private static final DataSet NO_DATA = DataSet.none();

  /** A known density in place of a posterior. */
  private record Known(
      ParameterSpace space,
      ToDoubleFunction<double[]> logDensity,
      Function<UniformRandomProvider, double[]> sampler)
      implements Posterior {

    @Override
    public PosteriorSamples sample(DataSet observed, int draws, long seed) {
      UniformRandomProvider random = new RandomStreams(seed).stream(0);
      double[][] columns = new double[space.dimension()][draws];
      for (int i = 0; i < draws; i++) {
        double[] theta = sampler.apply(random);
        for (int j = 0; j < theta.length; j++) {
          columns[j][i] = theta[j];
        }
      }
      return PosteriorSamples.ofColumns(space, columns);
    }

    @Override
    public double logProb(DataSet observed, double[] theta) {
      space.requireInside(theta);
      return logDensity.applyAsDouble(theta);
    }

    PosteriorMode mode() {
      return PosteriorMode.of(this, NO_DATA, sample(NO_DATA, 1000, 3));
    }

    static Known of(Support support, ContinuousDistribution law) {
      return new Known(
          ParameterSpace.of(Parameter.scalar("x", support)),
          theta -> law.logDensity(theta[0]),
          random -> new double[] {law.inverseCumulativeProbability(random.nextDouble())});
    }
  }

  @Test
  void ofANormalPosteriorItIsTheMean() {
    ConjugateRegressionPosterior posterior =
        new ConjugateRegressionPosterior(
            ParameterSpace.of(
                Parameter.scalar("b1", Support.real()), Parameter.scalar("b2", Support.real())),
            Observable.exchangeable("data", "x1", "x2", "y"),
            1,
            1);
    DataSet observed = DataSet.of(1, 0.5, 3, 2, 1.9, 1);
    PosteriorMode mode = PosteriorMode.of(posterior, observed, posterior.sample(observed, 1000, 3));
    double[] mean = posterior.mean(observed);
    double[][] covariance = posterior.covariance(observed);
    // A gain of 2e-4 in log-density is left: 0.02 standard deviations.
    for (int j = 0; j < 2; j++) {
      assertThat(mode.theta().get(j))
          .isCloseTo(mean[j], within(0.02 * Math.sqrt(covariance[j][j])));
    }
    assertThat(mode.logDensity()).isCloseTo(posterior.logProb(observed, mean), within(2e-4));
  }

  @Test
  void inTwentyDimensionsItIsFoundToo() {
    int dimension = 20;
    ParameterSpace space =
        new ParameterSpace(
            IntStream.range(0, dimension)
                .mapToObj(j -> Parameter.scalar("x" + j, Support.real()))
                .toList());
    // A chain: x_j ~ N(0.9 x_{j-1}, 1), whose mode is 0.
    Known chain =
        new Known(
            space,
            x ->
                IntStream.range(0, dimension)
                    .mapToDouble(j -> -0.5 * Math.pow(x[j] - (j == 0 ? 0 : 0.9 * x[j - 1]), 2))
                    .sum(),
            random -> {
              ZigguratSampler.NormalizedGaussian normal =
                  ZigguratSampler.NormalizedGaussian.of(random);
              double[] x = new double[dimension];
              for (int j = 0; j < dimension; j++) {
                x[j] = normal.sample() + (j == 0 ? 0 : 0.9 * x[j - 1]);
              }
              return x;
            });
    // The best of 512 draws lies 3 or more below: the square of its radius has 20 degrees.
    assertThat(chain.mode().logDensity()).isCloseTo(0, within(1e-3));
  }

  @Test
  void theDensityIsThatInTheParametersOwnUnits() {
    // The density of log x has its mode at x = 3.
    Known gamma = Known.of(Support.positive(), GammaDistribution.of(3, 1));
    assertThat(gamma.mode().theta().get(0)).isCloseTo(2, within(0.03));
  }

  @Test
  void aModeOnABoundIsApproachedFromInside() {
    Known exponential = Known.of(Support.positive(), ExponentialDistribution.of(1));
    assertThat(exponential.mode().theta().get(0)).isPositive().isLessThan(5e-3);
    Known truncated =
        Known.of(Support.bounded(0, 1), TruncatedNormalDistribution.of(1.5, 0.5, 0, 1));
    assertThat(truncated.mode().theta().get(0)).isLessThan(1).isGreaterThan(0.995);
  }

  @Test
  void theHigherOfTwoModesIsFoundThoughItHoldsLess() {
    // Heights 0.7 / 0.5 and 0.3 / 0.1, in units of the normal density.
    NormalDistribution wide = NormalDistribution.of(-3, 0.5);
    NormalDistribution narrow = NormalDistribution.of(3, 0.1);
    Known mixture =
        new Known(
            ParameterSpace.of(Parameter.scalar("x", Support.real())),
            x -> Math.log(0.7 * wide.density(x[0]) + 0.3 * narrow.density(x[0])),
            random ->
                new double[] {
                  (random.nextDouble() < 0.7 ? wide : narrow)
                      .inverseCumulativeProbability(random.nextDouble())
                });
    assertThat(mixture.mode().theta().get(0)).isCloseTo(3, within(0.02 * 0.1));
  }

  @Test
  void fractionsSumToOne() {
    // Dirichlet(2, 3, 5): its mode is (1, 2, 4) / 7.
    Known dirichlet =
        new Known(
            ParameterSpace.of(
                new Parameter(List.of("p1", "p2", "p3"), Support.simplex(3), Optional.empty())),
            p -> Math.log(p[0]) + 2 * Math.log(p[1]) + 4 * Math.log(p[2]),
            random -> DirichletSampler.of(random, 2, 3, 5).sample());
    PosteriorMode mode = dirichlet.mode();
    // The largest standard deviation is 0.15.
    for (int j = 0; j < 3; j++) {
      assertThat(mode.theta().get(j)).isCloseTo((1 << j) / 7.0, within(0.02 * 0.15));
    }
    assertThat(mode.theta().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));
  }

  @Test
  void besideAnEdgeOfTheDensityItIsNoWorseThanTheBestDraw() {
    // exp(x) below 1, nothing above: no gradient leads across the edge.
    Known edge =
        new Known(
            ParameterSpace.of(Parameter.scalar("x", Support.real())),
            x -> x[0] < 1 ? x[0] - 1 : Double.NEGATIVE_INFINITY,
            random -> new double[] {1 + Math.log(random.nextDouble())});
    PosteriorMode mode = edge.mode();
    // Of 512 draws the best lies 1 / 512 below the edge on average, exponentially distributed.
    assertThat(mode.theta().get(0)).isLessThan(1).isGreaterThan(1 - 10.0 / 512);
    assertThat(mode).isEqualTo(edge.mode());
  }

  @Test
  void aFlatDensityIsNotClimbedForEver() {
    Known uniform = Known.of(Support.bounded(2, 3), UniformContinuousDistribution.of(2, 3));
    assertThat(uniform.mode().logDensity()).isZero();
    assertThat(uniform.mode().theta().get(0)).isBetween(2.0, 3.0);
  }

  @Test
  void oneDrawIsEnoughAndADensityOfZeroIsRefused() {
    Known normal = Known.of(Support.real(), NormalDistribution.of(0, 1));
    PosteriorSamples draw = normal.sample(NO_DATA, 1, 5);
    assertThat(PosteriorMode.of(normal, NO_DATA, draw).logDensity())
        .isGreaterThanOrEqualTo(normal.logProb(NO_DATA, draw.draw(0)));
    Known zero =
        new Known(normal.space(), x -> Double.NEGATIVE_INFINITY, random -> new double[] {1});
    assertThatThrownBy(zero::mode)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the density is finite at none of ");
  }
}
