package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Tokens;
import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Vectors that are variables, the same for every data set: inducing points and seeds. */
final class LearnedTokens {
  private final Operand<TFloat32> matrix;
  private final int count;
  private final int width;

  LearnedTokens(VariableScope scope, String name, int count, int width) {
    this.matrix = scope.kernel(name, count, width);
    this.count = count;
    this.width = width;
  }

  /** The vectors for each data set of {@code rows}. */
  Tokens tokens(Ops tf, Tokens rows) {
    return Tokens.repeated(tf, matrix, count, width, rows);
  }
}
