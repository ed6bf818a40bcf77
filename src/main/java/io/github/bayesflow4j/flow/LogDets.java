package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Log-determinants that are the same for every row. */
final class LogDets {
  private LogDets() {}

  /** Zero for each row of {@code x [rows, dimension]}. */
  static Operand<TFloat32> zero(Ops tf, Operand<TFloat32> x) {
    return tf.zerosLike(tf.reshape(Columns.of(tf, x, 0, 1), tf.constant(new int[] {-1})));
  }

  /**
   * The sum of {@code logScale [dimension]} for each row of {@code x [rows, dimension]}.
   *
   * <p>As a product with ones: TensorFlow's optimizer of graphs would merge the constants of a sum
   * of sums where weights are constants, which rounds differently.
   */
  static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x, Operand<TFloat32> logScale) {
    // Ones have no gradient unless it is stopped.
    return tf.math.mul(tf.stopGradient(tf.onesLike(zero(tf, x))), tf.sum(logScale, tf.constant(0)));
  }
}
