package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec.Padding;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Direction;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeSeriesNetworkTest implements SequenceNetworkContract {
  private static final Observable SERIES = Observable.series("data", "x", "y");

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
        subject(
            cells(Cell.LSTM, Direction.UNIDIRECTIONAL),
            layer(Padding.CAUSAL, 1, 1, 2, 3),
            layer(Padding.CAUSAL, 1, 1, 2, 3)),
        subject(
            cells(Cell.LSTM, Direction.BIDIRECTIONAL),
            layer(Padding.CENTERED, 3, 5),
            layer(Padding.CAUSAL, 2, 2, 4)),
        subject(cells(Cell.GRU, Direction.BIDIRECTIONAL), layer(Padding.CENTERED, 3, 4)));
  }

  private static SummarySubject subject(
      RecurrentLayersSpec.Builder cells, ConvolutionSpec... layers) {
    SummaryNetworkSpec spec =
        SummaryNetworkSpec.newBuilder()
            .setTimeSeries(
                TimeSeriesSpec.newBuilder()
                    .addAllLayer(List.of(layers))
                    .setRecurrentLayers(cells)
                    .addHidden(7)
                    .setActivation(Activation.ELU)
                    .setSummaryDimension(3))
            .build();
    return SummarySubject.of(spec, SERIES, DataSize.uniform(1, 150));
  }

  private static RecurrentLayersSpec.Builder cells(Cell cell, Direction direction) {
    return RecurrentLayersSpec.newBuilder().setCell(cell).setUnits(5).setDirection(direction);
  }

  private static ConvolutionSpec layer(Padding padding, int stride, Integer... kernels) {
    return ConvolutionSpec.newBuilder()
        .setFilters(5)
        .addAllKernel(List.of(kernels))
        .setStride(stride)
        .setPadding(padding)
        .build();
  }

  /** The graph holds as many GRU cells as the convolutions leave rows of the longest series. */
  @Test
  void theLastRowOfTheLongestSeriesIsSeen() {
    SummaryNetworkSpec spec =
        subject(cells(Cell.GRU, Direction.UNIDIRECTIONAL), layer(Padding.CAUSAL, 3, 3)).spec();
    for (int n : new int[] {9, 10, 11}) {
      SummarySubject subject = SummarySubject.of(spec, SERIES, DataSize.uniform(1, n));
      try (SummaryRun run = SummaryRun.trainable(subject)) {
        Weights weights = run.randomWeights();
        Batch batch = run.batch(1, n);
        assertThat(run.apply(weights, withRowChanged(batch, n - 1)))
            .isNotEqualTo(run.apply(weights, batch));
      }
    }
  }

  private static Batch withRowChanged(Batch batch, int row) {
    float[] values = batch.values().clone();
    values[2 * row] += 1;
    return new Batch(1, batch.rows(), values, batch.mask());
  }

  @Test
  void needsRows() {
    assertThatThrownBy(
            () ->
                SummaryRun.trainable(
                    SummarySubject.of(
                        SummaryNetworks.named("time-series"),
                        Observable.vector("data", "x"),
                        DataSize.fixed(1))))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "time_series needs rows of data, but observable data is a vector;"
                + " choose mlp or identity");
  }
}
