package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.CauchyDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnMomentsTest {

  private static float[] sample(ContinuousDistribution distribution, int count, long seed) {
    ContinuousDistribution.Sampler sampler =
        distribution.createSampler(new RandomStreams(seed).stream(0));
    return mapped(count, i -> sampler.sample());
  }

  private static float[] mapped(int count, DoubleUnaryOperator value) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) value.applyAsDouble(i);
    }
    return values;
  }

  /** By the definition, in two passes. */
  private static void assertPlain(float[] values) {
    double mean = 0;
    for (float value : values) {
      mean += value / (double) values.length;
    }
    double variance = 0;
    for (float value : values) {
      variance += (value - mean) * (value - mean) / values.length;
    }
    ColumnMoments moments = ColumnMoments.of(values, 0, 1);
    assertThat(moments.mean()).isCloseTo(mean, within(1e-9 * Math.max(1, Math.abs(mean))));
    assertThat(moments.deviation())
        .isCloseTo(Math.sqrt(variance), within(1e-9 * Math.sqrt(variance)));
  }

  static ContinuousDistribution[] light() {
    return new ContinuousDistribution[] {
      NormalDistribution.of(3, 2),
      UniformContinuousDistribution.of(-1, 4),
      ExponentialDistribution.of(2),
      LogNormalDistribution.of(0, 1),
      TDistribution.of(3)
    };
  }

  @ParameterizedTest
  @MethodSource("light")
  void columnsWithVariancesHaveMeanAndDeviation(ContinuousDistribution distribution) {
    for (long seed = 1; seed <= 20; seed++) {
      assertPlain(sample(distribution, 256, seed));
      assertPlain(sample(distribution, 4096, seed));
    }
  }

  @Test
  void columnsMostOfWhichAreEqualHaveMeanAndDeviation() {
    assertPlain(mapped(1000, i -> i < 5 ? 1e6 : 0));
    assertPlain(mapped(1000, i -> i < 200 ? 1000 + i : 0));
    assertPlain(new float[] {1, 3, 5, 7});
    assertPlain(new float[] {0, 1e6f});
  }

  /** The quartiles of n Cauchy draws have errors of about pi / (2 sqrt n) scales. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 4096, 20_000})
  void aCauchyColumnHasMedianAndQuartiles(int count) {
    for (long seed = 1; seed <= 50; seed++) {
      ColumnMoments moments =
          ColumnMoments.of(sample(CauchyDistribution.of(10, 3), count, seed), 0, 1);
      double error = 4 * 3 * Math.PI / 2 / Math.sqrt(count);
      assertThat(moments.mean()).isCloseTo(10, within(error));
      assertThat(moments.deviation()).isCloseTo(6 / 1.349, within(2 * error));
    }
  }

  @Test
  void onlyItsColumnCounts() {
    float[] cauchy = sample(CauchyDistribution.of(0, 1), 1000, 1);
    float[] both = new float[2000];
    for (int i = 0; i < 1000; i++) {
      both[2 * i] = i % 10;
      both[2 * i + 1] = cauchy[i];
    }
    assertThat(ColumnMoments.of(both, 0, 2).mean()).isCloseTo(4.5, within(1e-9));
    assertThat(ColumnMoments.of(both, 1, 2)).isEqualTo(ColumnMoments.of(cauchy, 0, 1));
  }
}
