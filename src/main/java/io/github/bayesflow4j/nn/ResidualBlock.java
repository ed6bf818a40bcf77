package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Two dense layers whose output is added to their input: {@code [rows, width] -> [rows, width]}.
 *
 * <pre>
 * y = x + W2 d(a(n(W1 a(n(x)) + b1))) + b2                                              [1]
 *
 * n layer normalization, a activation, d dropout
 * [1] He et al. 2016, Identity mappings in deep residual networks, section 4, with layer in place
 *     of batch normalization
 * </pre>
 *
 * {@code W2} starts at zero, so that a chain of blocks starts as the identity however long it is.
 */
final class ResidualBlock {
  private final Nonlinearity before;
  private final Dense first;
  private final Nonlinearity between;
  private final Dense second;

  ResidualBlock(VariableScope scope, int width, SubnetworkSpec spec) {
    VariableScope inFirst = scope.in("dense_1");
    this.before = new Nonlinearity(scope, width, spec);
    this.first = Dense.random(inFirst, width, width);
    this.between = new Nonlinearity(inFirst, width, spec);
    this.second = Dense.zero(scope.in("dense_2"), width, width);
  }

  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> h = first.apply(tf, before.withoutDropout(tf, x));
    return second.addTo(tf, x, between.apply(tf, h));
  }
}
