package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Cell;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Direction;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecurrentNetworkTest implements SequenceNetworkContract {
  private static final Observable SERIES = Observable.series("data", "x", "y");

  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
        subject(Cell.LSTM, 1, Direction.UNIDIRECTIONAL, DataSize.uniform(1, 500)),
        subject(Cell.LSTM, 2, Direction.BIDIRECTIONAL, DataSize.uniform(1, 500)),
        // Every row that the graph of a GRU allows for is a cell of its own.
        subject(Cell.GRU, 1, Direction.UNIDIRECTIONAL, DataSize.uniform(1, 100)),
        subject(Cell.GRU, 2, Direction.BIDIRECTIONAL, DataSize.uniform(1, 100)));
  }

  private static SummarySubject subject(Cell cell, int layers, Direction direction, DataSize size) {
    SummaryNetworkSpec spec =
        SummaryNetworkSpec.newBuilder()
            .setRecurrent(
                RecurrentSpec.newBuilder()
                    .setRecurrentLayers(
                        RecurrentLayersSpec.newBuilder()
                            .setCell(cell)
                            .setUnits(6)
                            .setLayers(layers)
                            .setDirection(direction))
                    .addHidden(7)
                    .setActivation(Activation.TANH)
                    .setSummaryDimension(3))
            .build();
    return SummarySubject.of(spec, SERIES, size);
  }

  @Test
  void needsRows() {
    assertThatThrownBy(
            () ->
                SummaryRun.trainable(
                    SummarySubject.of(
                        SummaryNetworks.lstm(2),
                        Observable.vector("data", "x"),
                        DataSize.fixed(1))))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "recurrent needs rows of data, but observable data is a vector;"
                + " choose mlp or identity");
  }
}
