package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The standard normal base distribution: {@code log p(z) = -1/2 |z|^2 - D/2 log(2 pi)}.
 *
 * @param dimension number of components D
 */
public record StandardNormal(int dimension) implements BaseDistribution {

  @Override
  public Operand<TFloat32> energy(Ops tf, Operand<TFloat32> z) {
    return tf.math.mul(tf.constant(0.5f), tf.sum(tf.math.square(z), tf.constant(1)));
  }

  @Override
  public double logNormalizer() {
    return 0.5 * dimension * Math.log(2 * Math.PI);
  }

  @Override
  public Operand<TFloat32> sample(Ops tf, Operand<? extends TNumber> shape, Operand<TInt64> seed) {
    return tf.random.statelessRandomNormal(shape, seed, TFloat32.class);
  }

  @Override
  public Operand<TFloat32> toNormal(Ops tf, Operand<TFloat32> z) {
    return z;
  }
}
