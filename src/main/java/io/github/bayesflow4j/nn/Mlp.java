package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
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
  private record Layer(Dense dense, Nonlinearity after) {}

  private final List<Layer> layers = new ArrayList<>();
  private final int outputs;

  /**
   * @param widths widths of the layers, in order; empty for none
   */
  public Mlp(VariableScope scope, int inputs, List<Integer> widths, Activation activation) {
    this(scope, inputs, widths, SubnetworkSpec.newBuilder().setActivation(activation).build());
  }

  /**
   * @param widths widths of the layers, in order; empty for none
   * @param spec says what follows each layer
   */
  Mlp(VariableScope scope, int inputs, List<Integer> widths, SubnetworkSpec spec) {
    int width = inputs;
    for (int i = 0; i < widths.size(); i++) {
      VariableScope inLayer = scope.in("dense_" + (i + 1));
      Dense dense = Dense.random(inLayer, width, widths.get(i));
      layers.add(new Layer(dense, new Nonlinearity(inLayer, widths.get(i), spec)));
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
    for (Layer layer : layers) {
      h = layer.after.apply(tf, layer.dense.apply(tf, h));
    }
    return h;
  }
}
