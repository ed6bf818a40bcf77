package io.github.bayesflow4j.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Sizes that are known only when the graph runs. */
public final class Sizes {
  private Sizes() {}

  /** The size of {@code x} along {@code axis}, a scalar. */
  public static Operand<TInt32> of(Ops tf, Operand<? extends TType> x, int axis) {
    return tf.reshape(
        tf.slice(tf.shape(x), tf.constant(new int[] {axis}), tf.constant(new int[] {1})),
        tf.constant(new int[0]));
  }
}
