package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.Activation;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A stack of dense layers, each followed by the nonlinearity: {@code [rows, in] -> [rows, last
 * width]}.
 */
public final class Mlp {
  private final List<Dense> layers = new ArrayList<>();
  private final Activation activation;
  private final int outputs;

  /**
   * @param widths widths of the layers, in order; empty for none
   */
  public Mlp(VariableScope scope, int inputs, List<Integer> widths, Activation activation) {
    this.activation = activation;
    int width = inputs;
    for (int i = 0; i < widths.size(); i++) {
      layers.add(Dense.random(scope.in("dense_" + (i + 1)), width, widths.get(i)));
      width = widths.get(i);
    }
    this.outputs = width;
  }

  /** Width of the last layer. */
  public int outputs() {
    return outputs;
  }

  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (Dense layer : layers) {
      h = Activations.apply(tf, activation, layer.apply(tf, h));
    }
    return h;
  }
}
