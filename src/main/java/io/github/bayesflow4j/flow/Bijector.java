package io.github.bayesflow4j.flow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * An invertible map of vectors that may depend on a condition.
 *
 * <p>Sign convention of the whole library: {@code forward} goes from parameters towards the latent
 * space and {@code inverse} back; each returns the log-determinant of the map it applied, so for
 * the same point the two are negatives of each other. Then {@code log p(theta) = log p(z) + logDet}
 * of {@code forward}.
 *
 * <p>A bijector makes its variables when it is constructed and adds operations to the graph each
 * time it is applied. It must pass the contract test kit in the test sources.
 */
public interface Bijector {

  /**
   * Maps towards the latent space.
   *
   * @param theta {@code [rows, dimension]}
   * @return {@code z [rows, dimension]} and {@code log|det dz/dtheta| [rows]}
   */
  Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition);

  /**
   * Maps back from the latent space.
   *
   * @param z {@code [rows, dimension]}
   * @return {@code theta [rows, dimension]} and {@code log|det dtheta/dz| [rows]}
   */
  Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition);

  /** Whether both log-determinants are zero for every point, so that a chain can leave them out. */
  default boolean preservesVolume() {
    return false;
  }
}
