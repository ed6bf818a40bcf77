package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.PosteriorRun.Data;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The density of a posterior with random weights is a density, and that of its draws. */
class PosteriorDensityTest {
  private static final DataSize SIZE = DataSize.uniform(1, 9);
  private static final Data DATA = Data.normal(1, 5);

  static Stream<Support> lines() {
    return Stream.of(
        Support.real(),
        Support.positive(),
        new Support.LowerBounded(-3),
        Support.bounded(-1, 2),
        Support.simplex(2));
  }

  /** A map of the real line to a support, written independently of the graph's. */
  private record Chart(Support support) {

    /** The point's components. */
    double[] point(double u) {
      if (support instanceof Support.LowerBounded bound) {
        return new double[] {bound.lower() + Math.exp(u)};
      }
      if (support instanceof Support.Bounded bounds) {
        return new double[] {bounds.lower() + (bounds.upper() - bounds.lower()) * logistic(u)};
      }
      return support instanceof Support.Simplex
          ? new double[] {logistic(u), logistic(-u)}
          : new double[] {u};
    }

    /** Derivative of the point's first component. */
    double slope(double u) {
      if (support instanceof Support.LowerBounded) {
        return Math.exp(u);
      }
      double logistic = logistic(u) * logistic(-u);
      if (support instanceof Support.Bounded bounds) {
        return (bounds.upper() - bounds.lower()) * logistic;
      }
      return support instanceof Support.Simplex ? logistic : 1;
    }

    private static double logistic(double u) {
      return 1 / (1 + Math.exp(-u));
    }
  }

  /** Weights that leave the posterior within some 15 units of the origin of unconstrained space. */
  private static Weights weights(PosteriorRun run) {
    return run.network().randomWeights(3, 0.3);
  }

  private static final int POINTS = 6001;
  private static final double FROM = -15;
  private static final double WIDTH = 30.0 / (POINTS - 1);

  /** The posterior's cumulative distribution on the grid, by the trapezoidal rule. */
  private static double[] cumulative(PosteriorRun run, Weights weights, Support support) {
    Chart chart = new Chart(support);
    float[] theta = new float[POINTS * support.dimension()];
    for (int i = 0; i < POINTS; i++) {
      double[] point = chart.point(FROM + i * WIDTH);
      for (int j = 0; j < point.length; j++) {
        theta[i * point.length + j] = (float) point[j];
      }
    }
    float[] logProb = run.logProb(weights, DATA, theta);
    double[] cumulative = new double[POINTS];
    double before = 0;
    for (int i = 0; i < POINTS; i++) {
      double density = Math.exp(logProb[i]) * chart.slope(FROM + i * WIDTH);
      cumulative[i] = (i == 0 ? 0 : cumulative[i - 1]) + (before + density) / 2 * WIDTH;
      before = density;
    }
    return cumulative;
  }

  /** Near an upper bound, rounding of the parameter moves its logarithm. */
  @ParameterizedTest
  @MethodSource("lines")
  void theDensityOfOneParameterIntegratesToOne(Support support) {
    try (PosteriorRun run =
        PosteriorRun.trainable(TestSpecs.estimator(TestSpecs.space(support), SIZE))) {
      double[] cumulative = cumulative(run, weights(run), support);
      assertThat(cumulative[POINTS - 1]).isCloseTo(1, within(1e-3));
    }
  }

  /** Fixed seed; right draws fail with probability 1e-3. */
  @ParameterizedTest
  @MethodSource("lines")
  void drawsFollowTheDensity(Support support) {
    try (PosteriorRun run =
        PosteriorRun.trainable(TestSpecs.estimator(TestSpecs.space(support), SIZE))) {
      Weights weights = weights(run);
      double[] cumulative = cumulative(run, weights, support);
      float[] found = run.draws(weights, DATA);
      double[] draws = new double[PosteriorRun.DRAWS];
      Arrays.setAll(draws, i -> found[i * support.dimension()]);
      Chart chart = new Chart(support);
      double[] grid = new double[POINTS];
      Arrays.setAll(grid, i -> chart.point(FROM + i * WIDTH)[0]);
      assertThat(
              KolmogorovSmirnovTest.withDefaults()
                  .test(draws, x -> interpolate(grid, cumulative, x))
                  .getPValue())
          .isGreaterThan(1e-3);
    }
  }

  private static double interpolate(double[] grid, double[] values, double x) {
    int found = Arrays.binarySearch(grid, x);
    int above = found >= 0 ? found : -found - 1;
    if (above == 0 || above == grid.length) {
      return above == 0 ? 0 : 1;
    }
    double share = (x - grid[above - 1]) / (grid[above] - grid[above - 1]);
    double value = values[above - 1] + share * (values[above] - values[above - 1]);
    return Math.min(1, value / values[values.length - 1]);
  }

  @Test
  void theDensityOfTwoParametersIntegratesToOne() {
    Chart first = new Chart(Support.positive());
    Chart second = new Chart(Support.bounded(-1, 2));
    int side = 401;
    double width = 30.0 / (side - 1);
    float[] theta = new float[2 * side * side];
    double[] slope = new double[side * side];
    for (int i = 0; i < side * side; i++) {
      double u = -15 + i / side * width;
      double v = -15 + i % side * width;
      theta[2 * i] = (float) first.point(u)[0];
      theta[2 * i + 1] = (float) second.point(v)[0];
      slope[i] = first.slope(u) * second.slope(v);
    }
    assertThat(integral(theta, slope, first.support(), second.support()) * width * width)
        .isCloseTo(1, within(2e-3));
  }

  /** By additive log-ratios, whose Jacobian is the product of the fractions. */
  @Test
  void theDensityOfThreeFractionsIntegratesToOne() {
    int side = 401;
    double width = 30.0 / (side - 1);
    float[] theta = new float[3 * side * side];
    double[] slope = new double[side * side];
    for (int i = 0; i < side * side; i++) {
      double a = Math.exp(-15 + i / side * width);
      double b = Math.exp(-15 + i % side * width);
      double sum = 1 + a + b;
      theta[3 * i] = (float) (a / sum);
      theta[3 * i + 1] = (float) (b / sum);
      theta[3 * i + 2] = (float) (1 / sum);
      slope[i] = a * b / (sum * sum * sum);
    }
    assertThat(integral(theta, slope, Support.simplex(3)) * width * width)
        .isCloseTo(1, within(2e-3));
  }

  private static double integral(float[] theta, double[] slope, Support... supports) {
    try (PosteriorRun run =
        PosteriorRun.trainable(TestSpecs.estimator(TestSpecs.space(supports), SIZE))) {
      float[] logProb = run.logProb(weights(run), DATA, theta);
      double sum = 0;
      for (int i = 0; i < slope.length; i++) {
        sum += Math.exp(logProb[i]) * slope[i];
      }
      return sum;
    }
  }

  /** Fixed seed; the latent vectors of right draws are normal but with probability 1e-3. */
  @Test
  void theLatentVectorsOfDrawsAreTheBaseDistributions() {
    Support[] supports = {Support.real(), Support.simplex(3), Support.positive()};
    try (PosteriorRun run =
        PosteriorRun.trainable(TestSpecs.estimator(TestSpecs.space(supports), SIZE))) {
      Weights weights = weights(run);
      float[] latent = run.latent(weights, DATA, run.draws(weights, DATA));
      double[] z = new double[latent.length];
      Arrays.setAll(z, i -> latent[i]);
      assertThat(z).hasSize(4 * PosteriorRun.DRAWS);
      assertThat(
              KolmogorovSmirnovTest.withDefaults()
                  .test(z, NormalDistribution.of(0, 1)::cumulativeProbability)
                  .getPValue())
          .isGreaterThan(1e-3);
    }
  }

  @Test
  void drawsLieInsideTheSupport() {
    Support[] supports = {Support.bounded(0, 1), Support.simplex(4), Support.positive()};
    ParameterSpace space = TestSpecs.space(supports);
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(space, SIZE))) {
      // Weights so large that the flow sends most draws to the bounds.
      float[] draws = run.draws(run.network().randomWeights(1, 8), Data.normal(2, 3));
      assertThat(draws).hasSize(2 * PosteriorRun.DRAWS * 6);
      for (int row = 0; row < draws.length / 6; row++) {
        double[] theta = new double[6];
        for (int j = 0; j < 6; j++) {
          theta[j] = draws[row * 6 + j];
        }
        assertThat(space.contains(theta)).as("%s", Arrays.toString(theta)).isTrue();
      }
    }
  }

  /**
   * Two graphs of constants agree to the bit. One of variables differs by rounding: TensorFlow
   * moves constants together where there are several in a chain of sums or products.
   */
  @Test
  void constantsGiveTheSameAsVariables() {
    EstimatorSpec spec =
        TestSpecs.estimator(
            TestSpecs.space(Support.real(), Support.bounded(0, 1), Support.simplex(3)), SIZE);
    Data data = Data.normal(2, 4);
    try (PosteriorRun run = PosteriorRun.trainable(spec)) {
      Weights weights = run.randomWeights();
      float[] draws = run.draws(weights, data);
      float[] logProb = run.logProb(weights, data, draws);
      try (PosteriorRun frozen = new PosteriorRun(spec, TestNetwork.frozen(weights));
          PosteriorRun again = new PosteriorRun(spec, TestNetwork.frozen(weights))) {
        List<float[]> found = frozen.frozen(data, draws);
        assertThat(found).usingRecursiveComparison().isEqualTo(again.frozen(data, draws));
        for (int i = 0; i < logProb.length; i++) {
          assertThat(found.get(0)[i]).isCloseTo(logProb[i], within(1e-4f));
        }
        for (int i = 0; i < draws.length; i++) {
          assertThat(found.get(1)[i]).isCloseTo(draws[i], within(1e-5f));
        }
      }
    }
  }
}
