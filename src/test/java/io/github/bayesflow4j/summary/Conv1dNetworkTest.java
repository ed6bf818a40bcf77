package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.Conv1dSpec;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec.Padding;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv1dNetworkTest implements SequenceNetworkContract {
  private static final Observable SERIES = Observable.series("data", "x", "y");

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
            network(
                Conv1dSpec.Pooling.MEAN,
                Activation.TANH,
                layer(Padding.CENTERED, 3, 5),
                layer(Padding.CENTERED, 2, 3),
                layer(Padding.CENTERED, 1, 2)),
            network(Conv1dSpec.Pooling.MEAN, Activation.SILU, layer(Padding.CAUSAL, 1, 1, 2, 3)),
            network(
                Conv1dSpec.Pooling.MAX,
                Activation.ELU,
                layer(Padding.CAUSAL, 2, 4, 1),
                layer(Padding.CENTERED, 3, 3)))
        .map(spec -> SummarySubject.of(spec, SERIES, DataSize.uniform(1, 300)));
  }

  private static SummaryNetworkSpec network(
      Conv1dSpec.Pooling pooling, Activation activation, ConvolutionSpec... layers) {
    return SummaryNetworkSpec.newBuilder()
        .setConv1D(
            Conv1dSpec.newBuilder()
                .setPooling(pooling)
                .setActivation(activation)
                .addAllLayer(List.of(layers))
                .addAfterPooling(7)
                .setSummaryDimension(3))
        .build();
  }

  private static ConvolutionSpec layer(Padding padding, int stride, Integer... kernels) {
    return ConvolutionSpec.newBuilder()
        .setFilters(5)
        .addAllKernel(List.of(kernels))
        .setStride(stride)
        .setPadding(padding)
        .build();
  }

  /**
   * Sums of pairs, x[t] + x[t + 1] for t = 0, 2, ..., plus one, rectified; the presence of rows has
   * no weight.
   */
  private static Weights sumsOfPairs() {
    return new Weights(
        Map.of(
            "summary/convolutions/layer_1/convolution/kernel_1",
            new Weight(new long[] {2, 2, 1}, new float[] {1, 0, 1, 0}),
            "summary/convolutions/layer_1/convolution/bias",
            new Weight(new long[] {1}, new float[] {1}),
            "summary/after_pooling/dense_1/kernel",
            new Weight(new long[] {1, 1}, new float[] {1}),
            "summary/after_pooling/dense_1/bias",
            new Weight(new long[] {1}, new float[] {0}),
            "summary/last/kernel",
            new Weight(new long[] {1, 1}, new float[] {1}),
            "summary/last/bias",
            new Weight(new long[] {1}, new float[] {0})));
  }

  /** Of 1, 2, (gap), 4, 5: 4, 5 and 6; the padding behind would add a 1 to the mean. */
  @ParameterizedTest
  @CsvSource({"MEAN, 5", "MAX, 6"})
  void poolsWhatLiesInsideTheSeries(Conv1dSpec.Pooling pooling, float expected) {
    SummaryNetworkSpec spec =
        SummaryNetworkSpec.newBuilder()
            .setConv1D(
                Conv1dSpec.newBuilder()
                    .setPooling(pooling)
                    .setActivation(Activation.RELU)
                    .addLayer(ConvolutionSpec.newBuilder().setFilters(1).addKernel(2).setStride(2))
                    .addAfterPooling(1)
                    .setSummaryDimension(1))
            .build();
    SummarySubject subject =
        SummarySubject.of(spec, Observable.series("data", "x"), DataSize.uniform(1, 9));
    try (SummaryRun run = new SummaryRun(subject, TestNetwork.frozen(sumsOfPairs()))) {
      float[] values = {1, 2, 0, 4, 5, 0, 0, 0};
      float[] mask = {1, 1, 0, 1, 1, 0, 0, 0};
      assertThat(run.applyFrozen(new Batch(1, 8, values, mask))).containsExactly(expected);
    }
  }

  @Test
  void needsRows() {
    Observable grid = new Observable("map", List.of("x"), new Layout.Grid(2, 2), Scale.IDENTITY);
    assertThatThrownBy(
            () ->
                SummaryRun.trainable(
                    SummarySubject.of(SummaryNetworks.named("conv1d"), grid, DataSize.fixed(1))))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "conv1d needs rows of data, but observable map is a grid;"
                + " choose conv2d, mlp or identity");
  }
}
