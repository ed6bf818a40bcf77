package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link SummaryNetwork} for rows of varying number promises beside the contract. */
interface RowsNetworkContract extends SummaryNetworkContract {

  @ParameterizedTest
  @MethodSource("subjects")
  default void absentRowsAtTheEndDoNotMatter(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (int rows : new int[] {1, 2, 7, 100}) {
        Batch batch = run.batch(3, rows);
        float[] expected = run.apply(weights, batch);
        for (int absent : new int[] {1, 2, 50, 400}) {
          SummaryNetworkContract.assertClose(
              run.apply(weights, batch.padded(subject.form().features(), absent)), expected);
        }
      }
    }
  }

  /** Sizes mixed in one batch give what each data set gives alone. */
  @ParameterizedTest
  @MethodSource("subjects")
  default void dataSetsOfSeveralSizesShareABatch(SummarySubject subject) {
    int features = subject.form().features();
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch mixed = Batch.NONE;
      float[] expected = new float[0];
      for (int rows : List.of(1, 40, 3, 100)) {
        Batch one = run.batch(1, rows);
        mixed = mixed.and(one.padded(features, 100 - rows));
        float[] alone = run.apply(weights, one);
        expected = Arrays.copyOf(expected, expected.length + alone.length);
        System.arraycopy(alone, 0, expected, expected.length - alone.length, alone.length);
      }
      SummaryNetworkContract.assertClose(run.apply(weights, mixed), expected);
    }
  }

  /** Otherwise the tests above could not fail. */
  @ParameterizedTest
  @MethodSource("subjects")
  default void eachPresentRowMatters(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(1, 3);
      float[] before = run.apply(weights, batch);
      for (int row = 0; row < 3; row++) {
        float[] changed = batch.values().clone();
        changed[row * subject.form().features()] += 10;
        assertThat(run.apply(weights, new Batch(1, 3, changed, batch.mask()))).isNotEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void noRowAtAllIsFinite(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Batch nothing = new Batch(2, 3, new float[6 * subject.form().features()], new float[6]);
      SummaryNetworkContract.assertFinite(run.apply(run.randomWeights(), nothing));
    }
  }
}
