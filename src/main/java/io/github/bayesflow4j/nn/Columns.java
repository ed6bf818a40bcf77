package io.github.bayesflow4j.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Cuts matrices by columns. */
public final class Columns {
  private Columns() {}

  /** Columns {@code first .. first + count} of {@code x [rows, width]}. */
  public static Operand<TFloat32> of(Ops tf, Operand<TFloat32> x, int first, int count) {
    return tf.slice(x, tf.constant(new int[] {0, first}), tf.constant(new int[] {-1, count}));
  }

  /**
   * All of {@code x [rows, first + second]}: its first columns and its last ones. Cheaper than two
   * cuts: one operation, whose gradient is one too.
   */
  public static Halves halves(Ops tf, Operand<TFloat32> x, int first, int second) {
    List<Output<TFloat32>> parts =
        tf.splitV(x, tf.constant(new int[] {first, second}), tf.constant(1), 2L).output();
    return new Halves(parts.get(0), parts.get(1));
  }

  /**
   * A matrix cut in two.
   *
   * @param first {@code [rows, first]}
   * @param second {@code [rows, second]}
   */
  public record Halves(Operand<TFloat32> first, Operand<TFloat32> second) {}
}
