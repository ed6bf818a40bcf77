package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Pooling over the rows that are present.
 *
 * <p>Attention is a mean whose weights are a softmax over the rows, for each column c on its own:
 * {@code sum_i exp(u_c' x_i) x_ic / sum_i exp(u_c' x_i)}. It is attention with one head a column
 * (Lee et al. 2019, section 3.2) whose learned queries are multiplied into the kernel of the keys;
 * with u = 0, where it starts, it is the mean, and with u_c large along c it tends to the maximum.
 */
final class Pooling {
  private final DeepSetSpec.Pooling kind;
  private final int width;
  private final Optional<Operand<TFloat32>> scores;

  /**
   * @param width columns of the rows
   */
  Pooling(VariableScope scope, DeepSetSpec.Pooling kind, int width) {
    this.kind = kind;
    this.width = width;
    this.scores =
        kind == DeepSetSpec.Pooling.ATTENTION
            ? Optional.of(scope.zeroKernel("scores", width, width))
            : Optional.empty();
  }

  /** Pools {@code matrix [batch * n, width]} to {@code [batch, width]}. */
  Operand<TFloat32> apply(Ops tf, PresentRows rows, Operand<TFloat32> matrix) {
    Operand<TFloat32> grouped = rows.group(tf, matrix, width);
    return switch (kind) {
      case MEAN -> tf.math.div(rows.sum(tf, grouped), rows.count());
      case SUM -> rows.sum(tf, grouped);
      case MAX -> tf.reduceMax(rows.lowerAbsent(tf, grouped), tf.constant(1));
      case ATTENTION -> {
        Operand<TFloat32> score =
            rows.group(tf, tf.linalg.matMul(matrix, scores.orElseThrow()), width);
        yield weightedMean(tf, grouped, rows.lowerAbsent(tf, score));
      }
    };
  }

  private static Operand<TFloat32> weightedMean(
      Ops tf, Operand<TFloat32> grouped, Operand<TFloat32> score) {
    Operand<TInt32> rows = tf.constant(1);
    // Any shift gives the same weights; this one keeps the exponentials within range.
    Operand<TFloat32> highest =
        tf.stopGradient(tf.reduceMax(score, rows, ReduceMax.keepDims(true)));
    Operand<TFloat32> weight = tf.math.exp(tf.math.sub(score, highest));
    return tf.math.div(tf.sum(tf.math.mul(weight, grouped), rows), tf.sum(weight, rows));
  }
}
