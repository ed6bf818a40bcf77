package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** The distribution of the latent z. */
public interface BaseDistribution {

  /** Negative log-density up to a constant, {@code [rows]}; what the training loss takes. */
  Operand<TFloat32> energy(Ops tf, Operand<TFloat32> z);

  /** What does not depend on variables: {@code log p(z) = -energy(z) - logNormalizer}. */
  double logNormalizer();

  /**
   * Draws latent vectors.
   *
   * @param shape {@code [rows, dimension]} as an integer vector
   * @param seed {@code [2]}; same seed, same draws up to rounding in every TensorFlow runtime
   */
  Operand<TFloat32> sample(Ops tf, Operand<? extends TNumber> shape, Operand<TInt64> seed);

  /**
   * The standard normal vectors of the same probabilities, {@code [rows, dimension]}: where z
   * follows this distribution they are standard normal, and only there. So one check serves all.
   */
  Operand<TFloat32> toNormal(Ops tf, Operand<TFloat32> z);

  /** A seed whose draws are independent of those of {@code seed}. */
  static Operand<TInt64> next(Ops tf, Operand<TInt64> seed) {
    return tf.math.add(seed, tf.constant(new long[] {0, 1}));
  }
}
