package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.nn.Weights;
import java.util.List;

/** Comparison of runs to the bit. */
final class TrainedWeights {
  private TrainedWeights() {}

  static void assertSameWeights(Weights found, Weights expected) {
    assertThat(found.names()).isEqualTo(expected.names()).isNotEmpty();
    for (String name : expected.names()) {
      assertThat(bits(found.get(name).values()))
          .as(name)
          .isEqualTo(bits(expected.get(name).values()));
      assertThat(found.get(name).shape()).isEqualTo(expected.get(name).shape());
    }
  }

  /** Everything but the time they took. */
  static void assertSameRun(TrainedEstimator found, TrainedEstimator expected) {
    assertThat(found.estimator()).isEqualTo(expected.estimator());
    assertThat(found.training()).isEqualTo(expected.training());
    assertSameWeights(found.weights(), expected.weights());
    assertThat(timeless(found.history())).isEqualTo(timeless(expected.history()));
    assertThat(found.history().divergences()).isEqualTo(expected.history().divergences());
    assertThat(found.simulations()).isEqualTo(expected.simulations());
    assertThat(found.skippedSimulations()).isEqualTo(expected.skippedSimulations());
  }

  private static List<TrainingHistory.Entry> timeless(TrainingHistory history) {
    return history.entries().stream()
        .map(e -> new TrainingHistory.Entry(e.step(), e.loss(), e.validationLoss(), e.rate(), 0))
        .toList();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
