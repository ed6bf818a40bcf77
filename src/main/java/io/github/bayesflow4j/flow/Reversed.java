package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A bijector the other way round: its forward is the inverse of another.
 *
 * <p>Around {@link MaskedAutoregressive} it is the inverse autoregressive flow of Kingma et al.
 * 2016, whose draws take one pass and whose densities take one for each component.
 *
 * @param other the bijector that is turned round
 */
record Reversed(Bijector other) implements Bijector {

  @Override
  public boolean preservesVolume() {
    return other.preservesVolume();
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    return other.inverse(tf, theta, condition);
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    return other.forward(tf, z, condition);
  }
}
