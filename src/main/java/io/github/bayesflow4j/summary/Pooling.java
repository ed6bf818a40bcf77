package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Pooling over the rows that are present, for rows kept as one matrix {@code [batch * n, width]}.
 */
final class Pooling {
  /**
   * Below any activation a network with finite weights produces; takes absent rows out of a
   * maximum.
   */
  private static final float LOWEST = -1e30f;

  private final Ops tf;
  private final DeepSetSpec.Pooling kind;
  private final Operand<TFloat32> mask;
  private final Operand<TInt32> n;
  private final Operand<TFloat32> count;

  Pooling(Ops tf, DeepSetSpec.Pooling kind, StandardizedData data) {
    this.tf = tf;
    this.kind = kind;
    Operand<TFloat32> present = data.mask().orElseThrow();
    this.mask = tf.expandDims(present, tf.constant(2));
    this.n =
        tf.reshape(
            tf.slice(tf.shape(present), tf.constant(new int[] {1}), tf.constant(new int[] {1})),
            tf.constant(new int[0]));
    this.count =
        tf.math.maximum(
            tf.expandDims(tf.sum(present, tf.constant(1)), tf.constant(1)), tf.constant(1f));
  }

  /** Pools {@code rows [batch * n, width]} to {@code [batch, width]}. */
  Operand<TFloat32> pool(Operand<TFloat32> rows, int width) {
    Operand<TFloat32> grouped = group(rows, width);
    return switch (kind) {
      case MEAN -> tf.math.div(sum(grouped), count);
      case SUM -> sum(grouped);
      case MAX ->
          tf.reduceMax(
              tf.math.add(
                  tf.math.mul(grouped, mask),
                  tf.math.mul(tf.math.sub(tf.constant(1f), mask), tf.constant(LOWEST))),
              tf.constant(1));
    };
  }

  /**
   * Adds a vector of each data set, {@code [batch, width]}, to all its rows, {@code [batch * n,
   * width]}.
   */
  Operand<TFloat32> addToRows(Operand<TFloat32> rows, Operand<TFloat32> ofDataSet, int width) {
    Operand<TFloat32> added =
        tf.math.add(group(rows, width), tf.expandDims(ofDataSet, tf.constant(1)));
    return tf.reshape(added, tf.constant(new int[] {-1, width}));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> grouped) {
    return tf.sum(tf.math.mul(grouped, mask), tf.constant(1));
  }

  private Operand<TFloat32> group(Operand<TFloat32> rows, int width) {
    return tf.reshape(rows, tf.stack(List.of(tf.constant(-1), n, tf.constant(width))));
  }
}
