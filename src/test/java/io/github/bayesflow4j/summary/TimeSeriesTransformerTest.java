package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.LayerNormalization;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesTransformerSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesTransformerSpec.Pooling;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeSeriesTransformerTest implements SequenceNetworkContract {
  /**
   * Gradients are checked on series a little longer than the shortest. Over a small part of the
   * longest series a change of frequency is lost in rounding.
   */
  private static final DataSize SIZE = DataSize.uniform(20, 60);

  /** With at most 16 inputs to each layer, as for {@link SetTransformerTest#subjects}. */
  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
            network(LayerNormalization.PRE_NORM, 2, 0, Pooling.SEEDS, 1),
            network(LayerNormalization.PRE_NORM, 1, 3, Pooling.SEEDS_AND_LAST, 1),
            network(LayerNormalization.POST_NORM, 1, 0, Pooling.LAST, 1),
            network(LayerNormalization.NO_NORM, 1, 0, Pooling.SEEDS, 2))
        .map(spec -> SummarySubject.of(spec, Observable.series("data", "x", "y"), SIZE));
  }

  private static SummaryNetworkSpec network(
      LayerNormalization place, int blocks, int inducingPoints, Pooling pooling, int seeds) {
    return SummaryNetworkSpec.newBuilder()
        .setTimeSeriesTransformer(
            TimeSeriesTransformerSpec.newBuilder()
                .setBlock(
                    AttentionBlockSpec.newBuilder()
                        .setDimension(6)
                        .setHeads(2)
                        .addHidden(7)
                        .setLayerNormalization(place))
                .setAttentionBlocks(blocks)
                .setInducingPoints(inducingPoints)
                .setTimeFrequencies(5)
                .setPooling(pooling)
                .setSeeds(seeds)
                .setSummaryDimension(3))
        .build();
  }

  @Test
  void needsRows() {
    SummarySubject vector =
        SummarySubject.of(
            SummaryNetworks.named("time-series-transformer"),
            Observable.vector("data", "x"),
            DataSize.fixed(1));
    assertThatThrownBy(() -> SummaryRun.trainable(vector))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "time_series_transformer needs rows of data, but observable data is a vector;"
                + " choose mlp or identity");
  }
}
