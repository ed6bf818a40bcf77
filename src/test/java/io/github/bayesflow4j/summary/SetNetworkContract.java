package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a {@link SummaryNetwork} for sets of independent rows promises beside the contract. */
interface SetNetworkContract extends SummaryNetworkContract {

  @ParameterizedTest
  @MethodSource("subjects")
  default void theOrderOfRowsDoesNotMatter(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      Batch batch = run.batch(3, 40);
      assertClose(
          run.apply(weights, shuffled(batch, subject.form().features())),
          run.apply(weights, batch));
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void absentRowsDoNotMatter(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (int rows : new int[] {1, 7, 100}) {
        Batch batch = run.batch(3, rows);
        float[] expected = run.apply(weights, batch);
        for (int absent : new int[] {1, 50, 400}) {
          Batch padded = padded(batch, subject.form().features(), absent);
          assertClose(run.apply(weights, padded), expected);
          assertClose(run.apply(weights, shuffled(padded, subject.form().features())), expected);
        }
      }
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

  private static void assertClose(float[] found, float[] expected) {
    SummaryNetworkContract.assertClose(found, expected);
  }

  /** The batch with rows added at the end of each data set. */
  private static Batch padded(Batch batch, int features, int absent) {
    int rows = batch.rows() + absent;
    float[] values = new float[batch.count() * rows * features];
    float[] mask = new float[batch.count() * rows];
    for (int i = 0; i < batch.count(); i++) {
      int length = batch.rows() * features;
      System.arraycopy(batch.values(), i * length, values, i * rows * features, length);
      System.arraycopy(batch.mask(), i * batch.rows(), mask, i * rows, batch.rows());
    }
    return new Batch(batch.count(), rows, values, mask);
  }

  /** The batch with the rows of each data set in another order. */
  private static Batch shuffled(Batch batch, int features) {
    int[] order = PermutationSampler.natural(batch.rows());
    PermutationSampler.shuffle(new RandomStreams(4).stream(0), order);
    float[] values = new float[batch.values().length];
    float[] mask = new float[batch.mask().length];
    for (int i = 0; i < batch.count(); i++) {
      for (int row = 0; row < batch.rows(); row++) {
        int from = i * batch.rows() + order[row];
        int to = i * batch.rows() + row;
        System.arraycopy(batch.values(), from * features, values, to * features, features);
        mask[to] = batch.mask()[from];
      }
    }
    return new Batch(batch.count(), batch.rows(), values, mask);
  }
}
