package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class HiddenLayersTest {
  private static final SubnetworkSpec TWO =
      SubnetworkSpec.newBuilder().addHidden(2).addHidden(2).setActivation(Activation.RELU).build();

  private static Operand<TFloat32> layers(TestNetwork network, SubnetworkSpec spec) {
    return new HiddenLayers(network.scope().in("first"), network.scope().in("hidden"), spec)
        .apply(network.tf(), network.input("x", -1, 2));
  }

  private static float[] run(Weights weights, SubnetworkSpec spec, float... x) {
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      Operand<TFloat32> y = layers(network, spec);
      return network.run(List.of(new Input("x", x, x.length / 2, 2)), List.of(y)).get(0);
    }
  }

  private static Weight matrix(float... values) {
    return new Weight(new long[] {2, 2}, values);
  }

  private static Weight vector(float... values) {
    return new Weight(new long[] {2}, values);
  }

  @Test
  void plainLayersHaveAnActivationEach() {
    Weights weights =
        new Weights(
            Map.of(
                "hidden/dense_1/kernel", matrix(1, 2, 3, 4), "hidden/dense_1/bias", vector(-5, 1)));
    // (2, -1) -> (2, 0) -> (2 - 5, 4 + 1) -> (0, 5)
    assertThat(run(weights, TWO, 2, -1)).containsExactly(0, 5);
  }

  @Test
  void residualBlocksAddTheirLayersToTheirInput() {
    Weights weights =
        new Weights(
            Map.of(
                "hidden/block_1/dense_1/kernel", matrix(1, 2, 3, 4),
                "hidden/block_1/dense_1/bias", vector(-5, 1),
                "hidden/block_1/dense_2/kernel", matrix(0, 0, 1, -1),
                "hidden/block_1/dense_2/bias", vector(0.5f, 0),
                "hidden/block_2/dense_1/kernel", matrix(1, 0, 0, 1),
                "hidden/block_2/dense_1/bias", vector(0, 0),
                "hidden/block_2/dense_2/kernel", matrix(1, 0, 0, 1),
                "hidden/block_2/dense_2/bias", vector(0, 0)));
    SubnetworkSpec spec = TWO.toBuilder().setResidual(true).build();
    // Block 1: (2, -1) -> (2, 0) -> (-3, 5) -> (0, 5) -> (5.5, -5), sum (7.5, -6).
    // Block 2: (7.5, 0) is added once more.
    assertThat(run(weights, spec, 2, -1)).containsExactly(15, -6);
  }

  @Test
  void layersAreNormalizedBeforeTheirActivation() {
    Weights weights =
        new Weights(
            Map.of(
                "first/layer_norm/gain", vector(0, 1),
                "first/layer_norm/shift", vector(0, 3)));
    SubnetworkSpec spec = TWO.toBuilder().clearHidden().addHidden(2).setLayerNorm(true).build();
    // (3, 1) is (1, -1) about its mean, of variance 1 and 0.001 more; gains 1 and 2.
    float[] found = run(weights, spec, 3, 1);
    assertThat((double) found[0]).isCloseTo(1 / Math.sqrt(1.001), within(1e-6));
    assertThat((double) found[1]).isCloseTo(3 - 2 / Math.sqrt(1.001), within(1e-6));
  }

  @Test
  void aChainOfBlocksStartsAsTheIdentity() {
    SubnetworkSpec spec = TWO.toBuilder().setResidual(true).setLayerNorm(true).build();
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> y = layers(network, spec);
      float[] x = {0.3f, -4, 7, 1e-3f};
      assertThat(
              network
                  .run(network.initialWeights(), List.of(new Input("x", x, 2, 2)), List.of(y))
                  .get(0))
          .containsExactly(x);
    }
  }

  @Test
  void residualBlocksOfDifferentWidthsAreRefused() {
    SubnetworkSpec spec = TWO.toBuilder().setResidual(true).setHidden(1, 3).build();
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(() -> layers(network, spec))
          .isInstanceOf(SpecException.class)
          .hasMessage("the hidden layers of a residual subnetwork need one width, found [2, 3]");
    }
  }
}
