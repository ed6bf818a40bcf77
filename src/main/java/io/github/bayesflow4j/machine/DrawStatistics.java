package io.github.bayesflow4j.machine;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;

/**
 * Mean, standard deviation and quantiles over draws, inside the graph.
 *
 * <p>The rules are those of {@link io.github.bayesflow4j.posterior.PosteriorSamples}: n - 1
 * denominator, linear interpolation between order statistics.
 */
final class DrawStatistics {
  private final Ops tf;
  private final int draws;
  private final int dimension;
  private final Operand<TFloat32> samples;
  private final Operand<TFloat32> descending;

  /**
   * @param samples {@code [batch, draws, dimension]}
   */
  DrawStatistics(Ops tf, Operand<TFloat32> samples, int draws, int dimension) {
    this.tf = tf;
    this.draws = draws;
    this.dimension = dimension;
    this.samples = samples;
    Operand<TFloat32> byParameter = tf.linalg.transpose(samples, tf.constant(new int[] {0, 2, 1}));
    this.descending = tf.nn.topK(byParameter, tf.constant(draws), new TopK.Options[0]).values();
  }

  Operand<TFloat32> mean() {
    return tf.math.mean(samples, tf.constant(1));
  }

  Operand<TFloat32> sd() {
    Operand<TFloat32> centered = tf.math.sub(samples, tf.expandDims(mean(), tf.constant(1)));
    Operand<TFloat32> squares = tf.sum(tf.math.square(centered), tf.constant(1));
    return tf.math.sqrt(tf.math.div(squares, tf.constant(draws - 1f)));
  }

  Operand<TFloat32> quantile(double p) {
    double position = (draws - 1) * p;
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, draws - 1);
    float weight = (float) (position - below);
    return tf.math.add(
        tf.math.mul(ascending(below), tf.constant(1 - weight)),
        tf.math.mul(ascending(above), tf.constant(weight)));
  }

  private Operand<TFloat32> ascending(int index) {
    Operand<TFloat32> slice =
        tf.slice(
            descending,
            tf.constant(new int[] {0, 0, draws - 1 - index}),
            tf.constant(new int[] {-1, dimension, 1}));
    return tf.reshape(slice, tf.constant(new int[] {-1, dimension}));
  }
}
