package io.github.bayesflow4j.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Layer normalization: {@code (1 + gain) (x - mean) / sqrt(variance + 0.001) + shift}, mean and
 * variance over the columns of each row.
 *
 * <p>Ba, Kiros and Hinton 2016, eq. 4. The gain is counted from one, so that both variables start
 * at zero.
 */
public final class LayerNorm {
  /** Large enough that a row of almost equal values is not blown up to unit variance. */
  private static final float EPSILON = 1e-3f;

  private final Operand<TFloat32> gain;
  private final Operand<TFloat32> shift;

  public LayerNorm(VariableScope scope, int width) {
    this.gain = scope.zeros("gain", width);
    this.shift = scope.zeros("shift", width);
  }

  /** Normalizes each row of {@code x [rows, width]}. */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> columns = tf.constant(new int[] {1});
    Operand<TFloat32> centered = tf.math.sub(x, tf.math.mean(x, columns, Mean.keepDims(true)));
    Operand<TFloat32> variance =
        tf.math.mean(tf.math.square(centered), columns, Mean.keepDims(true));
    // The gain goes with the smaller factor: TensorFlow's optimizer of graphs moves it there where
    // it is a constant, and
    // the graph that is shared has to give the bits of the graph that is trained.
    Operand<TFloat32> factor =
        tf.math.mul(
            tf.math.rsqrt(tf.math.add(variance, tf.constant(EPSILON))),
            tf.math.add(gain, tf.constant(1f)));
    return tf.nn.biasAdd(tf.math.mul(centered, factor), shift);
  }
}
