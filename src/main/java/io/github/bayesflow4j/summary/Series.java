package io.github.bayesflow4j.summary;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A batch of series as networks for sequences see it: each ends at its last present row.
 *
 * <p>Absent rows behind the last present one are padding and have no effect. An absent row before
 * it is a gap: it keeps its place in time, its features are zero, and a last column says 1 for rows
 * that are present and 0 for those that are not.
 *
 * @param values {@code [batch, n, features + 1]}, zero behind the end of a series
 * @param inside 1 up to the last present row of each series and 0 behind it, {@code [batch, n]}
 * @param length number of rows up to the last present one, at least 1, {@code [batch]}
 */
record Series(Operand<TFloat32> values, Operand<TFloat32> inside, Operand<TInt32> length) {

  /** The series of a batch of rows. */
  static Series of(Ops tf, StandardizedData data) {
    Operand<TFloat32> present = data.mask().orElseThrow();
    Operand<TFloat32> values =
        tf.concat(List.of(data.values(), tf.expandDims(present, tf.constant(2))), tf.constant(2));
    Operand<TFloat32> presentFromHere =
        tf.math.cumsum(present, tf.constant(1), Cumsum.reverse(true));
    Operand<TFloat32> inside = tf.math.minimum(presentFromHere, tf.constant(1f));
    Operand<TInt32> length =
        tf.math.maximum(
            tf.dtypes.cast(tf.sum(inside, tf.constant(1)), TInt32.class), tf.constant(1));
    return new Series(values, inside, length);
  }
}
