package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.QuantilesSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.descriptive.Quantile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileNetworkTest implements SetNetworkContract {
  private static final int LEVELS = 5;

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
        SummarySubject.of(
            network(8, 0), Observable.exchangeable("data", "x", "y"), DataSize.uniform(1, 500)),
        SummarySubject.of(
            network(8, 2), Observable.exchangeable("data", "x", "y"), DataSize.uniform(1, 500)),
        SummarySubject.of(
            network(64, 3), Observable.exchangeable("data", "x"), DataSize.uniform(1, 500)));
  }

  private static SummaryNetworkSpec network(int levels, int projections) {
    return SummaryNetworkSpec.newBuilder()
        .setQuantiles(
            QuantilesSpec.newBuilder()
                .setLevels(levels)
                .setProjections(projections)
                .setActivation(Activation.TANH)
                .addHidden(7)
                .setSummaryDimension(3))
        .build();
  }

  /** Against the library's definition 7; the levels of five are sin^2 of 0, 1/8, .. 1/2 pi. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 101})
  void theStatisticsAreTheQuantilesOfTheRowsPresent(int rows) {
    double[] levels = {0, (1 - Math.sqrt(0.5)) / 2, 0.5, (1 + Math.sqrt(0.5)) / 2, 1};
    UniformRandomProvider random = new RandomStreams(rows).stream(0);
    double[] sample = random.doubles(rows).map(u -> u - 3).toArray();
    int absent = 4;
    float[] values = new float[rows + absent];
    float[] mask = new float[rows + absent];
    for (int i = 0; i < rows; i++) {
      int at = i < rows / 2 ? i : i + absent;
      values[at] = (float) sample[i];
      mask[at] = 1;
    }
    SummarySubject subject =
        SummarySubject.of(
            SummaryNetworkSpec.newBuilder()
                .setQuantiles(
                    QuantilesSpec.newBuilder()
                        .setLevels(LEVELS)
                        .setActivation(Activation.RELU)
                        .addHidden(LEVELS)
                        .setSummaryDimension(LEVELS))
                .build(),
            Observable.exchangeable("data", "x"),
            DataSize.uniform(1, 200));
    float[] expected = new float[LEVELS];
    double[] quantiles =
        Quantile.withDefaults().with(Quantile.EstimationMethod.HF7).evaluate(sample, levels);
    for (int k = 0; k < LEVELS; k++) {
      expected[k] = (float) quantiles[k];
    }
    try (SummaryRun run = new SummaryRun(subject, TestNetwork.frozen(unchanged()))) {
      assertThat(run.applyFrozen(new Batch(1, rows + absent, values, mask)))
          .containsExactly(expected, within(1e-5f));
    }
  }

  /**
   * Weights that hand the quantiles on: 4 is added before the rectifier and taken off behind it.
   */
  private static Weights unchanged() {
    float[] identity = new float[LEVELS * LEVELS];
    float[] up = new float[LEVELS];
    float[] down = new float[LEVELS];
    for (int k = 0; k < LEVELS; k++) {
      identity[k * LEVELS + k] = 1;
      up[k] = 4;
      down[k] = -4;
    }
    Weight kernel = new Weight(new long[] {LEVELS, LEVELS}, identity);
    return new Weights(
        Map.of(
            "summary/hidden/dense_1/kernel",
            kernel,
            "summary/hidden/dense_1/bias",
            new Weight(new long[] {LEVELS}, up),
            "summary/last/kernel",
            kernel,
            "summary/last/bias",
            new Weight(new long[] {LEVELS}, down)));
  }

  /** Columns of which each is what the other is, in another order of the rows. */
  @Test
  void projectionsSeeWhatColumnsSayTogether() {
    float[] mask = {1, 1, 1};
    Batch together = new Batch(1, 3, new float[] {1, 1, 2, 2, 3, 3}, mask);
    Batch opposed = new Batch(1, 3, new float[] {1, 3, 2, 2, 3, 1}, mask);
    Observable rows = Observable.exchangeable("data", "x", "y");
    try (SummaryRun apart =
            SummaryRun.trainable(SummarySubject.of(network(8, 0), rows, DataSize.fixed(3)));
        SummaryRun joint =
            SummaryRun.trainable(SummarySubject.of(network(8, 2), rows, DataSize.fixed(3)))) {
      Weights weights = apart.randomWeights();
      assertThat(apart.apply(weights, together)).isEqualTo(apart.apply(weights, opposed));
      Weights projecting = joint.randomWeights();
      assertThat(joint.apply(projecting, together)).isNotEqualTo(joint.apply(projecting, opposed));
    }
  }

  @Test
  void needsRows() {
    SummarySubject vector =
        SummarySubject.of(network(8, 0), Observable.vector("data", "x"), DataSize.fixed(1));
    assertThatThrownBy(() -> SummaryRun.trainable(vector))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("quantiles needs rows of data, but observable data is a vector");
  }
}
