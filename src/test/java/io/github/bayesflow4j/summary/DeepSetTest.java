package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeepSetTest implements SetNetworkContract {
  private static final Observable ROWS = Observable.exchangeable("data", "x", "y");

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
            network(DeepSetSpec.Pooling.MEAN, 2, Activation.SILU, 8, 6),
            network(DeepSetSpec.Pooling.MEAN, 0, Activation.ELU, 5),
            network(DeepSetSpec.Pooling.MAX, 1, Activation.TANH, 4),
            network(DeepSetSpec.Pooling.SUM, 2, Activation.TANH, 6, 4, 5),
            network(DeepSetSpec.Pooling.ATTENTION, 2, Activation.SILU, 6, 4),
            network(DeepSetSpec.Pooling.ATTENTION, 0, Activation.TANH, 5))
        .map(spec -> SummarySubject.of(spec, ROWS, DataSize.uniform(1, 500)));
  }

  private static SummaryNetworkSpec network(
      DeepSetSpec.Pooling pooling, int modules, Activation activation, Integer... hidden) {
    return SummaryNetworkSpec.newBuilder()
        .setDeepSet(
            DeepSetSpec.newBuilder()
                .setPooling(pooling)
                .setEquivariantModules(modules)
                .setActivation(activation)
                .addAllHidden(List.of(hidden))
                .addAfterPooling(7)
                .setSummaryDimension(3))
        .build();
  }

  /** Weights that make a deep set of one feature the pool of the rows, rectified. */
  private static Weights pool() {
    Map<String, Weight> weights = new HashMap<>();
    for (String layer : List.of("before_pooling/dense_1", "after_pooling/dense_1", "last")) {
      String name = "summary/invariant/" + layer;
      weights.put(name + "/kernel", new Weight(new long[] {1, 1}, new float[] {1}));
      weights.put(name + "/bias", new Weight(new long[] {1}, new float[] {0}));
    }
    float log2 = (float) Math.log(2);
    weights.put(
        "summary/invariant/pooling/scores", new Weight(new long[] {1, 1}, new float[] {log2}));
    return new Weights(weights);
  }

  @ParameterizedTest
  // Rectified rows are 1, 0 and 5; attention gives them the weights 2, 1 and 32.
  @CsvSource({"MEAN, 2", "SUM, 6", "MAX, 5", "ATTENTION, 4.6285714"})
  void poolsTheRowsThatArePresent(DeepSetSpec.Pooling pooling, float expected) {
    SummaryNetworkSpec spec =
        SummaryNetworkSpec.newBuilder()
            .setDeepSet(
                DeepSetSpec.newBuilder()
                    .setPooling(pooling)
                    .setEquivariantModules(0)
                    .setActivation(Activation.RELU)
                    .addHidden(1)
                    .addAfterPooling(1)
                    .setSummaryDimension(1))
            .build();
    SummarySubject subject =
        SummarySubject.of(spec, Observable.exchangeable("data", "x"), DataSize.uniform(1, 9));
    try (SummaryRun run = new SummaryRun(subject, TestNetwork.frozen(pool()))) {
      float[] values = {1, -4, 5, 0, 0};
      float[] mask = {1, 1, 1, 0, 0};
      assertThat(run.applyFrozen(new Batch(1, 5, values, mask)))
          .containsExactly(new float[] {expected}, within(1e-6f));
    }
  }

  @Test
  void attentionStartsAsTheMean() {
    SummarySubject attention =
        SummarySubject.of(
            network(DeepSetSpec.Pooling.ATTENTION, 1, Activation.SILU, 4), ROWS, DataSize.fixed(9));
    SummarySubject mean =
        SummarySubject.of(
            network(DeepSetSpec.Pooling.MEAN, 1, Activation.SILU, 4), ROWS, DataSize.fixed(9));
    try (SummaryRun run = SummaryRun.trainable(attention);
        SummaryRun other = SummaryRun.trainable(mean)) {
      Batch batch = run.batch(3, 9);
      SummaryNetworkContract.assertClose(
          run.apply(run.network().initialWeights(), batch),
          other.apply(other.network().initialWeights(), batch));
    }
  }

  @Test
  void needsRows() {
    assertThatThrownBy(
            () ->
                SummaryRun.trainable(
                    SummarySubject.of(
                        SummaryNetworks.deepSet(2),
                        Observable.vector("data", "x"),
                        DataSize.fixed(1))))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "deep_set needs rows of data, but observable data is a vector;"
                + " choose mlp or identity");
  }
}
