package io.github.bayesflow4j.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Vectors that attend or are attended to: {@code n} for each data set of a batch, as one matrix.
 *
 * @param matrix {@code [batch * n, width]}
 * @param n vectors of each data set, a scalar
 * @param width columns
 * @param bias what is added to scores of attention to these vectors, {@code [batch, 1, 1, n]}: zero
 *     where a vector is present, very low where it is absent; none if all are present
 */
public record Tokens(
    Operand<TFloat32> matrix, Operand<TInt32> n, int width, Optional<Operand<TFloat32>> bias) {

  /**
   * Far below any score of a network with finite weights: its exponential is zero, and where every
   * vector is absent the softmax is that of equal scores.
   */
  private static final float LOWEST = -1e9f;

  /** Vectors of which some are absent: those where {@code mask [batch, n]} is zero and not one. */
  public static Tokens masked(Ops tf, Operand<TFloat32> matrix, int width, Operand<TFloat32> mask) {
    Operand<TFloat32> bias = tf.math.mul(tf.math.sub(tf.constant(1f), mask), tf.constant(LOWEST));
    Operand<TInt32> one = tf.constant(1);
    return new Tokens(
        matrix,
        Sizes.of(tf, mask, 1),
        width,
        Optional.of(tf.expandDims(tf.expandDims(bias, one), one)));
  }

  /** Vectors that are all present, {@code count} for each data set. */
  public static Tokens present(Ops tf, Operand<TFloat32> matrix, int count, int width) {
    return new Tokens(matrix, tf.constant(count), width, Optional.empty());
  }

  /**
   * The same vectors for each data set of {@code others}.
   *
   * <p>They are repeated first, so that what is computed of them depends on the data. TensorFlow's
   * optimizer of graphs computes in advance, and with other rounding, what depends on constants
   * alone; but the graph that is shared has to give the bits of the graph that is trained.
   *
   * @param matrix {@code [count, width]}
   */
  public static Tokens repeated(
      Ops tf, Operand<TFloat32> matrix, int count, int width, Tokens others) {
    Operand<TInt32> batch = tf.math.div(Sizes.of(tf, others.matrix, 0), others.n);
    return present(tf, tf.tile(matrix, tf.stack(List.of(batch, tf.constant(1)))), count, width);
  }

  /** As many vectors with other values, {@code [batch * n, width]}. */
  public Tokens with(Operand<TFloat32> values) {
    return new Tokens(values, n, width, bias);
  }

  /** These vectors, to each of which that of its place is added, {@code [n, width]}. */
  public Tokens plusEach(Ops tf, Operand<TFloat32> ofPlace) {
    Operand<TFloat32> sum = tf.math.add(grouped(tf), ofPlace);
    return with(tf.reshape(sum, tf.constant(new int[] {-1, width})));
  }

  /** The vectors of each data set for themselves, {@code [batch, n, width]}. */
  public Operand<TFloat32> grouped(Ops tf) {
    return tf.reshape(matrix, tf.stack(List.of(tf.constant(-1), n, tf.constant(width))));
  }
}
