package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.FlowSpec.ActNormStart;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A learned scale and shift of each component (Kingma and Dhariwal 2018, section 3.1).
 *
 * <p>It starts as the identity or, as they propose, such that every component has mean 0 and
 * deviation 1 over some data; with heavy tails such that its quartiles are those of a standard
 * normal distribution ({@link HeavyTails}).
 */
public final class ActNorm implements Bijector {
  /** Least variance divided by, so that a component that does not vary keeps a finite scale. */
  private static final float LEAST_VARIANCE = 1e-6f;

  private final VariableScope scope;
  private final Operand<TFloat32> logScale;
  private final Operand<TFloat32> shift;
  private boolean started;

  public ActNorm(VariableScope scope, int dimension, ActNormStart start) {
    this.scope = scope;
    this.logScale = scope.zeros("log_scale", dimension);
    this.shift = scope.zeros("shift", dimension);
    this.started = start == ActNormStart.IDENTITY;
  }

  /** The start belongs to the first application, which sees what training will show it. */
  private void start(Ops ops, Operand<TFloat32> theta) {
    if (started) {
      return;
    }
    started = true;
    // Names of their own, so that all other operations are named alike with and without a start:
    // names decide the order of TensorFlow's sums.
    Ops tf = ops.withSubScope("start");
    scope.startFromData(logScale, () -> tf.math.log(scale(tf, HeavyTails.moments(tf, theta))));
    scope.startFromData(
        shift,
        () -> {
          HeavyTails.Moments moments = HeavyTails.moments(tf, theta);
          return tf.math.neg(tf.math.mul(moments.mean(), scale(tf, moments)));
        });
  }

  private static Operand<TFloat32> scale(Ops tf, HeavyTails.Moments moments) {
    return tf.math.rsqrt(tf.math.add(moments.variance(), tf.constant(LEAST_VARIANCE)));
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    start(tf, theta);
    Operand<TFloat32> z = tf.math.add(tf.math.mul(theta, tf.math.exp(logScale)), shift);
    return new Transformed(z, LogDets.sum(tf, theta, logScale));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    Operand<TFloat32> negative = tf.math.neg(logScale);
    Operand<TFloat32> theta = tf.math.mul(tf.math.sub(z, shift), tf.math.exp(negative));
    return new Transformed(theta, LogDets.sum(tf, z, negative));
  }
}
