package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
  private static final RandomStreams STREAMS = new RandomStreams(1);

  @Test
  void aStreamIsAFunctionOfSeedDomainAndIndex() {
    RandomStreams training = STREAMS.in(RandomStreams.Domain.TRAINING);
    assertThat(training.stream(7).nextLong())
        .isEqualTo(new RandomStreams(1).in(RandomStreams.Domain.TRAINING).stream(7).nextLong());
    Set<Long> first = new HashSet<>();
    int streams = 0;
    for (long seed = 0; seed < 10; seed++) {
      for (RandomStreams.Domain domain : RandomStreams.Domain.values()) {
        RandomStreams family = new RandomStreams(seed).in(domain);
        for (long index = 0; index < 100; index++) {
          first.add(family.stream(index).nextLong());
          first.add(family.child(index).stream(0).nextLong());
          streams += 2;
        }
      }
    }
    // Two of 20,000 random numbers of 64 bits agree with probability 1e-11.
    assertThat(first.size()).isEqualTo(streams);
  }

  /**
   * The first numbers of neighboring streams, taken together, must look like one random sequence.
   */
  @Test
  void neighboringStreamsAreUniformAndUncorrelated() {
    int count = 100_000;
    int cells = 20;
    double[] first = new double[count];
    double[] second = new double[count];
    for (int i = 0; i < count; i++) {
      UniformRandomProvider random = STREAMS.stream(i);
      first[i] = random.nextDouble();
      second[i] = random.nextDouble();
    }
    // The next number of the same stream, the first of the next stream, the second of the next one.
    double[][] pairs = {second, shifted(first), shifted(second)};
    for (double[] other : pairs) {
      int[] counts = new int[cells * cells];
      double correlation = 0;
      for (int i = 0; i < count; i++) {
        counts[((int) (first[i] * cells)) * cells + (int) (other[i] * cells)]++;
        correlation += 12 * (first[i] - 0.5) * (other[i] - 0.5) / count;
      }
      double expected = count / (double) (cells * cells);
      double chiSquare =
          Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
      // Three tests of each kind with a fixed seed, at 1e-3 and at 4 standard errors.
      assertThat(ChiSquaredDistribution.of(cells * cells - 1).survivalProbability(chiSquare))
          .isBetween(1e-3, 1 - 1e-3);
      assertThat(correlation).isCloseTo(0, within(4 / Math.sqrt(count)));
    }
  }

  private static double[] shifted(double[] values) {
    double[] shifted = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      shifted[i] = values[(i + 1) % values.length];
    }
    return shifted;
  }

  @Test
  void streamsOfNeighboringSeedsAreUncorrelated() {
    int count = 100_000;
    double correlation = 0;
    for (int seed = 0; seed < count; seed++) {
      double a = new RandomStreams(seed).stream(0).nextDouble() - 0.5;
      double b = new RandomStreams(seed + 1).stream(0).nextDouble() - 0.5;
      correlation += 12 * a * b / count;
    }
    assertThat(correlation).isCloseTo(0, within(4 / Math.sqrt(count)));
  }
}
