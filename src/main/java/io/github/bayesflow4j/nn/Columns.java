package io.github.bayesflow4j.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Cuts columns out of a matrix. */
public final class Columns {
  private Columns() {}

  /** Columns {@code first .. first + count} of {@code x [rows, width]}. */
  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, int first, int count) {
    return tf.slice(x, tf.constant(new int[] {0, first}), tf.constant(new int[] {-1, count}));
  }
}
