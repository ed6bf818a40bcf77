package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Scale and shift: {@code y = x exp(s) + t}, with {@code s} softly bounded.
 *
 * <pre>
 * s = (2 alpha / pi) atan(r / alpha)      r, t: the two parameters              [1]
 * y = x exp(s) + t,   log|det| = sum s                                          [2]
 * x = (y - t) exp(-s)
 *
 * [1] Radev et al. 2020, BayesFlow, alpha = 1.9
 * [2] Dinh et al. 2017, Real NVP, eq. 7
 * </pre>
 *
 * The log-scale is carried as it is; no logarithm of an exponential is ever taken.
 */
public final class AffineTransform implements ElementwiseTransform {
  private final float alpha;

  /**
   * @param alpha bound of the log-scale, above zero
   */
  public AffineTransform(double alpha) {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("the clamp must be above 0, was " + alpha);
    }
    this.alpha = (float) alpha;
  }

  @Override
  public int parametersEach() {
    return 2;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    ScaleAndShift p = split(tf, x, parameters);
    return new Transformed(
        tf.math.add(tf.math.mul(x, tf.math.exp(p.logScale)), p.shift), sum(tf, p.logScale));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters) {
    ScaleAndShift p = split(tf, y, parameters);
    Operand<TFloat32> negative = tf.math.neg(p.logScale);
    return new Transformed(
        tf.math.mul(tf.math.sub(y, p.shift), tf.math.exp(negative)), sum(tf, negative));
  }

  private record ScaleAndShift(Operand<TFloat32> logScale, Operand<TFloat32> shift) {}

  private ScaleAndShift split(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    int n = (int) x.shape().get(1);
    Columns.Halves halves = Columns.halves(tf, parameters, n, n);
    Operand<TFloat32> logScale =
        tf.math.mul(
            tf.constant((float) (2 * alpha / Math.PI)),
            tf.math.atan(tf.math.mul(halves.first(), tf.constant(1 / alpha))));
    return new ScaleAndShift(logScale, halves.second());
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> logScale) {
    return tf.sum(logScale, tf.constant(1));
  }
}
