package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;

class CosmicRaysTest {
  private static final GenerativeModel MODEL = CosmicRays.model();

  /** gamma = -1.47, log10 R = 18.19 and mostly nitrogen: close to what has been observed. */
  private static final double[] OBSERVED = {-1.47, 18.19, 0, 0.245, 0.681, 0.049, 0.025};

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    return MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
  }

  @Test
  void spectrumTimesTheCubeOfEnergyIsThatOfTheReferencePoint() {
    double[] reference = {
      .069, .108, .218, .342, .459, .590, .728, .857, .954, 1, .989, .927, .813, .654, .470, .283,
      .123
    };
    double[] counts = CosmicRays.expectedCounts(OBSERVED);
    double[] cubed = new double[counts.length];
    for (int k = 0; k < counts.length; k++) {
      // A bin of log10 E holds flux times E.
      cubed[k] = counts[k] * Math.pow(10, 2 * 0.1 * k);
    }
    double highest = Arrays.stream(cubed).max().orElseThrow();
    for (int k = 0; k < counts.length; k++) {
      // An independent program for the same equations; its figures have three digits.
      assertThat(cubed[k] / highest).as("bin %d", k).isCloseTo(reference[k], within(6e-4));
    }
  }

  @Test
  void expectedCountsAddUpAndNucleiMix() {
    double[] counts = CosmicRays.expectedCounts(OBSERVED);
    assertThat(Arrays.stream(counts).sum()).isCloseTo(CosmicRays.EVENTS, within(1e-8));
    // Up to their sum the counts of a mixture lie between those of the two it is made of.
    double[] light = CosmicRays.expectedCounts(new double[] {2, 19, 1, 0, 0, 0, 0});
    double[] heavy = CosmicRays.expectedCounts(new double[] {2, 19, 0, 0, 0, 0, 1});
    double[] half = CosmicRays.expectedCounts(new double[] {2, 19, 0.5, 0, 0, 0, 0.5});
    double weight = (half[0] - heavy[0]) / (light[0] - heavy[0]);
    assertThat(weight).isBetween(0.0, 1.0);
    for (int k = 0; k < half.length; k++) {
      assertThat(half[k])
          .isCloseTo(weight * light[k] + (1 - weight) * heavy[k], within(1e-9 * half[k] + 1e-9));
    }
  }

  @Test
  void countsArePoissonAroundTheExpectedOnes() {
    int count = 5000;
    double[] means = CosmicRays.expectedCounts(OBSERVED);
    double[] sums = new double[means.length];
    double[] squares = new double[means.length];
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < count; i++) {
      double[] counts = simulate(OBSERVED, random);
      for (int k = 0; k < means.length; k++) {
        sums[k] += counts[k];
        squares[k] += (counts[k] - means[k]) * (counts[k] - means[k]) / count;
      }
    }
    for (int k = 0; k < means.length; k++) {
      // The sum of Poisson counts is Poisson; 34 comparisons leave a chance of 3e-4.
      double mean = count * means[k];
      assertThat(sums[k]).isCloseTo(mean, within(4.5 * Math.sqrt(mean) + 1));
      // The squared deviation of a Poisson count has variance m + 2 m^2.
      double error = Math.sqrt((means[k] + 2 * means[k] * means[k]) / count);
      assertThat(squares[k]).isCloseTo(means[k], within(4.5 * error));
    }
  }

  @Test
  void likelihoodIsThatOfIndependentPoissonCounts() {
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    for (int i = 0; i < 20; i++) {
      double[] counts = simulate(MODEL.prior().sample(random), random);
      double[] theta = MODEL.prior().sample(random);
      double[] means = CosmicRays.expectedCounts(theta);
      double expected = 0;
      for (int k = 0; k < means.length; k++) {
        expected += PoissonDistribution.of(means[k]).logProbability((int) counts[k]);
      }
      assertThat(CosmicRays.logLikelihood(DataSet.of(counts)).applyAsDouble(theta))
          .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
  }

  @Test
  void noOtherParametersExplainTheExpectedCountsBetter() {
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    for (int i = 0; i < 20; i++) {
      double[] theta = MODEL.prior().sample(random);
      ToDoubleFunction<double[]> logLikelihood =
          CosmicRays.logLikelihood(DataSet.of(CosmicRays.expectedCounts(theta)));
      double highest = logLikelihood.applyAsDouble(theta);
      for (int j = 0; j < 50; j++) {
        // The divergence of one law from another is never negative.
        assertThat(logLikelihood.applyAsDouble(MODEL.prior().sample(random)))
            .isLessThanOrEqualTo(highest + 1e-6);
      }
    }
  }

  @Test
  void theSpectrumFixesIndexAndRigidityButNotTheLightFractions() {
    double[] theta = {1.09, 18.69, 0.2, 0.2, 0.2, 0.2, 0.2};
    int observations = 8;
    double[] variances = new double[theta.length];
    for (int k = 0; k < observations; k++) {
      DataSet observed = DataSet.of(simulate(theta, new RandomStreams(4).stream(k)));
      PosteriorSamples draws = ExactPosteriors.cosmicRays().sample(observed, 2000, 5);
      for (int j = 0; j < theta.length; j++) {
        assertThat(draws.mean(j)).isCloseTo(theta[j], within(4 * draws.sd(j)));
        variances[j] += draws.sd(j) * draws.sd(j) / observations;
      }
    }
    // Deviations differ by a fifth from observation to observation (rigidity .055 to .080), so the
    // root of their mean square by a fourteenth. It is .167 and .065 for index and rigidity; .94,
    // .83 and .52 of the prior's deviation for H, He and Fe.
    double prior = Math.sqrt(0.2 * 0.8 / 6);
    assertThat(Math.sqrt(variances[0])).isLessThan(0.21);
    assertThat(Math.sqrt(variances[1])).isLessThan(0.08);
    assertThat(Math.sqrt(variances[2])).isGreaterThan(0.8 * prior);
    assertThat(Math.sqrt(variances[3])).isGreaterThan(0.7 * prior);
    assertThat(Math.sqrt(variances[6])).isLessThan(0.6 * prior);
  }
}
