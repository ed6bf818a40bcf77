package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Sizes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * When the mean and deviation of some numbers say nothing about most of them, and what does.
 *
 * <pre>
 * heavy:  sum over the outermost 1 % of (x - median)^2  &gt;  1/2 sum (x - median)^2
 *         and deviation &gt; 3 w,  w = (third - first quartile) / 1.349 &gt; 0
 * then median and w take the places of mean and deviation
 * </pre>
 *
 * The outermost hundredth has 8 % of the variance of a normal distribution, and nearly all of that
 * of a Cauchy distribution, whose deviation grows with the square root of the sample. The quartiles
 * of a normal distribution lie 1.349 deviations apart. Numbers most of which are equal keep mean
 * and deviation.
 */
public final class HeavyTails {
  /** One in this many numbers is an outermost one. */
  public static final int OUTERMOST = 100;

  /** The part of the squares that belongs to the outermost numbers of a heavy tail. */
  public static final double SHARE = 0.5;

  /** The deviation of a heavy tail in units of that of a normal one with the same quartiles. */
  public static final double RATIO = 3;

  /** Between the quartiles of the standard normal distribution. */
  public static final double NORMAL_QUARTILES = 1.3489795003921634;

  /** Mean and variance of each column, {@code [columns]}, or what takes their places. */
  record Moments(Operand<TFloat32> mean, Operand<TFloat32> variance) {}

  private HeavyTails() {}

  /** Of {@code x [rows, columns]}. */
  static Moments moments(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> mean = tf.math.mean(x, tf.constant(0));
    Operand<TFloat32> variance = tf.math.mean(tf.math.square(tf.math.sub(x, mean)), tf.constant(0));
    Operand<TInt32> n = Sizes.of(tf, x, 0);
    Operand<TFloat32> columns = tf.linalg.transpose(x, tf.constant(new int[] {1, 0}));
    Operand<TFloat32> descending = tf.nn.topK(columns, n, TInt32.class).values();
    Operand<TFloat32> median = at(tf, descending, n, 2);
    Operand<TFloat32> width =
        tf.math.mul(
            tf.math.sub(at(tf, descending, n, 1), at(tf, descending, n, 3)),
            tf.constant((float) (1 / NORMAL_QUARTILES)));
    Operand<TFloat32> widthSquared = tf.math.square(width);
    Operand<TFloat32> squares = tf.math.square(tf.math.sub(columns, median));
    Operand<TInt32> outer = tf.math.maximum(tf.constant(1), tf.math.div(n, tf.constant(OUTERMOST)));
    Operand<TFloat32> outermost = sum(tf, tf.nn.topK(squares, outer, TInt32.class).values());
    Operand<TBool> heavy =
        tf.math.logicalAnd(
            tf.math.greater(outermost, tf.math.mul(sum(tf, squares), tf.constant((float) SHARE))),
            tf.math.logicalAnd(
                tf.math.greater(width, tf.constant(0f)),
                tf.math.greater(
                    tf.expandDims(variance, tf.constant(1)),
                    tf.math.mul(widthSquared, tf.constant((float) (RATIO * RATIO))))));
    return new Moments(
        tf.select(flat(tf, heavy), flat(tf, median), mean),
        tf.select(flat(tf, heavy), flat(tf, widthSquared), variance));
  }

  /** The number {@code quarters} quarters of the way down each row. */
  private static Operand<TFloat32> at(
      Ops tf, Operand<TFloat32> descending, Operand<TInt32> n, int quarters) {
    Operand<TInt32> place = tf.math.div(tf.math.mul(n, tf.constant(quarters)), tf.constant(4));
    return tf.slice(
        descending, tf.stack(List.of(tf.constant(0), place)), tf.constant(new int[] {-1, 1}));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> rows) {
    return tf.sum(rows, tf.constant(1), Sum.keepDims(true));
  }

  private static <T extends TType> Operand<T> flat(Ops tf, Operand<T> column) {
    return tf.reshape(column, tf.constant(new int[] {-1}));
  }
}
