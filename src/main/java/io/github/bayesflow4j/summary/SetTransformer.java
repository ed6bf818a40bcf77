package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Tokens;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.SetTransformerSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A permutation-invariant network in which rows attend to each other.
 *
 * <pre>
 * z_i = a(W x_i + b)                              rows to vectors of one width
 * Z   = encoder(Z)                                {@link AttentionEncoder}: SAB or ISAB      [1]
 * s   = linear(pool(Z))                           {@link AttentionPooling}: PMA and SAB      [1]
 *
 * [1] Lee et al. 2019, Set transformer, section 3.3
 * </pre>
 *
 * The layer that makes z is not linear: a normalized linear image of a single feature would show
 * only its sign. Absent rows are attended to by none, so that what they attend to does not matter.
 */
public final class SetTransformer implements SummaryNetwork {
  private final int features;
  private final SetTransformerSpec spec;
  private final Dense embedding;
  private final AttentionEncoder encoder;
  private final AttentionPooling pooling;
  private final Dense last;

  /**
   * @throws SpecException if the data are no rows, or the dimension of attention is no multiple of
   *     its heads
   */
  public SetTransformer(VariableScope scope, SetTransformerSpec spec, DataForm form) {
    form.requireRows("set_transformer");
    this.spec = spec;
    this.features = form.features();
    AttentionBlockSpec block = spec.getBlock();
    this.embedding = Dense.random(scope.in("embedding"), features, block.getDimension());
    this.encoder =
        new AttentionEncoder(
            scope.in("encoder"), block, spec.getAttentionBlocks(), spec.getInducingPoints());
    this.pooling = new AttentionPooling(scope.in("pooling"), block, spec.getSeeds());
    this.last = Dense.random(scope.in("last"), pooling.outputs(), spec.getSummaryDimension());
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    AttentionBlockSpec block = spec.getBlock();
    Operand<TFloat32> rows = tf.reshape(data.values(), tf.constant(new int[] {-1, features}));
    Operand<TFloat32> embedded =
        Activations.apply(tf, block.getActivation(), embedding.apply(tf, rows));
    Tokens tokens = Tokens.masked(tf, embedded, block.getDimension(), data.mask().orElseThrow());
    return last.apply(tf, pooling.apply(tf, encoder.apply(tf, tokens)));
  }
}
