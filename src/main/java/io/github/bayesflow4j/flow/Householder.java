package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/**
 * A learned orthogonal matrix as a product of reflections (Tomczak and Welling 2016).
 *
 * <pre>
 * z = H_1 ... H_k theta       H_i = 1 - 2 v_i v_i^T / |v_i|^2       log|det| = 0              [1]
 * theta = H_k ... H_1 z
 *
 * [1] Tomczak and Welling 2016, Improving variational auto-encoders using Householder flow
 * </pre>
 *
 * The vectors start at random, as a reflection needs one that is not zero.
 */
public final class Householder implements Bijector {
  private final int dimension;
  private final int reflections;
  private final Operand<TFloat32> vectors;

  /**
   * @param reflections number of them, at least one
   */
  public Householder(VariableScope scope, int dimension, int reflections) {
    if (reflections < 1) {
      throw new IllegalArgumentException("expected at least 1 reflection, found " + reflections);
    }
    this.dimension = dimension;
    this.reflections = reflections;
    this.vectors = scope.random("vectors", 1 / Math.sqrt(dimension), reflections, dimension);
  }

  @Override
  public boolean preservesVolume() {
    return true;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    return new Transformed(LinearMap.apply(tf, matrix(tf), theta), LogDets.zero(tf, theta));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    return new Transformed(tf.linalg.matMul(z, matrix(tf)), LogDets.zero(tf, z));
  }

  /** The product of all reflections, computed once and not for every row. */
  private Operand<TFloat32> matrix(Ops tf) {
    Operand<TFloat32> product = LinearMap.identity(tf, dimension);
    for (int i = 0; i < reflections; i++) {
      Operand<TFloat32> v =
          tf.slice(vectors, tf.constant(new int[] {i, 0}), tf.constant(new int[] {1, -1}));
      Operand<TFloat32> unit =
          tf.math.mul(
              v, tf.math.rsqrt(tf.sum(tf.math.square(v), tf.constant(1), Sum.keepDims(true))));
      Operand<TFloat32> along =
          tf.sum(tf.math.mul(product, unit), tf.constant(1), Sum.keepDims(true));
      product = tf.math.sub(product, tf.math.mul(tf.constant(2f), tf.math.mul(along, unit)));
    }
    return product;
  }
}
