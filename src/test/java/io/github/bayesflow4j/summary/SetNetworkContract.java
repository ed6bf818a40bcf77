package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a {@link SummaryNetwork} for sets of independent rows promises beside {@link
 * RowsNetworkContract}.
 */
interface SetNetworkContract extends RowsNetworkContract {

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
  default void absentRowsBetweenPresentOnesDoNotMatter(SummarySubject subject) {
    int features = subject.form().features();
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (int rows : new int[] {1, 7, 100}) {
        Batch batch = run.batch(3, rows);
        assertClose(
            run.apply(weights, shuffled(batch.padded(features, 50), features)),
            run.apply(weights, batch));
      }
    }
  }

  private static void assertClose(float[] found, float[] expected) {
    SummaryNetworkContract.assertClose(found, expected);
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
