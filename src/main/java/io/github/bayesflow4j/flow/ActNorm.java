package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A learned scale and shift of each component (Kingma and Dhariwal 2018, section 3.1).
 *
 * <p>It starts as the identity, which is also where initialization on data would put it: parameters
 * arrive standardized and every coupling starts as the identity.
 */
public final class ActNorm implements Bijector {
  private final Operand<TFloat32> logScale;
  private final Operand<TFloat32> shift;

  public ActNorm(VariableScope scope, int dimension) {
    this.logScale = scope.zeros("log_scale", dimension);
    this.shift = scope.zeros("shift", dimension);
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Operand<TFloat32> z = tf.math.add(tf.math.mul(theta, tf.math.exp(logScale)), shift);
    return new Transformed(z, logDet(tf, theta, logScale));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    Operand<TFloat32> negative = tf.math.neg(logScale);
    Operand<TFloat32> theta = tf.math.mul(tf.math.sub(z, shift), tf.math.exp(negative));
    return new Transformed(theta, logDet(tf, z, negative));
  }

  private static Operand<TFloat32> logDet(Ops tf, Operand<TFloat32> rows, Operand<TFloat32> scale) {
    Operand<TFloat32> zero =
        tf.zerosLike(tf.reshape(Columns.of(tf, rows, 0, 1), tf.constant(new int[] {-1})));
    return tf.math.add(zero, tf.sum(scale, tf.constant(0)));
  }
}
