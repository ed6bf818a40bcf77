package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.summary.StandardizedData;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Moments of the standardized data of one observable, inside the graph: what a summary network that
 * was trained to find parameters may have learned to overlook.
 *
 * <p>Of each feature over the rows or cells present: mean, logarithm of the standard deviation, and
 * the distances of the largest and the smallest value from the mean in standard deviations, on
 * scales that bring extreme values near. A vector that is not very wide is its own moments.
 */
final class DataMoments {
  /** Variance added to each, in standardized units: the logarithm of none stays finite. */
  private static final float SMALLEST_VARIANCE = 1e-6f;

  private static final int MOMENTS = 4;

  /** A wider vector is summed up by the moments over its values. */
  private static final int WIDEST_VECTOR = 256;

  private DataMoments() {}

  /** {@code [batch, moments]}. */
  static Operand<TFloat32> of(Ops tf, Observable observable, StandardizedData data) {
    int features = observable.features().size();
    if (observable.layout() instanceof Layout.Vector) {
      return features <= WIDEST_VECTOR
          ? tf.math.asinh(data.values())
          : moments(tf, tf.expandDims(data.values(), tf.constant(2)), Optional.empty(), 1);
    }
    if (observable.layout() instanceof Layout.Grid) {
      Operand<TFloat32> cells =
          tf.reshape(data.values(), tf.constant(new int[] {-1, observable.cells(1), features}));
      return moments(tf, cells, Optional.empty(), features);
    }
    return moments(tf, data.values(), data.mask(), features);
  }

  /**
   * @param values zero in absent rows, {@code [batch, n, features]}
   * @param mask {@code [batch, n]}
   */
  private static Operand<TFloat32> moments(
      Ops tf, Operand<TFloat32> values, Optional<Operand<TFloat32>> mask, int features) {
    Operand<TFloat32> present =
        mask.<Operand<TFloat32>>map(rows -> tf.expandDims(rows, tf.constant(2)))
            .orElseGet(() -> tf.onesLike(values));
    Operand<TFloat32> count = tf.math.maximum(tf.sum(present, tf.constant(1)), tf.constant(1f));
    Operand<TFloat32> mean = tf.math.div(tf.sum(values, tf.constant(1)), count);
    // Zero in absent rows, which changes neither squares nor the extremes, one above and one below.
    Operand<TFloat32> centered =
        tf.math.mul(tf.math.sub(values, tf.expandDims(mean, tf.constant(1))), present);
    Operand<TFloat32> variance =
        tf.math.add(
            tf.math.div(tf.sum(tf.math.square(centered), tf.constant(1)), count),
            tf.constant(SMALLEST_VARIANCE));
    Operand<TFloat32> deviation = tf.math.sqrt(variance);
    Operand<TFloat32> above = tf.max(centered, tf.constant(1));
    Operand<TFloat32> below = tf.max(tf.math.neg(centered), tf.constant(1));
    Operand<TFloat32> all =
        tf.concat(
            List.of(
                tf.math.asinh(mean),
                tf.math.mul(tf.math.log(variance), tf.constant(0.5f)),
                tf.math.log1p(tf.math.div(above, deviation)),
                tf.math.log1p(tf.math.div(below, deviation))),
            tf.constant(1));
    return tf.reshape(all, tf.constant(new int[] {-1, MOMENTS * features}));
  }
}
