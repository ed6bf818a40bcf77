package io.github.bayesflow4j.flow;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * What all monotonic maps in K pieces share; their numbers are {@code [rows, n, K]}, for each of
 * the n numbers of a row.
 *
 * <p>A number on a knot belongs to the piece on its right, one right of the last knot to the last
 * piece. The piece is found by comparing with all knots, and its numbers are summed out of all
 * pieces: a gather would have a scatter for its gradient.
 */
final class Spline {
  private static final int LAST = -1;

  private Spline() {}

  /**
   * The least side of a piece.
   *
   * @param fraction of the sum over all pieces
   * @throws IllegalArgumentException if the least sides fill the whole
   */
  static double least(String name, double fraction, int pieces) {
    if (!(fraction * pieces < 1)) {
      throw new IllegalArgumentException(
          "expected " + name + " below 1 / " + pieces + ", the number of bins, found " + fraction);
    }
    return fraction;
  }

  /**
   * The parameters of each number, {@code [rows, n, each]}, of those of an elementwise transform.
   */
  static Operand<TFloat32> parameters(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters, int each) {
    int n = (int) x.shape().get(1);
    return tf.linalg.transpose(
        tf.reshape(parameters, tf.constant(new int[] {-1, each, n})),
        tf.constant(new int[] {0, 2, 1}));
  }

  /** Ones in the shape of {@code x}, an operation that has no gradient unless it is stopped. */
  static Operand<TFloat32> ones(Ops tf, Operand<TFloat32> x) {
    return tf.stopGradient(tf.onesLike(x));
  }

  /** Some of the numbers along the last axis. */
  static Operand<TFloat32> cut(Ops tf, Operand<TFloat32> all, int first, int count) {
    return tf.slice(
        all, tf.constant(new int[] {0, 0, first}), tf.constant(new int[] {-1, -1, count}));
  }

  /**
   * Positive numbers whose sum over the pieces is {@code total}: {@code least + (total - K least)
   * softmax(raw)}.
   */
  static Operand<TFloat32> sides(
      Ops tf, Operand<TFloat32> raw, int pieces, double least, double total) {
    return tf.math.add(
        tf.math.mul(tf.nn.softmax(raw), tf.constant((float) (total - pieces * least))),
        tf.constant((float) least));
  }

  /** Where each piece starts if the first starts at zero: sums of the sides before it. */
  static Operand<TFloat32> starts(Ops tf, Operand<TFloat32> sides) {
    return tf.math.cumsum(sides, tf.constant(LAST), Cumsum.exclusive(true));
  }

  /**
   * The fields of the piece that each number lies in.
   *
   * @param starts where the pieces start
   * @param value {@code [rows, n]}
   * @param fields numbers of all pieces
   * @return the number of each field that belongs to the piece, {@code [rows, n]}
   */
  static List<Output<TFloat32>> piece(
      Ops tf,
      Operand<TFloat32> starts,
      Operand<TFloat32> value,
      List<? extends Operand<TFloat32>> fields) {
    Operand<TFloat32> mine = oneHot(tf, starts, value);
    Operand<TFloat32> all = tf.stack(List.copyOf(fields), Stack.axis(2L));
    Operand<TFloat32> chosen =
        tf.sum(tf.math.mul(all, tf.expandDims(mine, tf.constant(2))), tf.constant(LAST));
    return tf.unstack(chosen, (long) fields.size(), Unstack.axis(2L)).output();
  }

  /** One at the piece that each number lies in, zero at the others. */
  static Operand<TFloat32> oneHot(Ops tf, Operand<TFloat32> starts, Operand<TFloat32> value) {
    int pieces = (int) starts.shape().get(2);
    Operand<TFloat32> reached =
        tf.dtypes.cast(
            tf.math.greaterEqual(tf.expandDims(value, tf.constant(LAST)), starts), TFloat32.class);
    Operand<TFloat32> first = ones(tf, cut(tf, reached, 0, 1));
    Operand<TFloat32> later = cut(tf, reached, 1, pieces - 1);
    return tf.stopGradient(
        tf.math.sub(
            tf.concat(List.of(first, later), tf.constant(LAST)),
            tf.concat(List.of(later, tf.zerosLike(first)), tf.constant(LAST))));
  }

  /** The image where {@code x} is inside, {@code x} itself with slope one where it is not. */
  static Transformed orIdentity(
      Ops tf,
      Operand<TBool> inside,
      Operand<TFloat32> x,
      Operand<TFloat32> image,
      Operand<TFloat32> logSlope) {
    return new Transformed(
        tf.select(inside, image, x),
        tf.sum(tf.select(inside, logSlope, tf.zerosLike(x)), tf.constant(1)));
  }

  /** The number in [0, 1] nearest to each. */
  static Operand<TFloat32> clipToUnit(Ops tf, Operand<TFloat32> x) {
    return tf.clipByValue(x, tf.constant(0f), tf.constant(1f));
  }

  /** The image where {@code x} is in [0, 1], {@code x} itself with slope one where it is not. */
  static Transformed unitOrIdentity(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> image, Operand<TFloat32> logSlope) {
    Operand<TBool> inside =
        tf.math.lessEqual(tf.math.abs(tf.math.sub(x, tf.constant(0.5f))), tf.constant(0.5f));
    return orIdentity(tf, inside, x, image, logSlope);
  }
}
