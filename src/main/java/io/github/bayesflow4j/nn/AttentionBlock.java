package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.LayerNormalization;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The block that transformers are made of: vectors X attend to vectors Y, then each passes through
 * feed-forward layers.
 *
 * <pre>
 * POST_NORM   H = norm(X + MultiHead(X, Y, Y))               norm(H + rFF(H))          [1], eqs. 6, 7
 * PRE_NORM    H = X + MultiHead(norm(X), norm(Y), norm(Y))   H + rFF(norm(H))          [2], fig. 1b
 * NO_NORM     H = X + MultiHead(X, Y, Y)                     H + rFF(H)
 * rFF(H) = linear(MLP(H))
 *
 * [1] Lee et al. 2019, Set transformer
 * [2] Xiong et al. 2020, On layer normalization in the transformer architecture
 * </pre>
 */
public final class AttentionBlock {

  /** The layer normalizations around one sum, where the spec wants them. */
  private record Norms(Optional<LayerNorm> before, Optional<LayerNorm> after) {
    static Norms of(VariableScope scope, AttentionBlockSpec spec) {
      return new Norms(
          norm(scope, spec, LayerNormalization.PRE_NORM),
          norm(scope, spec, LayerNormalization.POST_NORM));
    }
  }

  private final MultiHeadAttention attention;
  private final Norms attentionNorms;
  private final Optional<LayerNorm> keyNorm;
  private final Mlp hidden;
  private final Dense last;
  private final Norms feedForwardNorms;

  private AttentionBlock(
      VariableScope scope, AttentionBlockSpec spec, Optional<LayerNorm> keyNorm) {
    int dimension = spec.getDimension();
    this.attention = new MultiHeadAttention(scope.in("attention"), dimension, spec.getHeads());
    this.attentionNorms = Norms.of(scope.in("norm_attention"), spec);
    this.keyNorm = keyNorm;
    VariableScope feedForward = scope.in("feed_forward");
    this.hidden = new Mlp(feedForward, dimension, spec.getHiddenList(), spec.getActivation());
    this.last = Dense.random(feedForward.in("last"), hidden.outputs(), dimension);
    this.feedForwardNorms = Norms.of(scope.in("norm_feed_forward"), spec);
  }

  /**
   * A block in which vectors attend to vectors of their own data set.
   *
   * @throws SpecException if the dimension is no multiple of the number of heads
   */
  public static AttentionBlock toItself(VariableScope scope, AttentionBlockSpec spec) {
    return new AttentionBlock(scope, spec, Optional.empty());
  }

  /**
   * A block in which vectors attend to others.
   *
   * @throws SpecException if the dimension is no multiple of the number of heads
   */
  public static AttentionBlock toOthers(VariableScope scope, AttentionBlockSpec spec) {
    return new AttentionBlock(
        scope, spec, norm(scope.in("norm_keys"), spec, LayerNormalization.PRE_NORM));
  }

  /** Lets the vectors of each data set attend to each other; for a block made for that. */
  public Tokens apply(Ops tf, Tokens x) {
    Tokens normalized = x.with(apply(tf, attentionNorms.before, x.matrix()));
    return apply(tf, x, normalized, normalized);
  }

  /**
   * Lets vectors attend to others; for a block made for that.
   *
   * @return as many vectors as {@code x}
   */
  public Tokens apply(Ops tf, Tokens x, Tokens y) {
    Tokens queries = x.with(apply(tf, attentionNorms.before, x.matrix()));
    return apply(tf, x, queries, y.with(apply(tf, keyNorm, y.matrix())));
  }

  private Tokens apply(Ops tf, Tokens x, Tokens queries, Tokens keys) {
    Operand<TFloat32> attended = tf.math.add(x.matrix(), attention.apply(tf, queries, keys));
    Operand<TFloat32> h = apply(tf, attentionNorms.after, attended);
    Operand<TFloat32> inner = hidden.apply(tf, apply(tf, feedForwardNorms.before, h));
    return x.with(apply(tf, feedForwardNorms.after, last.addTo(tf, h, inner)));
  }

  private static Operand<TFloat32> apply(
      Ops tf, Optional<LayerNorm> norm, Operand<TFloat32> matrix) {
    return norm.map(layer -> layer.apply(tf, matrix)).orElse(matrix);
  }

  private static Optional<LayerNorm> norm(
      VariableScope scope, AttentionBlockSpec spec, LayerNormalization place) {
    return spec.getLayerNormalization() == place
        ? Optional.of(new LayerNorm(scope, spec.getDimension()))
        : Optional.empty();
  }
}
