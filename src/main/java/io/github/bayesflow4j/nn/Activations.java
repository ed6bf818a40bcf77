package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.Activation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The nonlinearities that a spec can name. */
public final class Activations {
  private Activations() {}

  /** Applies the nonlinearity to each element. */
  public static Operand<TFloat32> apply(Ops tf, Activation activation, Operand<TFloat32> x) {
    return switch (activation) {
      case RELU -> tf.nn.relu(x);
      case ELU -> tf.nn.elu(x);
      case SILU -> tf.math.mul(x, tf.math.sigmoid(x));
      case TANH -> tf.math.tanh(x);
    };
  }
}
