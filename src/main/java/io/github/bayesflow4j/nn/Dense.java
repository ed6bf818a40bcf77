package io.github.bayesflow4j.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A dense layer without nonlinearity: {@code [rows, in] -> [rows, out]}. */
public final class Dense {
  private final Operand<TFloat32> kernel;
  private final Operand<TFloat32> bias;

  private Dense(Operand<TFloat32> kernel, Operand<TFloat32> bias) {
    this.kernel = kernel;
    this.bias = bias;
  }

  /** A layer with random initial kernel. */
  public static Dense random(VariableScope scope, int in, int out) {
    return new Dense(scope.kernel("kernel", in, out), scope.zeros("bias", out));
  }

  /** A layer that starts as zero. */
  public static Dense zero(VariableScope scope, int in, int out) {
    return new Dense(scope.zeroKernel("kernel", in, out), scope.zeros("bias", out));
  }

  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    return tf.nn.biasAdd(tf.linalg.matMul(x, kernel), bias);
  }

  /**
   * The output for {@code x} added to {@code sum [rows, out]}.
   *
   * <p>The bias comes last: TensorFlow's optimizer of graphs rounds otherwise where it is constant
   * and an activation follows the sum, and the graph that is shared has to give the bits of the
   * graph that is trained.
   */
  Operand<TFloat32> addTo(Ops tf, Operand<TFloat32> sum, Operand<TFloat32> x) {
    return tf.nn.biasAdd(tf.math.add(sum, tf.linalg.matMul(x, kernel)), bias);
  }
}
