package io.github.bayesflow4j.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The random numbers of a graph that is trained: masks of dropout, and noise on the parameters.
 *
 * <p>They are a function of a seed that is fed with a run and of their place in the graph. What is
 * made of them takes effect in proportion to a strength, which is zero unless a run feeds another:
 * so a step of training has noise, and a run that measures has none.
 */
public final class TrainingNoise {
  /** Name of the input of the seed, a 64-bit scalar; 0 unless fed. */
  public static final String SEED = "training_noise/seed";

  /** Name of the input of the strength, a scalar: 0, unless fed, or 1. */
  public static final String STRENGTH = "training_noise/strength";

  private final Operand<TInt64> seed;
  private final Operand<TFloat32> strength;
  private long places;

  TrainingNoise(Ops root) {
    Ops tf = root.withSubScope("training_noise");
    this.seed = tf.withName("seed").placeholderWithDefault(tf.constant(0L), Shape.scalar());
    this.strength = tf.withName("strength").placeholderWithDefault(tf.constant(0f), Shape.scalar());
  }

  /** Whether a run has noise: 0 or 1, a scalar. */
  public Operand<TFloat32> strength() {
    return strength;
  }

  /** Standard normal numbers of the shape of {@code x}, whatever the strength. */
  public Operand<TFloat32> normal(Ops tf, Operand<TFloat32> x) {
    return tf.stopGradient(tf.random.statelessRandomNormal(tf.shape(x), place(tf), TFloat32.class));
  }

  /** Numbers uniform on [0, 1) of the shape of {@code x}, whatever the strength. */
  public Operand<TFloat32> uniform(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> shape = tf.shape(x);
    return tf.stopGradient(tf.random.statelessRandomUniform(shape, place(tf), TFloat32.class));
  }

  /** Two places of a graph share no numbers. */
  private Operand<TInt64> place(Ops tf) {
    return tf.stack(List.of(seed, tf.constant(places++)));
  }

  /**
   * Dropout (Srivastava et al. 2014): each element is zero with probability {@code rate}, and else
   * divided by {@code 1 - rate}, which keeps its expected value; without strength {@code x} to the
   * bit.
   *
   * @param rate at least 0 and below 1
   */
  public Operand<TFloat32> dropout(Ops tf, Operand<TFloat32> x, double rate) {
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(uniform(tf, x), tf.constant((float) rate)), TFloat32.class);
    Operand<TFloat32> change =
        tf.math.sub(tf.math.mul(kept, tf.constant((float) (1 / (1 - rate)))), tf.constant(1f));
    return tf.math.mul(x, tf.math.add(tf.constant(1f), tf.math.mul(strength, change)));
  }
}
