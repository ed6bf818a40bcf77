package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.HiddenLayers;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A subnetwork of a coupling: from one half of a vector and the condition to the parameters of the
 * transform of the other half.
 *
 * <p>Its last layer starts at zero, so that a transform whose zero parameters mean the identity
 * starts as the identity. With nothing to look at (one dimension, no condition) it is a learned
 * constant.
 */
final class Conditioner {
  private final int inputs;
  private final int conditionWidth;
  private final Optional<Operand<TFloat32>> kernel;
  private final Operand<TFloat32> bias;
  private final Optional<HiddenLayers> hidden;
  private final Optional<Dense> last;

  Conditioner(
      VariableScope scope, int inputs, int conditionWidth, SubnetworkSpec spec, int outputs) {
    this.inputs = inputs;
    this.conditionWidth = conditionWidth;
    if (inputs + conditionWidth == 0) {
      this.bias = scope.zeros("constant", outputs);
      this.kernel = Optional.empty();
      this.hidden = Optional.empty();
      this.last = Optional.empty();
      return;
    }
    VariableScope first = scope.in("first");
    int width = HiddenLayers.firstWidth(spec);
    this.kernel = Optional.of(first.kernel("kernel", inputs + conditionWidth, width));
    this.bias = first.zeros("bias", width);
    HiddenLayers layers = new HiddenLayers(first, scope.in("hidden"), spec);
    this.hidden = Optional.of(layers);
    this.last = Optional.of(Dense.zero(scope.in("last"), layers.outputs(), outputs));
  }

  /**
   * Transform parameters for the half {@code target}.
   *
   * @param seen the other half, {@code [rows, inputs]}; ignored where {@code inputs} is zero
   * @param target {@code [rows, n]}, only its number of rows is used
   * @return {@code [rows, outputs]}
   */
  Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> seen, Operand<TFloat32> target, Condition condition) {
    if (kernel.isEmpty()) {
      Operand<TFloat32> column =
          tf.slice(target, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1}));
      // Ones have no gradient unless it is stopped. A sum would be merged with the constants of
      // other
      // blocks where weights are constants, which rounds differently.
      return tf.math.mul(tf.stopGradient(tf.onesLike(column)), bias);
    }
    Optional<Operand<TFloat32>> row = inputs == 0 ? Optional.empty() : Optional.of(seen);
    Operand<TFloat32> first =
        condition.firstLayer(tf, row, inputs, conditionWidth, kernel.get(), bias);
    return last.orElseThrow().apply(tf, hidden.orElseThrow().apply(tf, first));
  }
}
