package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.TrainingNoise;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Noise on the standardized parameters a that a flow is trained on.
 *
 * <pre>
 * a &lt;- a + s e            input noise: the same deviation s for all, in steps alone
 * a &lt;- a + k C e          soft noise: a level k ~ U(0, 1) for each row, told to the flow   [1]
 *
 * e standard normal
 * [1] Kim et al. 2020, SoftFlow: probabilistic framework for normalizing flow on manifolds
 * </pre>
 *
 * Where parameters lie on a curve or a surface they have no density, and the likelihood of a flow
 * grows without bound. With soft noise it learns a density at every level, and draws and densities
 * are those of level zero. The loss has soft noise also where it is only measured: at level zero it
 * has no lower bound on such data, and would call those weights the best that are narrowest by
 * accident.
 */
final class ParameterNoise {
  private final double largest;
  private final Optional<TrainingNoise> noise;

  /**
   * @param largest deviation C of soft noise at level one; zero for none
   * @param noise of the graph; a graph without it stays at level zero
   */
  ParameterNoise(double largest, Optional<TrainingNoise> noise) {
    this.largest = largest;
    this.noise = noise;
  }

  /**
   * Parameters with noise, and what the flow is told.
   *
   * @param value {@code [rows, free]}
   * @param condition with the level where there is soft noise, {@code [rows, width]}
   */
  record Noisy(Operand<TFloat32> value, Optional<Operand<TFloat32>> condition) {}

  /**
   * Adds noise.
   *
   * @param a standardized parameters {@code [rows, free]}
   * @param condition {@code [rows, width]}, where something is given
   * @param input deviation of input noise
   */
  Noisy add(Ops tf, Operand<TFloat32> a, Optional<Operand<TFloat32>> condition, double input) {
    if (noise.isEmpty()) {
      return new Noisy(a, withoutNoise(tf, condition));
    }
    TrainingNoise random = noise.get();
    Operand<TFloat32> value = a;
    if (input > 0) {
      Operand<TFloat32> deviation = tf.math.mul(random.strength(), tf.constant((float) input));
      value = tf.math.add(value, tf.math.mul(deviation, random.normal(tf, a)));
    }
    if (largest == 0) {
      return new Noisy(value, condition);
    }
    Operand<TFloat32> level = random.uniform(tf, Columns.of(tf, a, 0, 1));
    Operand<TFloat32> deviation = tf.math.mul(level, tf.constant((float) largest));
    return new Noisy(
        tf.math.add(value, tf.math.mul(deviation, random.normal(tf, a))),
        told(tf, condition, level));
  }

  /**
   * What the flow is told of parameters without noise: {@code [rows, width]}, a single row where
   * nothing is given.
   */
  Optional<Operand<TFloat32>> withoutNoise(Ops tf, Optional<Operand<TFloat32>> condition) {
    if (largest == 0) {
      return condition;
    }
    Operand<TFloat32> zero =
        condition
            .<Operand<TFloat32>>map(c -> tf.zerosLike(Columns.of(tf, c, 0, 1)))
            .orElseGet(() -> tf.constant(new float[1][1]));
    return told(tf, condition, zero);
  }

  private static Optional<Operand<TFloat32>> told(
      Ops tf, Optional<Operand<TFloat32>> condition, Operand<TFloat32> level) {
    return Optional.of(
        condition
            .<Operand<TFloat32>>map(c -> tf.concat(List.of(c, level), tf.constant(1)))
            .orElse(level));
  }
}
