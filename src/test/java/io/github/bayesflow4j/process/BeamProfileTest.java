package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;

class BeamProfileTest {
  private static final GenerativeModel MODEL = BeamProfile.model();

  /** Near two edges of the grid, so that a part of the beam is not seen. */
  private static final double[] BEAM = {24, 71, 13, 9, 0.3, 0.8};

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    return MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
  }

  private static double[] densities(double mean, double sd) {
    NormalDistribution normal = NormalDistribution.of(mean, sd);
    double[] densities = new double[100];
    Arrays.setAll(densities, normal::density);
    return densities;
  }

  private static double sum(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).sum();
  }

  @Test
  void projectionsHaveTheMomentsOfIndependentPoissonPixels() {
    int count = 10_000;
    double[] p = densities(24, 13);
    double[] q = densities(71, 9);
    double[] means = new double[200];
    for (int k = 0; k < 100; k++) {
      means[k] = 1024 * p[k] * sum(q, 0, 100);
      means[100 + k] = 1024 * q[k] * sum(p, 0, 100);
    }
    // The pixels that two halves of the projections share.
    double shared = 1024 * sum(p, 0, 25) * sum(q, 0, 70);
    double left = sum(means, 0, 25);
    double low = sum(means, 100, 170);
    double[] total = new double[200];
    double product = 0;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < count; i++) {
      double[] x = simulate(BEAM, random);
      assertThat(sum(x, 0, 100)).isEqualTo(sum(x, 100, 200));
      for (int k = 0; k < 200; k++) {
        total[k] += x[k];
      }
      product += (sum(x, 0, 25) - left) * (sum(x, 100, 170) - low) / count;
    }
    for (int k = 0; k < 200; k++) {
      // Sums of Poisson counts are Poisson; 200 comparisons leave a chance of 4e-4.
      PoissonDistribution law = PoissonDistribution.of(count * means[k]);
      assertThat(total[k])
          .isBetween(
              (double) law.inverseCumulativeProbability(1e-6),
              (double) law.inverseSurvivalProbability(1e-6));
    }
    // The variance of the product of nearly normal variables: 4.5 standard errors.
    assertThat(product)
        .isCloseTo(shared, within(4.5 * Math.sqrt((left * low + shared * shared) / count)));
  }

  @Test
  void likelihoodIsPoissonInOneAxisAndMultinomialInTheOther() {
    double[] x = simulate(BEAM, new RandomStreams(2).stream(0));
    double[] theta = {26, 70, 12, 10, 0.5, 0.5};
    double[] p = densities(26, 12);
    double[] q = densities(70, 10);
    double rows = sum(q, 0, 100);
    double expected = LogGamma.value(sum(x, 0, 100) + 1);
    for (int k = 0; k < 100; k++) {
      expected += PoissonDistribution.of(1024 * p[k] * rows).logProbability((int) x[k]);
      expected += x[100 + k] * Math.log(q[k] / rows) - LogGamma.value(x[100 + k] + 1);
    }
    assertThat(BeamProfile.logLikelihood(DataSet.of(x)).applyAsDouble(theta))
        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    x[0]++;
    assertThat(BeamProfile.logLikelihood(DataSet.of(x)).applyAsDouble(theta))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void dataDoNotDependOnTheControls() {
    double[] other = BEAM.clone();
    other[4] = 0.9;
    other[5] = 0.1;
    double[] x = simulate(BEAM, new RandomStreams(3).stream(0));
    assertThat(simulate(other, new RandomStreams(3).stream(0))).isEqualTo(x);
    var logLikelihood = BeamProfile.logLikelihood(DataSet.of(x));
    assertThat(logLikelihood.applyAsDouble(other)).isEqualTo(logLikelihood.applyAsDouble(BEAM));
  }

  @Test
  void aBeamInTheMiddleIsKnownAsWellAsItsCountsAllow() {
    double[] theta = {50, 45, 6, 8, 0.5, 0.5};
    double[] x = simulate(theta, new RandomStreams(4).stream(0));
    double n = sum(x, 0, 100);
    PosteriorSamples draws = ExactPosteriors.beamProfile().sample(DataSet.of(x), 4000, 5);
    for (int axis = 0; axis < 2; axis++) {
      double sd = theta[2 + axis];
      // As of 4000 independent draws, and the second order in 1 / n: 8 %.
      assertThat(draws.sd(axis)).isCloseTo(sd / Math.sqrt(n), within(0.08 * sd / Math.sqrt(n)));
      assertThat(draws.sd(2 + axis))
          .isCloseTo(sd / Math.sqrt(2 * n), within(0.08 * sd / Math.sqrt(2 * n)));
      assertThat(draws.sd(4 + axis)).isCloseTo(Math.sqrt(1 / 12.0), within(0.02));
      assertThat(draws.mean(4 + axis)).isCloseTo(0.5, within(0.03));
    }
  }

  @Test
  void chainsAgreeWithTheProductOfTwoGrids() {
    double[] x = simulate(BEAM, new RandomStreams(6).stream(0));
    PosteriorSamples draws = ExactPosteriors.beamProfile().sample(DataSet.of(x), 8000, 7);
    double[][] moments = new Grids(x).moments();
    for (int j = 0; j < 4; j++) {
      // The chains have some thousand independent states: 5 standard errors of a mean.
      assertThat(draws.mean(j)).isCloseTo(moments[j][0], within(0.12 * moments[j][1]));
      assertThat(draws.sd(j)).isCloseTo(moments[j][1], within(0.08 * moments[j][1]));
    }
  }

  /**
   * The posterior on a grid for each axis. The axes meet in the total count alone: {@code log L =
   * f(mx, sx) + g(my, sy) - K P(mx, sx) Q(my, sy)}.
   */
  private static final class Grids {
    private static final int SIDE = 41;
    private final Axis columns;
    private final Axis rows;

    Grids(double[] x) {
      columns = new Axis(Arrays.copyOfRange(x, 0, 100), BEAM[0], BEAM[2]);
      rows = new Axis(Arrays.copyOfRange(x, 100, 200), BEAM[1], BEAM[3]);
    }

    /** One axis: the values at the nodes of mean and deviation, 8 posterior widths either way. */
    private static final class Axis {
      private final double[] mean = new double[SIDE * SIDE];
      private final double[] sd = new double[SIDE * SIDE];
      private final double[] logWeight = new double[SIDE * SIDE];
      private final double[] seen = new double[SIDE * SIDE];

      Axis(double[] counts, double centerOfMean, double centerOfSd) {
        double width = centerOfSd / Math.sqrt(sum(counts, 0, 100));
        for (int node = 0; node < mean.length; node++) {
          mean[node] = centerOfMean + 8 * width * (2.0 * (node / SIDE) / (SIDE - 1) - 1);
          sd[node] = centerOfSd + 8 * width * (2.0 * (node % SIDE) / (SIDE - 1) - 1);
          double[] densities = densities(mean[node], sd[node]);
          seen[node] = sum(densities, 0, 100);
          boolean inside = mean[node] > 20 && mean[node] < 80 && sd[node] > 5 && sd[node] < 15;
          logWeight[node] = inside ? 0 : Double.NEGATIVE_INFINITY;
          for (int k = 0; k < 100; k++) {
            logWeight[node] += counts[k] * Math.log(densities[k]);
          }
        }
        double highest = Arrays.stream(logWeight).max().orElseThrow();
        for (int node = 0; node < mean.length; node++) {
          logWeight[node] -= highest;
        }
      }
    }

    /** Mean and deviation of mx, my, sx and sy. */
    double[][] moments() {
      double[] ofColumns = new double[SIDE * SIDE];
      double[] ofRows = new double[SIDE * SIDE];
      double reference = 1024 * columns.seen[SIDE * SIDE / 2] * rows.seen[SIDE * SIDE / 2];
      for (int a = 0; a < ofColumns.length; a++) {
        for (int b = 0; b < ofRows.length; b++) {
          double weight =
              Math.exp(
                  columns.logWeight[a]
                      + rows.logWeight[b]
                      + reference
                      - 1024 * columns.seen[a] * rows.seen[b]);
          ofColumns[a] += weight;
          ofRows[b] += weight;
        }
      }
      return new double[][] {
        moments(columns.mean, ofColumns),
        moments(rows.mean, ofRows),
        moments(columns.sd, ofColumns),
        moments(rows.sd, ofRows)
      };
    }

    private static double[] moments(double[] values, double[] weights) {
      double total = 0;
      double first = 0;
      double second = 0;
      for (int node = 0; node < values.length; node++) {
        total += weights[node];
        first += weights[node] * values[node];
        second += weights[node] * values[node] * values[node];
      }
      double mean = first / total;
      return new double[] {mean, Math.sqrt(second / total - mean * mean)};
    }
  }
}
