package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What stands between two dense layers: layer normalization if wanted, the activation, dropout if
 * wanted.
 */
final class Nonlinearity {
  private final Activation activation;
  private final Optional<LayerNorm> norm;
  private final Optional<TrainingNoise> noise;
  private final double dropout;

  /**
   * @param scope that of the layer before it
   */
  Nonlinearity(VariableScope scope, int width, SubnetworkSpec spec) {
    this.activation = spec.getActivation();
    this.norm =
        spec.getLayerNorm()
            ? Optional.of(new LayerNorm(scope.in("layer_norm"), width))
            : Optional.empty();
    this.dropout = spec.getDropout();
    this.noise = dropout > 0 ? scope.noise() : Optional.empty();
  }

  /** To each row of {@code x [rows, width]}. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> active = withoutDropout(tf, x);
    return noise.map(random -> random.dropout(tf, active, dropout)).orElse(active);
  }

  /** The same, all of whose outputs are kept in training too. */
  Operand<TFloat32> withoutDropout(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> normalized = norm.map(layer -> layer.apply(tf, x)).orElse(x);
    return Activations.apply(tf, activation, normalized);
  }
}
