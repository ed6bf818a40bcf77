package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonCountsTest {
  private static final int DRAWS = 400_000;
  private static final int CLASSES = 60;

  /**
   * Counts fall into classes, between quantiles of the exact law, as often as that law says. Ten
   * cases at 1e-5 each: a chance of 1e-4.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.2, 1, 4.5, 9.99, 10, 13.7, 60, 1500, 2e6})
  void countsFollowThePoissonLaw(double mean) {
    PoissonDistribution law = PoissonDistribution.of(mean);
    int[] last = new int[CLASSES];
    double[] expected = new double[CLASSES];
    int classes = 0;
    int before = -1;
    for (int j = 1; j < CLASSES; j++) {
      int quantile = law.inverseCumulativeProbability((double) j / CLASSES);
      double mass = law.probability(before, quantile);
      double beyond = law.survivalProbability(quantile);
      if (quantile > before && DRAWS * mass >= 20 && DRAWS * beyond >= 20) {
        last[classes] = quantile;
        expected[classes++] = DRAWS * mass;
        before = quantile;
      }
    }
    last[classes] = Integer.MAX_VALUE;
    expected[classes++] = DRAWS * law.survivalProbability(before);
    long[] observed = new long[classes];
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < DRAWS; i++) {
      int count = (int) PoissonCounts.sample(mean, random);
      int at = Arrays.binarySearch(last, 0, classes, count);
      observed[at < 0 ? -at - 1 : at]++;
    }
    assertThat(
            ChiSquareTest.withDefaults()
                .test(Arrays.copyOf(expected, classes), observed)
                .getPValue())
        .isGreaterThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 0.5, 39.9, 40.1, 1e6, 9.9e8, 1e12})
  void meanAndVarianceAreTheMean(double mean) {
    int count = 100_000;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double deviation = PoissonCounts.sample(mean, random) - mean;
      sum += deviation / count;
      squares += deviation * deviation / count;
    }
    // 14 moments at 4.5 standard errors: a chance of 1e-4. A squared deviation has variance m + 2
    // m^2.
    assertThat(sum).isCloseTo(0, within(4.5 * Math.sqrt(mean / count)));
    assertThat(squares).isCloseTo(mean, within(4.5 * Math.sqrt((mean + 2 * mean * mean) / count)));
  }

  @Test
  void ofMeanZeroThereIsNone() {
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    assertThat(PoissonCounts.sample(0, random)).isZero();
    assertThat(PoissonCounts.logProbability(new float[] {0, 2}, new double[] {0, 3}))
        .isCloseTo(Math.log(9 / 2.0) - 3, within(1e-14));
    assertThat(PoissonCounts.logProbability(new float[] {1}, new double[] {0}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }
}
