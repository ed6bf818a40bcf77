package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A mixture of K normals with independent components, whose weights, means and deviations are
 * learned.
 *
 * <pre>
 * p(z) = sum_k w_k prod_d N(z_d; m_dk, exp(2 s_dk)),   w = softmax(r)
 * draw: k from w, then z from its normal
 * u_d = P(z_d' &lt; z_d | z_1 .. z_{d-1}) = sum_k p(k | z_1 .. z_{d-1}) Phi((z_d - m_dk) / exp s_dk)  [1]
 *
 * [1] Rosenblatt 1952, Remarks on a multivariate transformation: independent and uniform, if z
 *     follows p
 * </pre>
 *
 * It starts with equal weights, deviations of one, and means that are random, since equal ones
 * would stay equal.
 */
public final class NormalMixture implements BaseDistribution {
  private static final int LAST = -1;

  private final int dimension;
  private final int components;
  private final Operand<TFloat32> weights;
  private final Operand<TFloat32> means;
  private final Operand<TFloat32> logScales;

  /**
   * @param components number of normals, at least one
   */
  public NormalMixture(VariableScope scope, int dimension, int components) {
    this.dimension = dimension;
    this.components = components;
    this.weights = scope.zeros("weights", components);
    this.means = scope.random("means", 1, dimension, components);
    this.logScales = scope.zeros("log_scales", dimension, components);
  }

  /** {@code (z - m) / exp s}, {@code [rows, D, K]}. */
  private Operand<TFloat32> standardized(Ops tf, Operand<TFloat32> z) {
    return tf.math.mul(
        tf.math.sub(tf.expandDims(z, tf.constant(LAST)), means),
        tf.math.exp(tf.math.neg(logScales)));
  }

  /** Log-density of each component in each normal, without its constant, {@code [rows, D, K]}. */
  private Operand<TFloat32> logDensities(Ops tf, Operand<TFloat32> standardized) {
    return tf.math.sub(tf.math.mul(tf.constant(-0.5f), tf.math.square(standardized)), logScales);
  }

  @Override
  public Operand<TFloat32> energy(Ops tf, Operand<TFloat32> z) {
    Operand<TFloat32> joint =
        tf.math.add(tf.sum(logDensities(tf, standardized(tf, z)), tf.constant(1)), weights);
    return tf.math.sub(logSumExp(tf, weights), logSumExp(tf, joint));
  }

  /** Over the last axis. */
  private static Operand<TFloat32> logSumExp(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> largest = tf.stopGradient(tf.max(x, tf.constant(LAST), Max.keepDims(true)));
    Operand<TFloat32> sum =
        tf.sum(tf.math.exp(tf.math.sub(x, largest)), tf.constant(LAST), Sum.keepDims(true));
    return tf.sum(tf.math.add(tf.math.log(sum), largest), tf.constant(LAST));
  }

  @Override
  public double logNormalizer() {
    return 0.5 * dimension * Math.log(2 * Math.PI);
  }

  @Override
  public Operand<TFloat32> sample(Ops tf, Operand<? extends TNumber> shape, Operand<TInt64> seed) {
    Operand<TFloat32> uniform =
        tf.random.statelessRandomUniform(shape, BaseDistribution.next(tf, seed), TFloat32.class);
    Operand<TFloat32> one =
        tf.slice(uniform, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1}));
    Operand<TFloat32> starts =
        Spline.starts(
            tf, tf.nn.softmax(tf.reshape(weights, tf.constant(new int[] {1, components}))));
    Operand<TFloat32> drawn = Spline.oneHot(tf, starts, one);
    Operand<TFloat32> normal = tf.random.statelessRandomNormal(shape, seed, TFloat32.class);
    return tf.math.add(
        LinearMap.apply(tf, means, drawn),
        tf.math.mul(normal, LinearMap.apply(tf, tf.math.exp(logScales), drawn)));
  }

  @Override
  public Operand<TFloat32> toNormal(Ops tf, Operand<TFloat32> z) {
    Operand<TFloat32> standardized = standardized(tf, z);
    Operand<TFloat32> before =
        tf.math.cumsum(logDensities(tf, standardized), tf.constant(1), Cumsum.exclusive(true));
    Operand<TFloat32> given = tf.nn.softmax(tf.math.add(before, weights));
    Operand<TFloat32> below = tail(tf, given, tf.math.neg(standardized));
    Operand<TFloat32> above = tail(tf, given, standardized);
    return NormalScores.of(tf, below, above);
  }

  /** Probability above, {@code [rows, D]}. */
  private static Operand<TFloat32> tail(
      Ops tf, Operand<TFloat32> given, Operand<TFloat32> standardized) {
    Operand<TFloat32> twice =
        tf.math.erfc(tf.math.mul(standardized, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.constant(0.5f), tf.sum(tf.math.mul(given, twice), tf.constant(LAST)));
  }
}
