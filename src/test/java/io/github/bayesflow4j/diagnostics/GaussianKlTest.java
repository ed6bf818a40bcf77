package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.DataSet;
import org.junit.jupiter.api.Test;

class GaussianKlTest {
  private static final double[] MEAN = {0.8, -0.4, 0};
  private static final double[][] COVARIANCE = {{0.2, 0, 0}, {0, 0.2, 0}, {0, 0, 0.2}};

  @Test
  void hasTheClosedFormInOneDimension() {
    // KL(N(0, 1) || N(1, 4)) = ln 2 + (1 + 1) / 8 - 1 / 2.
    assertThat(
            GaussianKl.between(
                new double[] {0}, new double[][] {{1}}, new double[] {1}, new double[][] {{4}}))
        .isCloseTo(Math.log(2) - 0.25, within(1e-14));
  }

  @Test
  void usesTheWholeCovariance() {
    // Correlation r against none: -ln(1 - r^2) / 2; the other way round r^2 / (1 - r^2) more.
    double[] zero = {0, 0};
    double[][] correlated = {{1, 0.6}, {0.6, 1}};
    double[][] identity = {{1, 0}, {0, 1}};

    assertThat(GaussianKl.between(zero, correlated, zero, identity))
        .isCloseTo(-0.5 * Math.log(0.64), within(1e-14));
    assertThat(GaussianKl.between(zero, identity, zero, correlated))
        .isCloseTo(0.5 * Math.log(0.64) + 0.36 / 0.64, within(1e-14));
    // (1, 0) S^-1 (1, 0)' = 1 / 0.64.
    assertThat(GaussianKl.between(new double[] {1, 0}, correlated, zero, correlated))
        .isCloseTo(0.5 / 0.64, within(1e-14));
  }

  @Test
  void doesNotDependOnUnits() {
    double[][] tiny = {{1e-24, 0}, {0, 1}};
    double[][] tinyWide = {{4e-24, 0}, {0, 1}};

    assertThat(GaussianKl.between(new double[2], tiny, new double[2], tinyWide))
        .isCloseTo(Math.log(2) + 0.125 - 0.5, within(1e-12));
  }

  @Test
  void exactDrawsLieAtTheNoiseFloorAndFaultyOnesAboveIt() {
    // D = 3, L = 500: floor 0.009. The divergence of exact draws is close to chi-squared with 9
    // degrees of freedom over 2 L: the mean of 400 has standard error 0.0002, the first-order floor
    // itself is right to order D / L.
    DataSet data = DataSet.of(1, -0.5, 0);
    ConjugateGaussian exact = ConjugateGaussian.of(Fault.NONE, Fault.NONE, Fault.NONE);
    double sum = 0;
    for (int r = 0; r < 400; r++) {
      sum += GaussianKl.of(exact.sample(data, 500, r), MEAN, COVARIANCE).nats();
    }
    assertThat(sum / 400).isCloseTo(0.009, within(0.001));

    // Shift d adds d^2 / 2 = 0.045, width w adds (w^2 - 1) / 2 - ln w = 0.043 and 0.058; the
    // standard deviation of each figure is about 0.015, that of a mean of 50 is 0.002.
    for (Fault fault : new Fault[] {Fault.SHIFTED, Fault.NARROWED, Fault.WIDENED}) {
      ConjugateGaussian faulty = ConjugateGaussian.of(fault, Fault.NONE, Fault.NONE);
      double faultySum = 0;
      for (int r = 0; r < 50; r++) {
        faultySum += GaussianKl.of(faulty.sample(data, 500, r), MEAN, COVARIANCE).nats();
      }
      assertThat(faultySum / 50).as("%s", fault).isGreaterThan(0.04);
    }
    assertThat(GaussianKl.of(exact.sample(data, 500, 1), MEAN, COVARIANCE).noiseFloor())
        .isCloseTo(0.009, within(1e-15));
  }

  @Test
  void refusesWhatIsNoCovariance() {
    double[] zero = {0, 0};
    double[][] identity = {{1, 0}, {0, 1}};
    assertThatThrownBy(
            () -> GaussianKl.between(zero, new double[][] {{1, 1}, {1, 1}}, zero, identity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "expected the first covariance to be symmetric and positive definite");
    assertThatThrownBy(
            () -> GaussianKl.between(zero, identity, zero, new double[][] {{1, 1}, {0, 1}}))
        .hasMessageContaining("second covariance");
    assertThatThrownBy(() -> GaussianKl.between(zero, identity, new double[3], identity))
        .hasMessage("expected a mean of 2 components, found 3");
    assertThatThrownBy(() -> GaussianKl.between(zero, new double[][] {{1}}, zero, identity))
        .hasMessage("expected the first covariance to be 2 x 2, found 1 x 1");
    ConjugateGaussian exact = ConjugateGaussian.of(Fault.NONE, Fault.NONE, Fault.NONE);
    assertThatThrownBy(
            () -> GaussianKl.of(exact.sample(DataSet.of(0, 0, 0), 3, 1), MEAN, COVARIANCE))
        .hasMessageContaining("expected more draws than the 3 components");
  }
}
