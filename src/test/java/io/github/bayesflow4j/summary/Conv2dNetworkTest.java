package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.Conv2dSpec;
import io.github.bayesflow4j.spec.proto.ResidualStageSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Conv2dNetworkTest implements SummaryNetworkContract {

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
        subject(7, 6, network(Activation.TANH, 3, stage(4, 2, 1), stage(5, 1, 2))),
        subject(5, 9, network(Activation.SILU, 4, stage(3, 1, 3))),
        subject(1, 1, network(Activation.ELU, 1, stage(4, 1, 2), stage(4, 2, 1))));
  }

  private static SummarySubject subject(int height, int width, SummaryNetworkSpec spec) {
    return SummarySubject.of(spec, grid(height, width), DataSize.fixed(1));
  }

  private static Observable grid(int height, int width) {
    return new Observable(
        "data", List.of("x", "y"), new Layout.Grid(height, width), Scale.IDENTITY);
  }

  private static SummaryNetworkSpec network(
      Activation activation, int stemKernel, ResidualStageSpec... stages) {
    return SummaryNetworkSpec.newBuilder()
        .setConv2D(
            Conv2dSpec.newBuilder()
                .setStemFilters(4)
                .setStemKernel(stemKernel)
                .addAllStage(List.of(stages))
                .addAfterPooling(7)
                .setActivation(activation)
                .setSummaryDimension(3))
        .build();
  }

  private static ResidualStageSpec stage(int filters, int blocks, int stride) {
    return ResidualStageSpec.newBuilder()
        .setFilters(filters)
        .setBlocks(blocks)
        .setStride(stride)
        .build();
  }

  /** A pattern far from the border gives the same wherever it lies, up to the stride. */
  @Test
  void thePlaceOfAPatternDoesNotMatter() {
    SummarySubject subject =
        subject(30, 30, network(Activation.TANH, 3, stage(4, 1, 1), stage(5, 1, 2)));
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      float[] first = run.apply(weights, withPattern(10, 12, false));
      SummaryNetworkContract.assertClose(run.apply(weights, withPattern(14, 10, false)), first);
      assertThat(run.apply(weights, withPattern(10, 12, true))).isNotEqualTo(first);
    }
  }

  private static Batch withPattern(int row, int column, boolean turned) {
    float[] values = new float[30 * 30 * 2];
    for (int i = 0; i < 4; i++) {
      int r = row + (turned ? i : 0);
      int c = column + (turned ? 0 : i);
      values[(r * 30 + c) * 2] = i + 1;
    }
    return new Batch(1, 1, values, new float[] {1});
  }

  /** Otherwise a block would not begin as its shortcut. */
  @ParameterizedTest
  @MethodSource("subjects")
  void theFirstConvolutionOfABlockHasNoEffectAtFirst(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Weights initial = run.network().initialWeights();
      Map<String, Weight> changed = new HashMap<>();
      for (String name : initial.names()) {
        changed.put(name, initial.get(name));
        if (name.contains("/conv_1/")) {
          changed.put(name, run.randomWeights().get(name));
        }
      }
      Batch batch = run.batch(2, 1);
      assertThat(run.apply(new Weights(changed), batch)).isEqualTo(run.apply(initial, batch));
      assertThat(run.apply(run.randomWeights(), batch)).isNotEqualTo(run.apply(initial, batch));
    }
  }

  @Test
  void needsAGrid() {
    assertRefused(Observable.vector("data", "x"), "a vector; choose mlp or identity");
    assertRefused(
        Observable.series("data", "x"), "a series; choose a network for series, such as conv1d");
    assertRefused(
        Observable.exchangeable("data", "x"),
        "a set of rows; choose a network for rows, such as deep_set");
  }

  private static void assertRefused(Observable observable, String reason) {
    assertThatThrownBy(
            () ->
                SummaryRun.trainable(
                    SummarySubject.of(
                        SummaryNetworks.named("conv2d"), observable, DataSize.fixed(3))))
        .isInstanceOf(SpecException.class)
        .hasMessage("conv2d needs a grid, but observable data is " + reason);
  }
}
