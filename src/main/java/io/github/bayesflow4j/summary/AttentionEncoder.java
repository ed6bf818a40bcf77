package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.AttentionBlock;
import io.github.bayesflow4j.nn.Tokens;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.op.Ops;

/**
 * A stack of blocks in which the rows of each data set attend to each other.
 *
 * <pre>
 * SAB(X) = MAB(X, X)                      every row to every other            [1], eq. 8
 * ISAB(X) = MAB(X, MAB(I, X))             through m learned vectors I         [1], eqs. 9, 10
 *
 * [1] Lee et al. 2019, Set transformer, section 3.1; MAB is the {@link AttentionBlock}
 * </pre>
 */
final class AttentionEncoder {

  /** Adds one block to the graph. */
  private interface Block {
    Tokens apply(Ops tf, Tokens rows);
  }

  private final List<Block> blocks = new ArrayList<>();

  /**
   * @param inducingPoints m; zero for attention of every row to every other
   */
  AttentionEncoder(
      VariableScope scope, AttentionBlockSpec spec, int blockCount, int inducingPoints) {
    for (int i = 1; i <= blockCount; i++) {
      VariableScope blockScope = scope.in("block_" + i);
      blocks.add(
          inducingPoints == 0 ? full(blockScope, spec) : induced(blockScope, spec, inducingPoints));
    }
  }

  private static Block full(VariableScope scope, AttentionBlockSpec spec) {
    AttentionBlock block = AttentionBlock.toItself(scope, spec);
    return block::apply;
  }

  private static Block induced(VariableScope scope, AttentionBlockSpec spec, int count) {
    LearnedTokens points = new LearnedTokens(scope, "inducing_points", count, spec.getDimension());
    AttentionBlock gather = AttentionBlock.toOthers(scope.in("gather"), spec);
    AttentionBlock spread = AttentionBlock.toOthers(scope.in("spread"), spec);
    return (tf, rows) -> spread.apply(tf, rows, gather.apply(tf, points.tokens(tf, rows), rows));
  }

  Tokens apply(Ops tf, Tokens rows) {
    Tokens encoded = rows;
    for (Block block : blocks) {
      encoded = block.apply(tf, encoded);
    }
    return encoded;
  }
}
