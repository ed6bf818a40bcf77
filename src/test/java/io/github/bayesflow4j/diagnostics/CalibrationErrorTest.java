package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.CalibrationError.NoiseFloor;
import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationErrorTest {
  private static final RandomStreams STREAMS = new RandomStreams(31);
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * Means and 95 % quantiles from an independent simulation (NumPy, 1,500 to 6,000 repetitions).
   * Standard errors of two means differ from zero by at most 0.0001; quantiles are multiples of
   * about 1 / M, and scatter by about one of these.
   */
  @ParameterizedTest
  @CsvSource({
    "300, 2000, 0.0168, 0.0333, 0.0034",
    "1000, 1000, 0.0092, 0.0190, 0.0010",
    "5000, 250, 0.0046, 0.0094, 0.0004",
    "10000, 200, 0.0038, 0.0077, 0.0004"
  })
  void hasTheNoiseFloorOfAnIndependentSimulation(
      int testSets, int draws, double mean, double quantile95, double tolerance) {
    NoiseFloor floor = NoiseFloor.simulate(testSets, draws, STREAMS.stream(testSets));

    assertThat(floor.mean()).isCloseTo(mean, within(mean < 0.01 ? 2e-4 : 4e-4));
    assertThat(floor.quantile95()).isCloseTo(quantile95, within(tolerance));
  }

  @Test
  void theFloorIsThatOfDrawsFromAnExactPosterior() {
    NoiseFloor floor = NoiseFloor.simulate(200, 50, STREAMS.stream(1));
    double sum = 0;
    int above = 0;
    int repetitions = 400;
    for (int r = 0; r < repetitions; r++) {
      double median =
          CalibrationError.of(
                  ConjugateGaussian.simulate(200, 50, 100 + r, Fault.NONE),
                  floor,
                  STREAMS.stream(r))
              .components()
              .get(0)
              .median();
      sum += median;
      above += median > floor.quantile95() ? 1 : 0;
    }

    // The standard deviation of the median is about 0.010, that of the mean of 400 is 0.0005.
    assertThat(sum / repetitions).isCloseTo(floor.mean(), within(0.002));
    // At most 5 % by construction (the median is discrete); 2 to 9 % of 400 is 8 to 36.
    assertThat(above).isBetween(8, 36);
  }

  @Test
  void rejectsANarrowedAndAWidenedPosterior() {
    // 1,000 test sets see these faults in 200 of 200 repetitions.
    CalibrationError error =
        CalibrationError.of(
            ConjugateGaussian.simulate(1_000, 400, 3, Fault.NONE, Fault.NARROWED, Fault.WIDENED),
            STREAMS.stream(2));
    double limit = error.noiseFloor().quantile95();

    assertThat(error.components().get(0).median()).isLessThan(limit);
    assertThat(error.components().get(1).median()).isGreaterThan(limit);
    assertThat(error.components().get(2).median()).isGreaterThan(limit);
    assertThat(error.components().get(1).curve().get(49)).isNegative();
    assertThat(error.components().get(2).curve().get(49)).isPositive();
  }

  @Test
  void rejectsAShiftedPosterior() {
    // Central intervals see a shift in second order only: one by 0.3 sd is above the limit in 90 of
    // 200 repetitions at 1,000 test sets, in 146 at 2,000, and in 60 of 60 at 10,000, where the
    // mean error is 0.017 and the limit 0.008.
    CalibrationError error =
        CalibrationError.of(
            ConjugateGaussian.simulate(10_000, 200, 4, Fault.NONE, Fault.SHIFTED),
            STREAMS.stream(3));

    assertThat(error.components().get(0).median()).isLessThan(error.noiseFloor().quantile95());
    assertThat(error.components().get(1).median()).isGreaterThan(error.noiseFloor().quantile95());
  }

  @Test
  void theCurveFollowsTheCoverageOfANarrowedGaussian() {
    CalibrationError.Component narrowed =
        CalibrationError.of(
                ConjugateGaussian.simulate(5_000, 1_000, 5, Fault.NARROWED), STREAMS.stream(4))
            .components()
            .get(0);

    for (int k = 0; k < 99; k++) {
      double level = CalibrationError.levels().get(k);
      double half = 0.8 * NORMAL.inverseCumulativeProbability((1 + level) / 2);
      double coverage = 2 * NORMAL.cumulativeProbability(half) - 1;
      // Four standard errors of a fraction of 5,000, and the 1 / (L + 1) of finite draws.
      assertThat(narrowed.curve().get(k))
          .as("level %s", level)
          .isCloseTo(
              coverage - level, within(4 * Math.sqrt(coverage * (1 - coverage) / 5_000) + 0.001));
    }
  }

  @Test
  void drawsThatAllEqualTheTruthCountAsCalibratedNotAsNan() {
    double[] truths = new double[1_000];
    double[][] draws = new double[truths.length][20];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = i;
      Arrays.fill(draws[i], i);
    }

    CalibrationError error =
        CalibrationError.of(SimulatedPosteriorsTest.of(truths, draws), STREAMS.stream(5));

    assertThat(error.components().get(0).median())
        .isBetween(0.0, 1.5 * error.noiseFloor().quantile95());
  }
}
