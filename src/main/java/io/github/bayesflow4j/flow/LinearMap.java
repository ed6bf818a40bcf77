package io.github.bayesflow4j.flow;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/** Products with square matrices, and solutions of triangular systems that have gradients. */
final class LinearMap {
  private LinearMap() {}

  /** {@code [n, n]}, one on the diagonal. */
  static Operand<TFloat32> identity(Ops tf, int n) {
    float[] values = new float[n * n];
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 1;
    }
    return matrix(tf, n, values);
  }

  /** A constant square matrix of these rows. */
  static Operand<TFloat32> matrix(Ops tf, int n, float[] rows) {
    return tf.constant(Shape.of(n, n), DataBuffers.of(rows));
  }

  /** Multiplies every row of {@code x [rows, n]}, as a column, by {@code matrix [n, n]}. */
  static Operand<TFloat32> apply(Ops tf, Operand<TFloat32> matrix, Operand<TFloat32> x) {
    return tf.linalg.matMul(x, matrix, MatMul.transposeB(true));
  }

  /**
   * The inverse of the triangle with ones on its diagonal whose other entries are those of {@code
   * entries} below it.
   *
   * <pre>
   * ( A  0 )^-1   (  A^-1             0   )
   * ( B  C )    = ( -C^-1 B A^-1    C^-1  )
   * </pre>
   *
   * By halves down to single entries: products only, all of which have gradients, as TensorFlow's
   * own solver has not.
   *
   * @param entries {@code [n, n]}; what is on and above the diagonal does not matter
   */
  static Operand<TFloat32> inverseOfUnitLower(Ops tf, Operand<TFloat32> entries, int n) {
    return inverseOfUnitLower(tf, entries, 0, n);
  }

  private static Operand<TFloat32> inverseOfUnitLower(
      Ops tf, Operand<TFloat32> entries, int first, int n) {
    if (n == 1) {
      return identity(tf, 1);
    }
    int half = n / 2;
    int rest = n - half;
    Operand<TFloat32> a = inverseOfUnitLower(tf, entries, first, half);
    Operand<TFloat32> c = inverseOfUnitLower(tf, entries, first + half, rest);
    Operand<TFloat32> b =
        tf.slice(
            entries,
            tf.constant(new int[] {first + half, first}),
            tf.constant(new int[] {rest, half}));
    Operand<TFloat32> corner = tf.math.neg(tf.linalg.matMul(c, tf.linalg.matMul(b, a)));
    Operand<TFloat32> zero =
        tf.constant(Shape.of(half, rest), DataBuffers.ofFloats((long) half * rest));
    return tf.concat(
        List.of(
            tf.concat(List.of(a, zero), tf.constant(1)),
            tf.concat(List.of(corner, c), tf.constant(1))),
        tf.constant(0));
  }
}
