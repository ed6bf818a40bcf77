package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A conditional density of vectors: a chain of bijectors from parameters to a latent z with a known
 * distribution.
 *
 * <p>The chain of a {@link FlowSpec} is a number of blocks, each act-norm, mixing of the
 * components, and a layer such as a coupling.
 */
public final class ConditionalFlow implements Bijector {
  private final List<Bijector> bijectors;
  private final BaseDistribution base;

  public ConditionalFlow(List<Bijector> bijectors, BaseDistribution base) {
    this.bijectors = List.copyOf(bijectors);
    this.base = base;
  }

  /**
   * Builds the chain a spec describes.
   *
   * @param spec resolved: every field set
   * @param dimension number of components, at least one
   * @param conditionWidth width of the condition, zero for none
   * @throws SpecException if the layers do not fit the base distribution
   */
  public static ConditionalFlow build(
      VariableScope scope, FlowSpec spec, int dimension, int conditionWidth) {
    FlowCatalog catalog = new FlowCatalog(spec, dimension, conditionWidth);
    List<Bijector> bijectors = new ArrayList<>();
    catalog.beforeBlocks().ifPresent(bijectors::add);
    for (int block = 1; block <= spec.getBlocks(); block++) {
      VariableScope inBlock = scope.in("block_" + block);
      if (spec.getActNorm()) {
        bijectors.add(new ActNorm(inBlock.in("act_norm"), dimension, spec.getActNormStart()));
      }
      catalog.mixing(inBlock, block).ifPresent(bijectors::add);
      bijectors.add(catalog.layer(inBlock, block));
    }
    return new ConditionalFlow(bijectors, catalog.base(scope));
  }

  /** The distribution of z. */
  public BaseDistribution base() {
    return base;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Operand<TFloat32> value = theta;
    List<Operand<TFloat32>> logDets = new ArrayList<>();
    for (Bijector bijector : bijectors) {
      Transformed step = bijector.forward(tf, value, condition);
      value = step.value();
      logDets.add(step.logDet());
    }
    return new Transformed(value, tf.math.addN(logDets));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    Operand<TFloat32> value = z;
    List<Operand<TFloat32>> logDets = new ArrayList<>();
    for (int i = bijectors.size() - 1; i >= 0; i--) {
      Transformed step = bijectors.get(i).inverse(tf, value, condition);
      value = step.value();
      logDets.add(step.logDet());
    }
    return new Transformed(value, tf.math.addN(logDets));
  }

  /** Log-density of {@code theta [rows, dimension]} given the condition, {@code [rows]}. */
  public Operand<TFloat32> logProb(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Transformed z = forward(tf, theta, condition);
    return tf.math.sub(
        tf.math.sub(z.logDet(), base.energy(tf, z.value())),
        tf.constant((float) base.logNormalizer()));
  }
}
