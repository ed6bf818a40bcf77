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
    if (spec.getLinearShift() && conditionWidth > 0) {
      bijectors.add(new ConditionalShift(scope.in("linear_shift"), dimension, conditionWidth));
    }
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
    return forwardPath(tf, theta, condition).end();
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    return inversePath(tf, z, condition).end();
  }

  /**
   * The way of a vector through the chain.
   *
   * @param values the vector before the first bijector and after each, in the order of application,
   *     each {@code [rows, dimension]}
   * @param logDet of the whole chain, {@code [rows]}
   */
  public record Path(List<Operand<TFloat32>> values, Operand<TFloat32> logDet) {

    /** Where it ends. */
    public Transformed end() {
      return new Transformed(values.get(values.size() - 1), logDet);
    }
  }

  /** {@link #forward} with all values on the way. */
  public Path forwardPath(Ops tf, Operand<TFloat32> theta, Condition condition) {
    List<Operand<TFloat32>> values = new ArrayList<>(List.of(theta));
    List<Operand<TFloat32>> logDets = new ArrayList<>();
    for (Bijector bijector : bijectors) {
      Transformed step = bijector.forward(tf, values.get(values.size() - 1), condition);
      values.add(step.value());
      if (counts(bijector)) {
        logDets.add(step.logDet());
      }
    }
    return new Path(values, sum(tf, logDets));
  }

  /** {@link #inverse} with all values on the way. */
  public Path inversePath(Ops tf, Operand<TFloat32> z, Condition condition) {
    List<Operand<TFloat32>> values = new ArrayList<>(List.of(z));
    List<Operand<TFloat32>> logDets = new ArrayList<>();
    for (int i = bijectors.size() - 1; i >= 0; i--) {
      Bijector bijector = bijectors.get(i);
      Transformed step = bijector.inverse(tf, values.get(values.size() - 1), condition);
      values.add(step.value());
      if (counts(bijector)) {
        logDets.add(step.logDet());
      }
    }
    return new Path(values, sum(tf, logDets));
  }

  /** Whether a log-determinant is needed: not zeros, unless there is nothing else. */
  private boolean counts(Bijector bijector) {
    return !bijector.preservesVolume() || bijectors.stream().allMatch(Bijector::preservesVolume);
  }

  /**
   * One after the other: TensorFlow's optimizer of graphs takes constants out of an AddN, which
   * would give other bits where weights are constants.
   */
  private static Operand<TFloat32> sum(Ops tf, List<Operand<TFloat32>> logDets) {
    Operand<TFloat32> total = logDets.get(0);
    for (Operand<TFloat32> logDet : logDets.subList(1, logDets.size())) {
      total = tf.math.add(total, logDet);
    }
    return total;
  }

  /** Log-density of {@code theta [rows, dimension]} given the condition, {@code [rows]}. */
  public Operand<TFloat32> logProb(Ops tf, Operand<TFloat32> theta, Condition condition) {
    Transformed z = forward(tf, theta, condition);
    return tf.math.sub(
        tf.math.sub(z.logDet(), base.energy(tf, z.value())),
        tf.constant((float) base.logNormalizer()));
  }
}
