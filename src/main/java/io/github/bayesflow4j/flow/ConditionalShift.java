package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * A shift that is linear in the condition, and starts as the linear regression of the parameters on
 * it.
 *
 * <pre>
 * z = theta - c A      log|det| = 0
 * start: A = (C'C + lambda I)^-1 C'T     C, T: centered conditions and parameters of some data   [1]
 *        lambda = 1e-3 of the mean of the diagonal of C'C
 *
 * [1] Hoerl and Kennard 1970, Ridge regression
 * </pre>
 *
 * What linear regression knows needs no training, and with few simulations a network would learn it
 * together with much noise. The constant is left to the act-norm after it.
 */
public final class ConditionalShift implements Bijector {
  private static final float RIDGE = 1e-3f;

  /** Added to the diagonal, for a condition that does not vary at all. */
  private static final float LEAST = 1e-6f;

  private final VariableScope scope;
  private final int conditionWidth;
  private final Operand<TFloat32> kernel;
  private boolean started;

  /**
   * @param dimension number of components, at least one
   * @param conditionWidth width of the condition, at least one
   */
  public ConditionalShift(VariableScope scope, int dimension, int conditionWidth) {
    if (conditionWidth < 1) {
      throw new IllegalArgumentException("expected a condition to shift by, found none");
    }
    this.scope = scope;
    this.conditionWidth = conditionWidth;
    this.kernel = scope.zeroKernel("kernel", conditionWidth, dimension);
  }

  @Override
  public boolean preservesVolume() {
    return true;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    start(tf.withSubScope("start"), theta, condition);
    return new Transformed(tf.math.sub(theta, shift(tf, condition)), LogDets.zero(tf, theta));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    return new Transformed(tf.math.add(z, shift(tf, condition)), LogDets.zero(tf, z));
  }

  private Operand<TFloat32> shift(Ops tf, Condition condition) {
    return condition.project(tf, Optional.empty(), 0, conditionWidth, kernel);
  }

  /** The start belongs to the first application, which sees what training will show it. */
  private void start(Ops tf, Operand<TFloat32> theta, Condition condition) {
    if (started) {
      return;
    }
    started = true;
    scope.startFromData(kernel, () -> regression(tf, condition.perRow().orElseThrow(), theta));
  }

  private Operand<TFloat32> regression(
      Ops tf, Operand<TFloat32> conditions, Operand<TFloat32> theta) {
    Operand<TFloat32> c = centered(tf, conditions);
    Operand<TFloat32> squares = tf.linalg.matMul(c, c, MatMul.transposeA(true));
    Operand<TFloat32> mean = tf.math.mean(tf.linalg.tensorDiagPart(squares), tf.constant(0));
    Operand<TFloat32> lambda =
        tf.math.add(tf.math.mul(mean, tf.constant(RIDGE)), tf.constant(LEAST));
    float[] ones = new float[conditionWidth];
    Arrays.fill(ones, 1);
    Operand<TFloat32> ridge = tf.linalg.tensorDiag(tf.math.mul(lambda, tf.constant(ones)));
    return tf.linalg.solve(
        tf.math.add(squares, ridge),
        tf.linalg.matMul(c, centered(tf, theta), MatMul.transposeA(true)));
  }

  private static Operand<TFloat32> centered(Ops tf, Operand<TFloat32> rows) {
    return tf.math.sub(rows, tf.math.mean(rows, tf.constant(0)));
  }
}
