package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.Transformed;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Turns exponential tails into normal ones, for standardized components whose support is bounded.
 *
 * <pre>
 * t = a (1 + k a^2)^(-1/4)           about a for |a| small, about sqrt(c |a|) beyond c = k^(-1/2)
 * a = t sqrt( (k t^2 + sqrt(k^2 t^4 + 4)) / 2 )
 * log|dt/da| = log(1 + k a^2 / 2) - 5/4 log(1 + k a^2)
 * </pre>
 *
 * A density that does not vanish at a bound has tails exp(-r |u|) once the bound is mapped to
 * infinity, much heavier than those of a normal base distribution, which an affine flow ill fits.
 * The square root makes them normal. Components on the whole real line are left alone.
 */
final class TailCompression {
  /**
   * Where compression sets in, in standard deviations: near the variance-preserving c = 2 / r of
   * usual rates.
   */
  private static final double ONSET = 2.5;

  private final float[] k;

  TailCompression(ParameterSpace space) {
    this.k = new float[space.freeDimension()];
    int offset = 0;
    for (Parameter parameter : space.parameters()) {
      boolean bounded = !(parameter.support() instanceof Support.Real);
      for (int i = 0; i < parameter.support().freeDimension(); i++) {
        k[offset++] = bounded ? (float) (1 / (ONSET * ONSET)) : 0;
      }
    }
  }

  /** Maps {@code a [rows, free]} towards the flow. */
  Transformed forward(Ops tf, Operand<TFloat32> a) {
    Operand<TFloat32> ka2 = tf.math.mul(tf.math.square(a), tf.constant(k));
    Operand<TFloat32> log = tf.math.log1p(ka2);
    Operand<TFloat32> t = tf.math.mul(a, tf.math.exp(tf.math.mul(log, tf.constant(-0.25f))));
    Operand<TFloat32> logSlope =
        tf.math.sub(
            tf.math.log1p(tf.math.mul(ka2, tf.constant(0.5f))),
            tf.math.mul(log, tf.constant(1.25f)));
    return new Transformed(t, tf.sum(logSlope, tf.constant(1)));
  }

  /** Maps {@code t [rows, free]} back. */
  Operand<TFloat32> inverse(Ops tf, Operand<TFloat32> t) {
    Operand<TFloat32> kt2 = tf.math.mul(tf.math.square(t), tf.constant(k));
    Operand<TFloat32> root = tf.math.sqrt(tf.math.add(tf.math.square(kt2), tf.constant(4f)));
    Operand<TFloat32> factor = tf.math.sqrt(tf.math.mul(tf.math.add(kt2, root), tf.constant(0.5f)));
    return tf.math.mul(t, factor);
  }
}
