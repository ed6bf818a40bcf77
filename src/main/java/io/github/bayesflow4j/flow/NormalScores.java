package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Standard normal numbers of given probabilities. */
final class NormalScores {
  /** Probabilities below this are taken for it: 12.7 standard deviations. */
  private static final float LEAST = 1e-37f;

  private NormalScores() {}

  /**
   * The number with these probabilities of one below and of one above it, precise in both tails.
   *
   * @param below from 0 to 1
   * @param above one minus {@code below}
   */
  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> below, Operand<TFloat32> above) {
    return tf.select(
        tf.math.lessEqual(below, above), quantile(tf, below), tf.math.neg(quantile(tf, above)));
  }

  private static Operand<TFloat32> quantile(Ops tf, Operand<TFloat32> probability) {
    return tf.math.ndtri(tf.math.maximum(probability, tf.constant(LEAST)));
  }
}
