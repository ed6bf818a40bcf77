package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class TimeEmbeddingTest {
  private static final int LONGEST = 100;

  /** Also beyond the longest series, and whatever the number of rows. */
  @ParameterizedTest
  @ValueSource(ints = {1, 51, 130})
  void timesAreTheirFormula(int n) {
    float[] frequency = {0.5f, 0, -2, 0};
    float[] phase = {0, 0.25f, 0, 0};
    Weights weights =
        new Weights(
            Map.of(
                "time/frequency", new Weight(new long[] {4}, frequency),
                "time/phase", new Weight(new long[] {4}, phase)));
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      TimeEmbedding embedding = new TimeEmbedding(network.scope().in("time"), LONGEST, 4);
      Operand<TFloat32> times = embedding.apply(network.tf(), network.tf().constant(n));
      assertThat(times.shape().get(1)).isEqualTo(embedding.outputs());
      float[] found = network.run(List.of(), List.of(times)).get(0);
      assertThat(found).hasSize(5 * n);
      for (int row = 0; row < n; row++) {
        double tau = row / 100.0;
        double[] expected = {
          tau,
          Math.sin((Math.PI + 0.5) * tau),
          Math.cos(Math.PI * tau + 0.25),
          Math.sin(98 * tau),
          Math.cos(100 * tau)
        };
        for (int j = 0; j < expected.length; j++) {
          // An angle of 130 has 1e-5 of rounding in single precision.
          assertThat((double) found[row * 5 + j]).isCloseTo(expected[j], within(5e-5));
        }
      }
    }
  }

  /** So that neighbors differ from the start, and the ends of a short series too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 9})
  void wavesStartFromHalfATurnASeriesToOneRadianARow(int waves) {
    try (TestNetwork network = TestNetwork.trainable()) {
      TimeEmbedding embedding = new TimeEmbedding(network.scope().in("time"), LONGEST, waves);
      Operand<TFloat32> times = embedding.apply(network.tf(), network.tf().constant(2));
      float[] found = network.run(network.initialWeights(), List.of(), List.of(times)).get(0);
      int width = waves + 1;
      int pairs = (waves + 1) / 2;
      for (int j = 0; j < waves; j++) {
        double place = pairs == 1 ? 0 : (j / 2) / (pairs - 1.0);
        double angle = Math.exp((1 - place) * Math.log(Math.PI / 100));
        assertThat((double) found[width + 1 + j])
            .isCloseTo(j % 2 == 0 ? Math.sin(angle) : Math.cos(angle), within(1e-6));
      }
    }
  }
}
