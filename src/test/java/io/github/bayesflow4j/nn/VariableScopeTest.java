package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableScopeTest {
  private static final int IN = 60;
  private static final int OUT = 100;

  private static float[] initial(long seed, String scope) {
    return initial(seed, scope, IN, OUT);
  }

  private static float[] initial(long seed, String scope, long... shape) {
    try (TestNetwork network = TestNetwork.trainable(seed)) {
      network.scope().in(scope).kernel("kernel", shape);
      return network.initialWeights().get(scope + "/kernel").values();
    }
  }

  /**
   * Glorot and Bengio 2010: mean 0, variance 2 / (in + out). Of 6000 values of standard deviation
   * sd, the mean has standard error sd / 77; the variance, 1.8 % and less as tails are cut off.
   */
  @Test
  void kernelsStartSymmetricWithGlorotsVariance() {
    assertGlorot(initial(1, "layer"), Math.sqrt(2.0 / (IN + OUT)));
  }

  /** A convolution sums over its inputs in every cell of its kernel. */
  @Test
  void kernelsOfConvolutionsCountTheirCells() {
    assertGlorot(initial(1, "layer", 5, 30, 40), Math.sqrt(2.0 / (5 * (30 + 40))));
    assertGlorot(initial(1, "layer", 3, 2, 50, 20), Math.sqrt(2.0 / (3 * 2 * (50 + 20))));
  }

  private static void assertGlorot(float[] kernel, double sd) {
    int n = 6000;
    assertThat(kernel).hasSize(n);
    double sum = 0;
    double squares = 0;
    int negative = 0;
    for (float value : kernel) {
      sum += value;
      squares += (double) value * value;
      negative += value < 0 ? 1 : 0;
    }
    assertThat(sum / n).isCloseTo(0, within(4 * sd / Math.sqrt(n)));
    assertThat(squares / n / (sd * sd)).isCloseTo(1, within(4 * 0.018));
    assertThat(negative / (double) n).isCloseTo(0.5, within(4 * 0.5 / Math.sqrt(n)));
  }

  @Test
  void initialValuesFollowFromSeedAndName() {
    float[] kernel = initial(1, "layer");
    assertThat(kernel).isEqualTo(initial(1, "layer"));
    assertThat(kernel).isNotEqualTo(initial(2, "layer"));
    assertThat(kernel).isNotEqualTo(initial(1, "other"));
  }

  @Test
  void initialValuesDoNotDependOnOtherVariables() {
    try (TestNetwork network = TestNetwork.trainable(1)) {
      network.scope().in("before").kernel("kernel", 7, 7);
      network.scope().in("layer").kernel("kernel", IN, OUT);
      assertThat(network.initialWeights().get("layer/kernel").values())
          .isEqualTo(initial(1, "layer"));
    }
  }

  @Test
  void zerosStartAtZero() {
    try (TestNetwork network = TestNetwork.trainable()) {
      network.scope().zeroKernel("kernel", 2, 3);
      network.scope().zeros("bias", 3);
      assertThat(network.initialWeights().get("kernel", 2, 3).values()).containsOnly(0).hasSize(6);
      assertThat(network.initialWeights().get("bias", 3).values()).containsOnly(0).hasSize(3);
    }
  }

  @Test
  void namesAreInOrderAndKernelsAreCounted() {
    try (TestNetwork network = TestNetwork.trainable()) {
      VariableScope a = network.scope().in("a");
      a.in("b").kernel("kernel", 1, 2);
      a.zeros("bias", 2);
      network.scope().zeroKernel("last", 2, 1);
      assertThat(network.scope().names()).containsExactly("a/b/kernel", "a/bias", "last");
      assertThat(network.scope().kernels()).hasSize(2);
      assertThat(network.scope().kernels().get(1).op().name()).isEqualTo("last");
    }
  }

  @Test
  void aNameIsUsedOnce() {
    try (TestNetwork network = TestNetwork.trainable()) {
      VariableScope layer = network.scope().in("layer");
      layer.zeros("bias", 1);
      assertThatThrownBy(() -> layer.zeros("bias", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("variable layer/bias is made twice");
      assertThatThrownBy(() -> network.scope().in("layer").zeros("other", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("variable layer/other was named layer_1/other in the graph");
    }
  }

  @Test
  void constantsHaveTheValuesGiven() {
    Weights weights =
        new Weights(Map.of("a/bias", new Weight(new long[] {2}, new float[] {1.5f, -2})));
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      assertThat(network.run(List.of(), List.of(network.scope().in("a").zeros("bias", 2))).get(0))
          .containsExactly(1.5f, -2);
      assertThatThrownBy(() -> network.scope().in("b").zeros("bias", 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no weight named b/bias");
    }
  }

  @Test
  void constantsOfAnotherShapeAreRefused() {
    Weights weights = new Weights(Map.of("bias", new Weight(new long[] {2}, new float[2])));
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      assertThatThrownBy(() -> network.scope().zeros("bias", 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weight bias: expected shape [3], found [2]");
    }
  }
}
