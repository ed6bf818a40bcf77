package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** An elementwise transform whose parameters are variables, the same for every row. */
record Learned(ElementwiseTransform transform, Operand<TFloat32> parameters) implements Bijector {

  static Learned make(VariableScope scope, ElementwiseTransform transform, int dimension) {
    int width = transform.parametersEach() * dimension;
    return new Learned(transform, scope.in("transform").zeros("parameters", width));
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    return transform.forward(tf, theta, rows(tf, theta));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    return transform.inverse(tf, z, rows(tf, z));
  }

  private Operand<TFloat32> rows(Ops tf, Operand<TFloat32> x) {
    return tf.math.mul(tf.stopGradient(tf.onesLike(Columns.of(tf, x, 0, 1))), parameters);
  }
}
