package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Sizes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Which rows of a batch are present, for rows kept as one matrix {@code [batch * n, width]}.
 *
 * @param mask 1 where a row is present and 0 where it is absent, {@code [batch, n, 1]}
 * @param n rows of each data set, absent ones included; a scalar
 * @param count rows present, at least 1, {@code [batch, 1]}
 */
record PresentRows(Operand<TFloat32> mask, Operand<TInt32> n, Operand<TFloat32> count) {
  /**
   * Below any activation a network with finite weights produces; takes absent rows out of a
   * maximum.
   */
  private static final float LOWEST = -1e30f;

  static PresentRows of(Ops tf, StandardizedData data) {
    Operand<TFloat32> present = data.mask().orElseThrow();
    Operand<TFloat32> count =
        tf.math.maximum(
            tf.expandDims(tf.sum(present, tf.constant(1)), tf.constant(1)), tf.constant(1f));
    return new PresentRows(tf.expandDims(present, tf.constant(2)), Sizes.of(tf, present, 1), count);
  }

  /** The rows of each data set for themselves, {@code [batch, n, width]}. */
  Operand<TFloat32> group(Ops tf, Operand<TFloat32> rows, int width) {
    return tf.reshape(rows, tf.stack(List.of(tf.constant(-1), n, tf.constant(width))));
  }

  /** Sums the rows present, {@code [batch, n, width] -> [batch, width]}. */
  Operand<TFloat32> sum(Ops tf, Operand<TFloat32> grouped) {
    return tf.sum(tf.math.mul(grouped, mask), tf.constant(1));
  }

  /** Grouped rows with very low numbers in place of absent ones. */
  Operand<TFloat32> lowerAbsent(Ops tf, Operand<TFloat32> grouped) {
    return tf.math.add(
        tf.math.mul(grouped, mask),
        tf.math.mul(tf.math.sub(tf.constant(1f), mask), tf.constant(LOWEST)));
  }

  /**
   * Adds a vector of each data set, {@code [batch, width]}, to all its rows, {@code [batch * n,
   * width]}.
   */
  Operand<TFloat32> addToRows(
      Ops tf, Operand<TFloat32> rows, Operand<TFloat32> ofDataSet, int width) {
    Operand<TFloat32> added =
        tf.math.add(group(tf, rows, width), tf.expandDims(ofDataSet, tf.constant(1)));
    return tf.reshape(added, tf.constant(new int[] {-1, width}));
  }
}
