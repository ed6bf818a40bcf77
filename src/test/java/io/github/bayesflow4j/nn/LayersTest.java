package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.Activation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Dense layers, stacks of them, and activations. */
class LayersTest {

  @ParameterizedTest
  @CsvSource({
    "RELU, -2, 0",
    "RELU, 3, 3",
    "ELU, -2, -0.864664717",
    "ELU, 3, 3",
    "SILU, -2, -0.238405844",
    "SILU, 3, 2.857722380",
    "TANH, -2, -0.964027580",
    "TANH, 0.5, 0.462117157"
  })
  void activationsHaveTheirValues(Activation activation, float x, double expected) {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> y = Activations.apply(network.tf(), activation, network.input("x", -1));
      float[] found = network.run(List.of(new Input("x", new float[] {x}, 1)), List.of(y)).get(0);
      assertThat((double) found[0]).isCloseTo(expected, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsStayFiniteFarOut(Activation activation) {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> y = Activations.apply(network.tf(), activation, network.input("x", -1));
      float[] found =
          network.run(List.of(new Input("x", new float[] {-1e30f, 1e30f}, 2)), List.of(y)).get(0);
      assertThat(Float.isFinite(found[0]) && Float.isFinite(found[1])).isTrue();
    }
  }

  @Test
  void aStackIsAProductAShiftAndAnActivationOfEachLayer() {
    Weights weights =
        new Weights(
            Map.of(
                "mlp/dense_1/kernel", new Weight(new long[] {2, 2}, new float[] {1, 2, 3, 4}),
                "mlp/dense_1/bias", new Weight(new long[] {2}, new float[] {-10, 1}),
                "mlp/dense_2/kernel", new Weight(new long[] {2, 1}, new float[] {100, 2}),
                "mlp/dense_2/bias", new Weight(new long[] {1}, new float[] {0.5f})));
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      Mlp mlp = new Mlp(network.scope().in("mlp"), 2, List.of(2, 1), Activation.RELU);
      Operand<TFloat32> y = mlp.apply(network.tf(), network.input("x", -1, 2));
      // (1, 2) -> (7 - 10, 10 + 1) -> (0, 11) -> 22.5; (2, 3) -> (11 - 10, 16 + 1) -> 134.5
      assertThat(
              network
                  .run(List.of(new Input("x", new float[] {1, 2, 2, 3}, 2, 2)), List.of(y))
                  .get(0))
          .containsExactly(22.5f, 134.5f);
      assertThat(mlp.outputs()).isEqualTo(1);
      assertThat(network.scope().kernels()).hasSize(2);
    }
  }

  @Test
  void aStackOfNoLayersIsTheIdentity() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> x = network.input("x", -1, 3);
      Mlp mlp = new Mlp(network.scope().in("mlp"), 3, List.of(), Activation.RELU);
      assertThat(mlp.apply(network.tf(), x)).isSameAs(x);
      assertThat(mlp.outputs()).isEqualTo(3);
    }
  }

  @Test
  void aZeroLayerStartsWithoutEffect() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Dense layer = Dense.zero(network.scope().in("dense"), 2, 3);
      Operand<TFloat32> y = layer.apply(network.tf(), network.input("x", -1, 2));
      assertThat(
              network
                  .run(
                      network.initialWeights(),
                      List.of(new Input("x", new float[] {5, -7}, 1, 2)),
                      List.of(y))
                  .get(0))
          .containsExactly(0, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = "RELU") // not smooth
  void everyVariableReceivesItsGradient(Activation activation) {
    try (TestNetwork network = TestNetwork.trainable()) {
      Mlp mlp = new Mlp(network.scope().in("mlp"), 3, List.of(5, 4), activation);
      Operand<TFloat32> y = mlp.apply(network.tf(), network.input("x", -1, 3));
      float[] x = TestNetwork.normal(new RandomStreams(1).stream(0), 300, 1);
      GradientCheck.everyVariable(
          network, network.randomWeights(1, 1), List.of(new Input("x", x, 100, 3)), List.of(y));
    }
  }
}
