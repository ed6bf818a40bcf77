package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An elementwise transform the other way round: its forward is the inverse of another.
 *
 * @param other the transform that is turned round
 */
record ReversedTransform(ElementwiseTransform other) implements ElementwiseTransform {

  @Override
  public int parametersEach() {
    return other.parametersEach();
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    return other.inverse(tf, x, parameters);
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters) {
    return other.forward(tf, y, parameters);
  }
}
