package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataSizeTest {

  private static Stream<DataSize> sizes() {
    return Stream.of(
        DataSize.fixed(7),
        DataSize.uniform(1, 12),
        DataSize.uniform(5, 6),
        DataSize.logUniform(1, 12),
        DataSize.logUniform(5, 6),
        DataSize.mixed(1, 12));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sizesAreDrawnWithTheirProbabilities(DataSize size) {
    int count = 200_000;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    int[] found = new int[20];
    for (int i = 0; i < count; i++) {
      found[size.sample(random)]++;
    }
    double total = 0;
    for (int n = 0; n < found.length; n++) {
      double p = n == 0 ? 0 : size.probability(n);
      assertThat(p > 0).isEqualTo(size.contains(n));
      // 41 numbers in all at 4.5 standard errors: a chance of 3e-4.
      assertThat((double) found[n] / count)
          .isCloseTo(p, within(4.5 * Math.sqrt(p * (1 - p) / count)));
      total += p;
    }
    assertThat(total).isCloseTo(1, within(1e-12));
  }

  @Test
  void octavesOfALogUniformSizeAreAlike() {
    DataSize size = DataSize.logUniform(1, 511);
    for (int octave = 1; octave <= 256; octave *= 2) {
      double probability = IntStream.range(octave, 2 * octave).mapToDouble(size::probability).sum();
      assertThat(probability).isCloseTo(1.0 / 9, within(1e-12));
    }
  }

  @Test
  void rangesThatAreNoneAreRefused() {
    for (int[] range : new int[][] {{0, 3}, {3, 3}, {4, 3}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DataSize.logUniform(range[0], range[1]))
          .withMessage("sizes must satisfy 1 <= min < max, were " + range[0] + " and " + range[1]);
    }
  }
}
