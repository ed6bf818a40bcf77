package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.StudentTSpec;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Independent Student-t components whose degrees of freedom n are fixed or learned, one for each.
 *
 * <pre>
 * log p(z) = sum( lgamma((n+1)/2) - lgamma(n/2) - 1/2 log(pi n) - (n+1)/2 log(1 + z^2/n) )
 * learned: n = 1/2 + (n0 - 1/2) softplus(r + log(e - 1)),  n0 at the start                    [1]
 * draw: z = cos(2 pi v) sqrt( n (w^(-2/n) - 1) ),  v and w uniform on (0, 1]                  [2]
 *
 * [1] Jaini et al. 2020, Tails of Lipschitz triangular flows, propose to learn n
 * [2] Bailey 1994, Polar generation of random variates with the t-distribution; here the angle is
 *     drawn and not a point of the disc, which needs no rejection
 * </pre>
 *
 * A flow whose maps are straight lines far out has the tails of its base.
 */
public final class StudentT implements BaseDistribution {
  private static final float LEAST = 0.5f;

  private final int dimension;
  private final float start;
  private final Optional<Operand<TFloat32>> raw;

  /**
   * @param spec resolved: every field set
   */
  public StudentT(VariableScope scope, int dimension, StudentTSpec spec) {
    this.dimension = dimension;
    this.start = (float) spec.getDegreesOfFreedom();
    this.raw =
        spec.getLearnable()
            ? Optional.of(scope.zeros("degrees_of_freedom", dimension))
            : Optional.empty();
  }

  /** {@code [D]}. */
  private Operand<TFloat32> degrees(Ops tf) {
    if (raw.isEmpty()) {
      float[] fixed = new float[dimension];
      Arrays.fill(fixed, start);
      return tf.constant(fixed);
    }
    Operand<TFloat32> factor =
        tf.math.softplus(tf.math.add(raw.get(), tf.constant((float) Math.log(Math.expm1(1)))));
    return tf.math.add(tf.math.mul(factor, tf.constant(start - LEAST)), tf.constant(LEAST));
  }

  @Override
  public Operand<TFloat32> energy(Ops tf, Operand<TFloat32> z) {
    Operand<TFloat32> n = degrees(tf);
    Operand<TFloat32> half = tf.math.mul(n, tf.constant(0.5f));
    Operand<TFloat32> halfMore = tf.math.add(half, tf.constant(0.5f));
    Operand<TFloat32> normalizer =
        tf.math.add(
            tf.math.sub(tf.math.lgamma(half), tf.math.lgamma(halfMore)),
            tf.math.mul(tf.math.log(n), tf.constant(0.5f)));
    Operand<TFloat32> tail = tf.math.log1p(tf.math.div(tf.math.square(z), n));
    return tf.sum(tf.math.add(tf.math.mul(halfMore, tail), normalizer), tf.constant(1));
  }

  @Override
  public double logNormalizer() {
    return 0.5 * dimension * Math.log(Math.PI);
  }

  @Override
  public Operand<TFloat32> sample(Ops tf, Operand<? extends TNumber> shape, Operand<TInt64> seed) {
    Operand<TFloat32> n = degrees(tf);
    Operand<TFloat32> w =
        tf.math.sub(tf.constant(1f), tf.random.statelessRandomUniform(shape, seed, TFloat32.class));
    Operand<TFloat32> v =
        tf.random.statelessRandomUniform(shape, BaseDistribution.next(tf, seed), TFloat32.class);
    Operand<TFloat32> power =
        tf.math.expm1(tf.math.mul(tf.math.div(tf.constant(-2f), n), tf.math.log(w)));
    return tf.math.mul(
        tf.math.cos(tf.math.mul(v, tf.constant((float) (2 * Math.PI)))),
        tf.math.sqrt(tf.math.mul(n, power)));
  }

  /** {@code P(|t| > |z|) = I_x(n/2, 1/2)} with {@code x = n / (n + z^2)}. */
  @Override
  public Operand<TFloat32> toNormal(Ops tf, Operand<TFloat32> z) {
    Operand<TFloat32> n = tf.math.add(tf.zerosLike(z), degrees(tf));
    Operand<TFloat32> x = tf.math.div(n, tf.math.add(n, tf.math.square(z)));
    Operand<TFloat32> half = tf.constant(0.5f);
    Operand<TFloat32> beyond =
        tf.math.mul(
            half, tf.math.betainc(tf.math.mul(n, half), tf.math.add(tf.zerosLike(z), half), x));
    Operand<TFloat32> within = tf.math.sub(tf.constant(1f), beyond);
    var positive = tf.math.greaterEqual(z, tf.constant(0f));
    return NormalScores.of(
        tf, tf.select(positive, within, beyond), tf.select(positive, beyond, within));
  }
}
