package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Multi-head attention of vectors X to vectors Y.
 *
 * <pre>
 * q = X W_q      k = Y W_k      v = Y W_v      each cut into h heads of d / h columns
 * head = softmax(q k' / sqrt(d / h)) v                                       [1], eq. 1
 * MultiHead(X, Y, Y) = concat(heads) W_o                                     [1], section 3.2.2
 *
 * [1] Vaswani et al. 2017, Attention is all you need
 * </pre>
 *
 * There are no biases. That of k has no effect, for it adds the same to all scores of a query; that
 * of v adds a constant to the result, as layers behind do.
 */
public final class MultiHeadAttention {
  private static final int[] HEADS_FIRST = {0, 2, 1, 3};

  private final int dimension;
  private final int heads;
  private final Operand<TFloat32> query;
  private final Operand<TFloat32> key;
  private final Operand<TFloat32> value;
  private final Operand<TFloat32> output;

  /**
   * @param dimension columns of X, of Y and of the result
   * @throws SpecException if {@code dimension} is no multiple of {@code heads}
   */
  public MultiHeadAttention(VariableScope scope, int dimension, int heads) {
    if (dimension % heads != 0) {
      throw new SpecException(
          "expected a dimension of attention that is a multiple of its heads, found dimension "
              + dimension
              + " and "
              + heads
              + " heads");
    }
    this.dimension = dimension;
    this.heads = heads;
    this.query = scope.kernel("query", dimension, dimension);
    this.key = scope.kernel("key", dimension, dimension);
    this.value = scope.kernel("value", dimension, dimension);
    this.output = scope.kernel("output", dimension, dimension);
  }

  /**
   * Attention of {@code x} to {@code y}; absent vectors of {@code y} get no weight.
   *
   * @return {@code [batch * x.n, dimension]}
   */
  public Operand<TFloat32> apply(Ops tf, Tokens x, Tokens y) {
    Operand<TFloat32> scale = tf.constant((float) (1 / Math.sqrt(dimension / (double) heads)));
    Operand<TFloat32> q = heads(tf, x, tf.linalg.matMul(x.matrix(), tf.math.mul(query, scale)));
    Operand<TFloat32> k = heads(tf, y, tf.linalg.matMul(y.matrix(), key));
    Operand<TFloat32> v = heads(tf, y, tf.linalg.matMul(y.matrix(), value));
    Operand<TFloat32> scores = tf.train.batchMatMul(q, k, TFloat32.class, BatchMatMul.adjY(true));
    Operand<TFloat32> masked =
        y.bias().<Operand<TFloat32>>map(bias -> tf.math.add(scores, bias)).orElse(scores);
    Operand<TFloat32> attended = tf.train.batchMatMul(tf.nn.softmax(masked), v, TFloat32.class);
    Operand<TFloat32> joined =
        tf.reshape(
            tf.linalg.transpose(attended, tf.constant(HEADS_FIRST)),
            tf.constant(new int[] {-1, dimension}));
    return tf.linalg.matMul(joined, output);
  }

  /** {@code [batch * n, dimension] -> [batch, heads, n, dimension / heads]}. */
  private Operand<TFloat32> heads(Ops tf, Tokens tokens, Operand<TFloat32> matrix) {
    Operand<TInt32> shape =
        tf.stack(
            List.of(
                tf.constant(-1), tokens.n(), tf.constant(heads), tf.constant(dimension / heads)));
    return tf.linalg.transpose(tf.reshape(matrix, shape), tf.constant(HEADS_FIRST));
  }
}
