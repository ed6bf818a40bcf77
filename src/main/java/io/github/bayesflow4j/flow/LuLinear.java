package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A learned invertible matrix as a product of triangles (Kingma and Dhariwal 2018).
 *
 * <pre>
 * z = P L diag(exp s) U theta       log|det| = sum s                                         [1]
 * P a fixed permutation, L and U triangles with ones on their diagonals, L below and U above
 * theta = U^-1 diag(exp -s) L^-1 P^T z
 *
 * [1] Kingma and Dhariwal 2018, Glow, eq. 10 and 11, with exp s for their s
 * </pre>
 *
 * It starts as the permutation. The inverse is found by substitution, so it may be trained too.
 */
public final class LuLinear implements Bijector {
  private final int dimension;
  private final Permutation permutation;
  private final Operand<TFloat32> triangles;
  private final Operand<TFloat32> logDiagonal;

  /**
   * @param permutation of the components
   */
  public LuLinear(VariableScope scope, Permutation permutation) {
    this.permutation = permutation;
    this.dimension = permutation.dimension();
    this.triangles = scope.zeros("triangles", dimension, dimension);
    this.logDiagonal = scope.zeros("log_diagonal", dimension);
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Operand<TFloat32> upper = unit(tf, triangles, (row, column) -> row < column);
    Operand<TFloat32> lower = unit(tf, triangles, (row, column) -> row > column);
    Operand<TFloat32> scaled = tf.math.mul(upper, column(tf, tf.math.exp(logDiagonal)));
    Operand<TFloat32> image = LinearMap.apply(tf, tf.linalg.matMul(lower, scaled), theta);
    return new Transformed(
        permutation.forward(tf, image, condition).value(), logDet(tf, theta, logDiagonal));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    Operand<TFloat32> negative = tf.math.neg(logDiagonal);
    Operand<TFloat32> lower = LinearMap.inverseOfUnitLower(tf, triangles, dimension);
    Operand<TFloat32> upper =
        transposed(tf, LinearMap.inverseOfUnitLower(tf, transposed(tf, triangles), dimension));
    Operand<TFloat32> scaled = tf.math.mul(lower, column(tf, tf.math.exp(negative)));
    Operand<TFloat32> image = permutation.inverse(tf, z, condition).value();
    return new Transformed(
        LinearMap.apply(tf, tf.linalg.matMul(upper, scaled), image), logDet(tf, z, negative));
  }

  private interface Place {
    boolean holds(int row, int column);
  }

  /** The entries at these places, and ones on the diagonal. */
  private Operand<TFloat32> unit(Ops tf, Operand<TFloat32> entries, Place place) {
    float[] mask = new float[dimension * dimension];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = place.holds(i / dimension, i % dimension) ? 1 : 0;
    }
    return tf.math.add(
        tf.math.mul(entries, LinearMap.matrix(tf, dimension, mask)),
        LinearMap.identity(tf, dimension));
  }

  private Operand<TFloat32> column(Ops tf, Operand<TFloat32> diagonal) {
    return tf.reshape(diagonal, tf.constant(new int[] {dimension, 1}));
  }

  private static Operand<TFloat32> transposed(Ops tf, Operand<TFloat32> matrix) {
    return tf.linalg.transpose(matrix, tf.constant(new int[] {1, 0}));
  }

  private static Operand<TFloat32> logDet(Ops tf, Operand<TFloat32> x, Operand<TFloat32> logs) {
    return LogDets.sum(tf, x, logs);
  }
}
