package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.LayerNormalization;
import io.github.bayesflow4j.spec.proto.SetTransformerSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetTransformerTest implements SetNetworkContract {
  private static final Observable ROWS = Observable.exchangeable("data", "x", "y");

  /**
   * No layer has more than 16 inputs: TensorFlow's product with a constant kernel can round
   * otherwise than that with a variable if it has, unless their number is a multiple of 16. And
   * attention is never to a single inducing point, whose weight is one whatever the scores are.
   */
  @Override
  public Stream<SummarySubject> subjects() {
    return Stream.of(
            network(block(LayerNormalization.PRE_NORM, 8, 2), 2, 3, 1),
            network(block(LayerNormalization.PRE_NORM, 6, 3), 1, 0, 1),
            network(block(LayerNormalization.POST_NORM, 6, 1), 2, 0, 2),
            network(block(LayerNormalization.POST_NORM, 6, 2), 1, 3, 1),
            network(block(LayerNormalization.NO_NORM, 4, 4), 1, 2, 2))
        .map(spec -> SummarySubject.of(spec, ROWS, DataSize.uniform(1, 500)));
  }

  private static AttentionBlockSpec block(LayerNormalization place, int dimension, int heads) {
    return AttentionBlockSpec.newBuilder()
        .setDimension(dimension)
        .setHeads(heads)
        .addHidden(7)
        .setActivation(heads == 2 ? Activation.SILU : Activation.TANH)
        .setLayerNormalization(place)
        .build();
  }

  private static SummaryNetworkSpec network(
      AttentionBlockSpec block, int blocks, int inducingPoints, int seeds) {
    return SummaryNetworkSpec.newBuilder()
        .setSetTransformer(
            SetTransformerSpec.newBuilder()
                .setBlock(block)
                .setAttentionBlocks(blocks)
                .setInducingPoints(inducingPoints)
                .setSeeds(seeds)
                .setSummaryDimension(3))
        .build();
  }

  @Test
  void needsRows() {
    SummarySubject vector =
        SummarySubject.of(
            network(block(LayerNormalization.PRE_NORM, 4, 2), 1, 0, 1),
            Observable.vector("data", "x"),
            DataSize.fixed(1));
    assertThatThrownBy(() -> SummaryRun.trainable(vector))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "set_transformer needs rows of data, but observable data is a vector;"
                + " choose mlp or identity");
  }

  @Test
  void headsShareTheDimension() {
    SummarySubject uneven =
        SummarySubject.of(
            network(block(LayerNormalization.PRE_NORM, 6, 4), 1, 0, 1), ROWS, DataSize.fixed(3));
    assertThatThrownBy(() -> SummaryRun.trainable(uneven))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "expected a dimension of attention that is a multiple of its heads,"
                + " found dimension 6 and 4 heads");
  }
}
