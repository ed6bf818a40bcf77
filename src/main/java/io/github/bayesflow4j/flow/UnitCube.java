package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The uniform base distribution on the unit cube; the transforms before it must end there.
 *
 * @param dimension number of components D
 */
public record UnitCube(int dimension) implements BaseDistribution {
  /** Half the distance between neighbouring draws, so that none is 0 or 1. */
  private static final float HALF_STEP = 0x1p-24f;

  @Override
  public Operand<TFloat32> energy(Ops tf, Operand<TFloat32> z) {
    return LogDets.zero(tf, z);
  }

  @Override
  public double logNormalizer() {
    return 0;
  }

  @Override
  public Operand<TFloat32> sample(Ops tf, Operand<? extends TNumber> shape, Operand<TInt64> seed) {
    return tf.math.add(
        tf.random.statelessRandomUniform(shape, seed, TFloat32.class), tf.constant(HALF_STEP));
  }

  @Override
  public Operand<TFloat32> toNormal(Ops tf, Operand<TFloat32> z) {
    Operand<TFloat32> inside = Spline.clipToUnit(tf, z);
    return NormalScores.of(tf, inside, tf.math.sub(tf.constant(1f), inside));
  }
}
