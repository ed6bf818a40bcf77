package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The logistic map of every component from the real line onto (0, 1).
 *
 * <pre>
 * z = 1 / (1 + exp(-a theta))      log|det| = sum( log a - log(1 + exp(a theta)) - log(1 + exp(-a theta)) )
 * theta = (log z - log(1 - z)) / a      a = pi / sqrt 3: a uniform z is a theta of deviation one
 * </pre>
 *
 * In single precision z is less than 1 by a multiple of 2^-24, which ends theta at 9.2, and is
 * rough before: to 1e-3 at 6. On the way back z is taken to be at least 2^-24 from both ends.
 */
public final class Squash implements Bijector {
  private static final double RATE = Math.PI / Math.sqrt(3);
  private static final float LEAST = 0x1p-24f;

  private final int dimension;

  /**
   * @param dimension number of components
   */
  public Squash(int dimension) {
    this.dimension = dimension;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Operand<TFloat32> scaled = tf.math.mul(theta, tf.constant((float) RATE));
    Operand<TFloat32> logs =
        tf.math.add(tf.math.softplus(scaled), tf.math.softplus(tf.math.neg(scaled)));
    return new Transformed(tf.math.sigmoid(scaled), tf.math.neg(logDet(tf, logs)));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    Operand<TFloat32> inside = tf.clipByValue(z, tf.constant(LEAST), tf.constant(1 - LEAST));
    Operand<TFloat32> log = tf.math.log(inside);
    Operand<TFloat32> logRest = tf.math.log1p(tf.math.neg(inside));
    return new Transformed(
        tf.math.mul(tf.math.sub(log, logRest), tf.constant((float) (1 / RATE))),
        logDet(tf, tf.math.neg(tf.math.add(log, logRest))));
  }

  /** Of the way back, from {@code -log z - log(1 - z)}. */
  private Operand<TFloat32> logDet(Ops tf, Operand<TFloat32> logs) {
    return tf.math.sub(
        tf.sum(logs, tf.constant(1)), tf.constant((float) (dimension * Math.log(RATE))));
  }
}
