package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.AttentionBlock;
import io.github.bayesflow4j.nn.Tokens;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Pooling by multi-head attention: k learned seeds S attend to the rows, then to each other.
 *
 * <pre>
 * PMA(Z) = MAB(S, Z)                      one vector a seed                   [1], eq. 11
 * SAB(PMA(Z))                             where there are several             [1], eq. 12
 *
 * [1] Lee et al. 2019, Set transformer, section 3.2; MAB is the {@link AttentionBlock}
 * </pre>
 *
 * The feed-forward layer that [1] applies to Z first is left out: the block that made Z ends in
 * one.
 */
final class AttentionPooling {
  private final LearnedTokens seeds;
  private final AttentionBlock pool;
  private final Optional<AttentionBlock> amongSeeds;
  private final int outputs;

  AttentionPooling(VariableScope scope, AttentionBlockSpec spec, int seedCount) {
    this.seeds = new LearnedTokens(scope, "seeds", seedCount, spec.getDimension());
    this.pool = AttentionBlock.toOthers(scope.in("pool"), spec);
    this.amongSeeds =
        seedCount == 1
            ? Optional.empty()
            : Optional.of(AttentionBlock.toItself(scope.in("among_seeds"), spec));
    this.outputs = seedCount * spec.getDimension();
  }

  /** Width of the result. */
  int outputs() {
    return outputs;
  }

  /** Pools rows to {@code [batch, outputs]}. */
  Operand<TFloat32> apply(Ops tf, Tokens rows) {
    Tokens pooled = pool.apply(tf, seeds.tokens(tf, rows), rows);
    Tokens related = amongSeeds.map(block -> block.apply(tf, pooled)).orElse(pooled);
    return tf.reshape(related.matrix(), tf.constant(new int[] {-1, outputs}));
  }
}
