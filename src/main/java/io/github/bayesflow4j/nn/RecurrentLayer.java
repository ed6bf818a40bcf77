package io.github.bayesflow4j.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** One recurrent layer in one direction. */
sealed interface RecurrentLayer permits Gru, Lstm {

  /**
   * Adds the layer to the graph.
   *
   * @param rows time first, {@code [n, batch, inputs]}
   * @param longest length of the longest series, at most n; scalar
   * @return the state after each row, {@code [m, batch, units]}; m is at least {@code longest}, and
   *     states behind the end of a series are finite and of no use
   */
  Operand<TFloat32> states(Ops tf, Operand<TFloat32> rows, Operand<TInt32> longest);

  /** The state before the first row, {@code [batch, units]}. */
  static Operand<TFloat32> initialState(Ops tf, Operand<TFloat32> rows, int units) {
    Operand<TInt32> batch =
        tf.slice(tf.shape(rows), tf.constant(new int[] {1}), tf.constant(new int[] {1}));
    Operand<TInt32> shape =
        tf.concat(List.of(batch, tf.constant(new int[] {units})), tf.constant(0));
    return tf.fill(shape, tf.constant(0f));
  }
}
