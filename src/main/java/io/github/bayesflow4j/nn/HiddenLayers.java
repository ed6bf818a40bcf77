package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The hidden part of a subnetwork, behind the first linear map and before the last: {@code [rows,
 * first width] -> [rows, last width]}.
 *
 * <p>Either a nonlinearity and the remaining dense layers; or a chain of residual blocks, one for
 * each width, whose sum takes no further nonlinearity: the first and the last linear map are
 * connected by a path that is linear.
 */
public final class HiddenLayers {
  private final List<BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>>> layers =
      new ArrayList<>();
  private final int outputs;

  /**
   * @param first the scope of the first linear map
   * @param scope of the layers
   * @param spec resolved; its first width is that of the first linear map
   * @throws SpecException if there is no hidden layer, or residual blocks are not of one width
   */
  public HiddenLayers(VariableScope first, VariableScope scope, SubnetworkSpec spec) {
    List<Integer> widths = spec.getHiddenList();
    int width = firstWidth(spec);
    if (spec.getResidual()) {
      if (widths.stream().anyMatch(other -> other != width)) {
        throw new SpecException(
            "the hidden layers of a residual subnetwork need one width, found " + widths);
      }
      for (int i = 1; i <= widths.size(); i++) {
        layers.add(new ResidualBlock(scope.in("block_" + i), width, spec)::apply);
      }
      this.outputs = width;
    } else {
      Mlp rest = new Mlp(scope, width, widths.subList(1, widths.size()), spec);
      layers.add(new Nonlinearity(first, width, spec)::apply);
      layers.add(rest::apply);
      this.outputs = rest.outputs();
    }
  }

  /**
   * Width of what {@link #apply} takes.
   *
   * @throws SpecException if there is no hidden layer
   */
  public static int firstWidth(SubnetworkSpec spec) {
    if (spec.getHiddenCount() == 0) {
      throw new SpecException("a subnetwork needs a hidden layer, had none");
    }
    return spec.getHidden(0);
  }

  /** Width of what {@link #apply} gives. */
  public int outputs() {
    return outputs;
  }

  /**
   * @param x what the first linear map gave
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> layer : layers) {
      h = layer.apply(tf, h);
    }
    return h;
  }
}
