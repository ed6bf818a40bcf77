package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link SummaryNetwork} for series promises beside {@link RowsNetworkContract}. */
interface SequenceNetworkContract extends RowsNetworkContract {

  /** Two summaries that differ by less show no sensitivity worth the name. */
  float NOTICEABLE = 1e-3f;

  @ParameterizedTest
  @MethodSource("subjects")
  default void theOrderOfRowsMatters(SummarySubject subject) {
    int features = subject.form().features();
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(1, 12);
      float[] reversed = new float[batch.values().length];
      for (int row = 0; row < batch.rows(); row++) {
        System.arraycopy(
            batch.values(),
            row * features,
            reversed,
            (batch.rows() - 1 - row) * features,
            features);
      }
      assertDiffer(
          run.apply(weights, new Batch(1, 12, reversed, batch.mask())), run.apply(weights, batch));
    }
  }

  /** An absent row in the middle is not as if the series were shorter. */
  @ParameterizedTest
  @MethodSource("subjects")
  default void aGapKeepsItsPlaceInTime(SummarySubject subject) {
    int features = subject.form().features();
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(1, 12);
      float[] gap = batch.values().clone();
      float[] mask = batch.mask().clone();
      float[] closed = new float[11 * features];
      for (int j = 0; j < features; j++) {
        gap[5 * features + j] = 0;
      }
      mask[5] = 0;
      System.arraycopy(gap, 0, closed, 0, 5 * features);
      System.arraycopy(gap, 6 * features, closed, 5 * features, 6 * features);
      float[] withGap = run.apply(weights, new Batch(1, 12, gap, mask));
      assertDiffer(run.apply(weights, new Batch(1, 11, closed, run.batch(1, 11).mask())), withGap);
      // Nor is it as if the row were there and had the mean value.
      assertDiffer(run.apply(weights, new Batch(1, 12, gap, batch.mask())), withGap);
    }
  }

  private static void assertDiffer(float[] found, float[] other) {
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - other[i]));
    }
    assertThat(largest).isGreaterThan(NOTICEABLE);
  }
}
