package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.LayerNormalization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Layer normalization, multi-head attention, and the block made of them. */
class AttentionTest {
  private static final int DIMENSION = 4;
  private static final int HEADS = 2;
  private static final int BATCH = 2;
  private static final int QUERIES = 3;
  private static final int KEYS = 5;

  @Test
  void layerNormalizationIsItsFormula() {
    Weights weights =
        new Weights(
            Map.of(
                "norm/gain", new Weight(new long[] {4}, new float[] {0, 1, -1, 0.5f}),
                "norm/shift", new Weight(new long[] {4}, new float[] {0, 0, 7, 1})));
    try (TestNetwork network = TestNetwork.frozen(weights)) {
      LayerNorm norm = new LayerNorm(network.scope().in("norm"), 4);
      Operand<TFloat32> y = norm.apply(network.tf(), network.input("x", -1, 4));
      float[] x = {1, 2, 3, 4, 9, 9, 9, 9};
      float[] found = network.run(List.of(new Input("x", x, 2, 4)), List.of(y)).get(0);
      // Mean 2.5 and variance 1.25; then a row of equal values, which is centered to zero.
      double sd = Math.sqrt(1.251);
      assertClose(found, -1.5 / sd, 2 * -0.5 / sd, 7, 1 + 1.5 * 1.5 / sd, 0, 0, 7, 1);
    }
  }

  /** Against the formula of the paper, one query and one head at a time, in double precision. */
  @Test
  void multiHeadAttentionIsItsFormula() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> y = attention(network);
      Weights weights = network.randomWeights(3, 2);
      float[] mask = {1, 1, 1, 1, 1, 1, 0, 1, 0, 0};
      float[] found = network.run(weights, inputs(mask), List.of(y)).get(0);
      List<Input> inputs = inputs(mask);
      for (int set = 0; set < BATCH; set++) {
        for (int query = 0; query < QUERIES; query++) {
          double[] expected =
              expected(
                  weights,
                  row(inputs.get(0).values(), set * QUERIES + query),
                  presentRows(inputs.get(1).values(), mask, set));
          for (int j = 0; j < DIMENSION; j++) {
            assertThat((double) found[(set * QUERIES + query) * DIMENSION + j])
                .isCloseTo(expected[j], within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void whatIsAbsentHasNoEffect() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> y = attention(network);
      Weights weights = network.randomWeights(3, 2);
      float[] mask = {1, 0, 1, 1, 1, 1, 0, 1, 0, 0};
      List<Input> inputs = inputs(mask);
      float[] before = network.run(weights, inputs, List.of(y)).get(0);
      for (int i = 0; i < mask.length; i++) {
        for (int j = 0; j < DIMENSION && mask[i] == 0; j++) {
          inputs.get(1).values()[i * DIMENSION + j] = 1000;
        }
      }
      assertThat(network.run(weights, inputs, List.of(y)).get(0)).isEqualTo(before);
    }
  }

  /** With layers that give zero, what is left of a block is its normalizations. */
  @ParameterizedTest
  @EnumSource(LayerNormalization.class)
  void aBlockAddsToItsInput(LayerNormalization place) {
    AttentionBlockSpec spec =
        AttentionBlockSpec.newBuilder()
            .setDimension(4)
            .setHeads(2)
            .addHidden(3)
            .setActivation(Activation.SILU)
            .setLayerNormalization(place)
            .build();
    try (TestNetwork network = TestNetwork.trainable()) {
      AttentionBlock block = AttentionBlock.toItself(network.scope().in("block"), spec);
      Operand<TFloat32> x = network.input("x", -1, 4);
      Tokens tokens = Tokens.present(network.tf(), x, 2, 4);
      Operand<TFloat32> y = block.apply(network.tf(), tokens).matrix();
      Map<String, Weight> weights = new LinkedHashMap<>();
      Weights random = network.randomWeights(1, 1);
      for (String name : random.names()) {
        boolean open =
            !name.endsWith("output") && !name.contains("/last/") && !name.contains("norm");
        Weight weight = random.get(name);
        weights.put(
            name, open ? weight : new Weight(weight.shape(), new float[weight.values().length]));
      }
      Input input = new Input("x", new float[] {1, 2, 3, 4, 0, 2, 0, 2}, 2, 4);
      float[] found = network.run(new Weights(weights), List.of(input), List.of(y)).get(0);
      if (place == LayerNormalization.POST_NORM) {
        // Normalized twice: values of variance v become values of variance v / (v + 0.001).
        double first = Math.sqrt(1.251) * Math.sqrt(1.25 / 1.251 + 1e-3);
        double second = Math.sqrt(1.001) * Math.sqrt(1 / 1.001 + 1e-3);
        assertClose(
            found,
            -1.5 / first,
            -0.5 / first,
            0.5 / first,
            1.5 / first,
            -1 / second,
            1 / second,
            -1 / second,
            1 / second);
      } else {
        assertThat(found).containsExactly(input.values());
      }
    }
  }

  @Test
  void everyVariableReceivesItsGradient() {
    try (TestNetwork network = TestNetwork.trainable()) {
      LayerNorm norm = new LayerNorm(network.scope().in("norm"), DIMENSION);
      Operand<TFloat32> y = norm.apply(network.tf(), attention(network));
      float[] mask = {1, 0, 1, 1, 1, 1, 0, 1, 0, 0};
      GradientCheck.everyVariable(network, network.randomWeights(3, 1), inputs(mask), List.of(y));
    }
  }

  private static Operand<TFloat32> attention(TestNetwork network) {
    MultiHeadAttention layer =
        new MultiHeadAttention(network.scope().in("attention"), DIMENSION, HEADS);
    Operand<TFloat32> x = network.input("x", -1, DIMENSION);
    Operand<TFloat32> y = network.input("y", -1, DIMENSION);
    Operand<TFloat32> mask = network.input("mask", -1, -1);
    return layer.apply(
        network.tf(),
        Tokens.present(network.tf(), x, QUERIES, DIMENSION),
        Tokens.masked(network.tf(), y, DIMENSION, mask));
  }

  private static List<Input> inputs(float[] mask) {
    UniformRandomProvider random = new RandomStreams(6).stream(0);
    float[] x = TestNetwork.normal(random, BATCH * QUERIES * DIMENSION, 1);
    float[] y = TestNetwork.normal(random, BATCH * KEYS * DIMENSION, 1);
    return List.of(
        new Input("x", x, BATCH * QUERIES, DIMENSION),
        new Input("y", y, BATCH * KEYS, DIMENSION),
        new Input("mask", mask, BATCH, KEYS));
  }

  private static double[] row(float[] matrix, int index) {
    double[] row = new double[DIMENSION];
    for (int j = 0; j < DIMENSION; j++) {
      row[j] = matrix[index * DIMENSION + j];
    }
    return row;
  }

  private static List<double[]> presentRows(float[] matrix, float[] mask, int set) {
    List<double[]> rows = new ArrayList<>();
    for (int i = set * KEYS; i < (set + 1) * KEYS; i++) {
      if (mask[i] == 1) {
        rows.add(row(matrix, i));
      }
    }
    return rows;
  }

  private static double[] expected(Weights weights, double[] x, List<double[]> ys) {
    int width = DIMENSION / HEADS;
    double[] q = product(x, weights.get("attention/query"));
    double[] joined = new double[DIMENSION];
    for (int head = 0; head < HEADS; head++) {
      double total = 0;
      for (double[] y : ys) {
        double[] k = product(y, weights.get("attention/key"));
        double[] v = product(y, weights.get("attention/value"));
        double score = 0;
        for (int j = head * width; j < (head + 1) * width; j++) {
          score += q[j] * k[j] / Math.sqrt(width);
        }
        total += Math.exp(score);
        for (int j = head * width; j < (head + 1) * width; j++) {
          joined[j] += Math.exp(score) * v[j];
        }
      }
      for (int j = head * width; j < (head + 1) * width; j++) {
        joined[j] /= total;
      }
    }
    return product(joined, weights.get("attention/output"));
  }

  private static double[] product(double[] row, Weight kernel) {
    double[] result = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      for (int j = 0; j < DIMENSION; j++) {
        result[j] += row[i] * kernel.values()[i * DIMENSION + j];
      }
    }
    return result;
  }

  private static void assertClose(float[] found, double... expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-5));
    }
  }
}
