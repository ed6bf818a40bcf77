package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.diagnostics.LatentCheck.Property;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class LatentCheckTest {

  private static LatentCheck check(int testSets, long seed, Fault... faults) {
    ConjugateGaussian posterior = ConjugateGaussian.of(faults);
    return LatentCheck.of(posterior.latents(posterior.testSets(testSets, seed)));
  }

  private static double[][] normal(int testSets, int dimension, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] latents = new double[testSets][dimension];
    for (double[] row : latents) {
      Arrays.setAll(row, j -> normal.sample());
    }
    return latents;
  }

  @Test
  void momentsFollowTheirFormulas() {
    LatentCheck check = LatentCheck.of(new double[][] {{1, 2}, {-1, 0}, {0, 4}});

    // Deviations (1, -1, 0) and (0, -2, 2): variances 1 and 4, covariance 1.
    assertThat(check.dimensions().get(0).mean()).isZero();
    assertThat(check.dimensions().get(1).mean()).isEqualTo(2);
    assertThat(check.dimensions().get(1).variance()).isCloseTo(4, within(1e-15));
    assertThat(check.maxCorrelation()).isCloseTo(0.5, within(1e-15));
    assertThat(check.covarianceDistance()).isCloseTo(Math.sqrt(9 + 2), within(1e-15));
  }

  @Test
  void theKolmogorovSmirnovTestIsExact() {
    // Phi(z) = 0.3 and 0.8: D = 0.3, and P(D_2 >= d) = 1 - 2 (2 d - 1/2)^2 for 1/4 <= d <= 1/2,
    // the area of the square of two uniforms that D leaves out: 0.98.
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double[][] latents = {
      {normal.inverseCumulativeProbability(0.3)}, {normal.inverseCumulativeProbability(0.8)}
    };

    assertThat(LatentCheck.of(latents).dimensions().get(0).normalPValue())
        .isCloseTo(0.98, within(1e-9));
  }

  @Test
  void anExactFlowPassesAlmostAlways() {
    // Violations are designed to occur in about 0.3 % of checks: 3 or more of 200 have probability
    // 0.02.
    int failed = 0;
    for (int r = 0; r < 200; r++) {
      failed += check(500, 50 + r, Fault.NONE, Fault.NONE, Fault.NONE).passed() ? 0 : 1;
    }

    assertThat(failed).isLessThanOrEqualTo(2);
  }

  @Test
  void seesShiftAndWidth() {
    // At 1,000 test sets a shift of 0.3 is 9.5 standard errors of a mean, a factor 0.8 on the sd
    // raises the variance by 0.56 = 12.6 standard errors, 1.25 lowers it by 0.36 = 8 of them.
    assertThat(check(1_000, 1, Fault.NONE).violated()).isEmpty();
    assertThat(check(1_000, 1, Fault.SHIFTED).violated()).contains(Property.MEAN, Property.SHAPE);
    assertThat(check(1_000, 1, Fault.NONE, Fault.NARROWED).violated())
        .contains(Property.VARIANCE, Property.RADIUS)
        .doesNotContain(Property.MEAN, Property.CORRELATION);
    assertThat(check(1_000, 1, Fault.WIDENED).violated()).contains(Property.VARIANCE);
  }

  @Test
  void seesCorrelationOfNormalDimensions() {
    double[][] latents = normal(1_000, 2, 3);
    for (double[] row : latents) {
      // Correlation 0.6 with both variances still 1: 19 standard errors.
      row[1] = 0.6 * row[0] + 0.8 * row[1];
    }

    assertThat(LatentCheck.of(latents).violated())
        .contains(Property.CORRELATION)
        .doesNotContain(Property.MEAN, Property.VARIANCE, Property.SHAPE);
  }

  @Test
  void seesTheWrongRadiusOfUncorrelatedNormalDimensions() {
    // z2 = +- z1 with a random sign: standard normal each, uncorrelated, but never independent.
    double[][] latents = normal(1_000, 2, 4);
    for (double[] row : latents) {
      row[1] = Math.signum(row[1]) * row[0];
    }

    assertThat(LatentCheck.of(latents).violated()).containsExactly(Property.RADIUS);
  }

  @Test
  void seesTheWrongShapeOfRightMoments() {
    // Uniform with mean 0 and variance 1.
    UniformRandomProvider random = new RandomStreams(5).stream(0);
    double[][] latents = new double[2_000][1];
    for (double[] row : latents) {
      row[0] = Math.sqrt(12) * (random.nextDouble() - 0.5);
    }

    assertThat(LatentCheck.of(latents).violated())
        .contains(Property.SHAPE)
        .doesNotContain(Property.MEAN, Property.VARIANCE);
  }

  @Test
  void aDimensionWithoutSpreadIsAViolationNotNan() {
    double[][] latents = normal(100, 2, 6);
    for (double[] row : latents) {
      row[1] = 0;
    }
    LatentCheck check = LatentCheck.of(latents);

    assertThat(check.maxCorrelation()).isZero();
    assertThat(check.violated()).contains(Property.VARIANCE, Property.SHAPE);
  }

  @Test
  void namesTheValueThatIsNotFinite() {
    assertThatThrownBy(() -> LatentCheck.of(new double[][] {{0, 1}, {0, Double.NaN}}))
        .hasMessage("test set 1: latent value 1 is NaN");
    assertThatThrownBy(() -> LatentCheck.of(new double[][] {{0, 1}, {0}}))
        .hasMessage("test set 1: expected 2 latent values, found 1");
    assertThatThrownBy(() -> LatentCheck.of(new double[][] {{0, 1}}))
        .hasMessageContaining("at least 2 test sets");
  }
}
