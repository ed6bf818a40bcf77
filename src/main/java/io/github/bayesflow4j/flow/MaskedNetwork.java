package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A network whose outputs for a component see the components before it and the condition.
 *
 * <pre>
 * degree of component d = 1..D: d        of the condition: 0
 * degrees of hidden units: 0..D-1 in equal shares, without a condition 1..D-1              [1]
 * a hidden unit sees what has its degree or a lower one, an output what has a lower one
 *
 * [1] Germain et al. 2015, MADE, eq. 8 to 12. Degree 0, which they have no need of, lets the first
 *     component depend on the condition beyond a constant.
 * </pre>
 *
 * The last layer starts at zero, so that a transform whose zero parameters mean the identity starts
 * as the identity. With nothing to look at (one component, no condition) it is a learned constant.
 */
final class MaskedNetwork {
  private final int dimension;
  private final int conditionWidth;
  private final int outputsEach;
  private final Activation activation;
  private final List<Layer> layers = new ArrayList<>();
  private final Operand<TFloat32> lastBias;

  /**
   * A layer with its mask, {@code [in, out]}.
   *
   * @param mask 1 where an output may see an input, else 0
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Layer(Operand<TFloat32> kernel, Operand<TFloat32> bias, float[] mask) {

    Operand<TFloat32> masked(Ops tf) {
      Shape shape = kernel.shape();
      return tf.math.mul(kernel, tf.constant(shape, DataBuffers.of(mask, true, false)));
    }
  }

  /**
   * @param dimension number of components D, at least one
   * @param conditionWidth width of the condition, zero for none
   * @param outputsEach number of outputs for each component
   */
  MaskedNetwork(
      VariableScope scope,
      int dimension,
      int conditionWidth,
      SubnetworkSpec spec,
      int outputsEach) {
    this.dimension = dimension;
    this.conditionWidth = conditionWidth;
    this.outputsEach = outputsEach;
    this.activation = spec.getActivation();
    if (dimension == 1 && conditionWidth == 0) {
      this.lastBias = scope.zeros("constant", outputsEach);
      return;
    }
    if (spec.getHiddenCount() == 0) {
      throw new IllegalArgumentException("a subnetwork needs a hidden layer, had none");
    }
    int[] below = inputDegrees();
    for (int i = 0; i < spec.getHiddenCount(); i++) {
      int[] degrees = hiddenDegrees(spec.getHidden(i));
      VariableScope in = i == 0 ? scope.in("first") : scope.in("dense_" + i);
      layers.add(
          new Layer(
              in.kernel("kernel", below.length, degrees.length),
              in.zeros("bias", degrees.length),
              mask(below, degrees, 0)));
      below = degrees;
    }
    int[] outputs = outputDegrees();
    VariableScope last = scope.in("last");
    this.lastBias = last.zeros("bias", outputs.length);
    Operand<TFloat32> kernel = last.zeroKernel("kernel", below.length, outputs.length);
    layers.add(new Layer(kernel, lastBias, mask(below, outputs, 1)));
  }

  private int[] inputDegrees() {
    int[] degrees = new int[dimension + conditionWidth];
    for (int d = 0; d < dimension; d++) {
      degrees[d] = d + 1;
    }
    return degrees;
  }

  private int[] hiddenDegrees(int width) {
    int lowest = conditionWidth > 0 ? 0 : 1;
    int[] degrees = new int[width];
    for (int i = 0; i < width; i++) {
      degrees[i] = lowest + (int) ((long) i * (dimension - lowest) / width);
    }
    return degrees;
  }

  /** All first outputs, one for each component, then all second ones, and so on. */
  private int[] outputDegrees() {
    int[] degrees = new int[outputsEach * dimension];
    for (int i = 0; i < degrees.length; i++) {
      degrees[i] = i % dimension + 1;
    }
    return degrees;
  }

  /** An output sees an input whose degree is lower by at least {@code gap}. */
  private static float[] mask(int[] in, int[] out, int gap) {
    float[] mask = new float[in.length * out.length];
    for (int i = 0; i < in.length; i++) {
      for (int j = 0; j < out.length; j++) {
        mask[i * out.length + j] = out[j] - in[i] >= gap ? 1 : 0;
      }
    }
    return mask;
  }

  /**
   * Outputs for all components at once.
   *
   * @param x {@code [rows, dimension]}
   * @return {@code [rows, outputsEach * dimension]}, all first outputs, then all second ones, ...
   */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, Condition condition) {
    if (layers.isEmpty()) {
      return constant(tf, x, lastBias);
    }
    Layer first = layers.get(0);
    Operand<TFloat32> h =
        condition.firstLayer(
            tf, Optional.of(x), dimension, conditionWidth, first.masked(tf), first.bias);
    for (Layer layer : layers.subList(1, layers.size())) {
      Operand<TFloat32> active = Activations.apply(tf, activation, h);
      h = tf.nn.biasAdd(tf.linalg.matMul(active, layer.masked(tf)), layer.bias);
    }
    return h;
  }

  private static Operand<TFloat32> constant(
      Ops tf, Operand<TFloat32> rows, Operand<TFloat32> values) {
    return tf.math.add(tf.zerosLike(Columns.of(tf, rows, 0, 1)), values);
  }

  /**
   * The same network for components that become known one after the other.
   *
   * @param rows {@code [rows, n]}, only its number of rows is used
   */
  Sequence sequence(Ops tf, Operand<TFloat32> rows, Condition condition) {
    return new Sequence(tf, rows, condition);
  }

  /**
   * Outputs for one component after the other: what the first layer sees of a component is added
   * once, and the last layer is computed for one component alone.
   */
  final class Sequence {
    private final Ops tf;
    private final Operand<TFloat32> rows;
    private final List<Operand<TFloat32>> kernels;
    private Operand<TFloat32> sums;
    private int known;

    private Sequence(Ops tf, Operand<TFloat32> rows, Condition condition) {
      this.tf = tf;
      this.rows = rows;
      this.kernels = layers.stream().map(layer -> layer.masked(tf)).toList();
      this.sums = layers.isEmpty() ? rows : sumsOfCondition(condition);
    }

    private Operand<TFloat32> sumsOfCondition(Condition condition) {
      Operand<TFloat32> bias = layers.get(0).bias;
      if (conditionWidth == 0) {
        return constant(tf, rows, bias);
      }
      Operand<TFloat32> ofCondition = rowsOf(kernels.get(0), dimension, conditionWidth);
      return condition.firstLayer(tf, Optional.empty(), 0, conditionWidth, ofCondition, bias);
    }

    private Operand<TFloat32> rowsOf(Operand<TFloat32> kernel, int first, int count) {
      return tf.slice(
          kernel, tf.constant(new int[] {first, 0}), tf.constant(new int[] {count, -1}));
    }

    /** Makes the next component known. */
    void add(Operand<TFloat32> component) {
      if (!layers.isEmpty()) {
        Operand<TFloat32> seen = tf.math.mul(component, rowsOf(kernels.get(0), known, 1));
        sums = tf.math.add(sums, seen);
      }
      known++;
    }

    /** Outputs for the first component that is not known yet, {@code [rows, outputsEach]}. */
    Operand<TFloat32> next() {
      Operand<TFloat32> bias = ofNext(lastBias, 1);
      if (layers.isEmpty() || (known == 0 && conditionWidth == 0)) {
        return constant(tf, rows, tf.reshape(bias, tf.constant(new int[] {-1})));
      }
      Operand<TFloat32> h = Activations.apply(tf, activation, sums);
      int last = layers.size() - 1;
      for (int i = 1; i < last; i++) {
        h = tf.nn.biasAdd(tf.linalg.matMul(h, kernels.get(i)), layers.get(i).bias);
        h = Activations.apply(tf, activation, h);
      }
      int width = (int) kernels.get(last).shape().get(0);
      return tf.math.add(tf.linalg.matMul(h, ofNext(kernels.get(last), width)), bias);
    }

    /** The columns of the last layer that belong to the next component. */
    private Operand<TFloat32> ofNext(Operand<TFloat32> values, int width) {
      Operand<TFloat32> byComponent =
          tf.reshape(values, tf.constant(new int[] {width, outputsEach, dimension}));
      Operand<TFloat32> own =
          tf.slice(
              byComponent,
              tf.constant(new int[] {0, 0, known}),
              tf.constant(new int[] {width, outputsEach, 1}));
      return tf.reshape(own, tf.constant(new int[] {width, outputsEach}));
    }
  }
}
