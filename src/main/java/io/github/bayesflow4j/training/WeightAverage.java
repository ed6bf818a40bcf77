package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.WeightLayout;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.nn.Weights;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The exponential moving average of all weights, kept as variables beside them.
 *
 * <pre>
 * a &lt;- a + (1 - d) (w - a) after each step         d = min(1 - 1 / N, (1 + t) / (10 + t))   [1]
 *
 * N the steps it is over, t the steps done before; a starts as the initial weights
 * [1] Polyak and Juditsky 1992, with weights that fall off exponentially and a decay that is small
 *     in the first steps, as in TensorFlow's ExponentialMovingAverage
 * </pre>
 *
 * Until step 9 N the average is over about the last tenth of all steps, in which the weights of the
 * start, far from any good ones, have no part.
 */
final class WeightAverage {
  private static final String NAME = "average";
  private static final String SHARE = "average_share";

  private final int steps;
  private final Operand<TFloat32> share;
  private final GraphVariable average;

  /**
   * Adds the average, and the input of the share.
   *
   * @param steps number of steps N, above zero
   */
  WeightAverage(Graph graph, int steps, WeightVector weights) {
    this.steps = steps;
    this.average = weights.zeros(NAME);
    this.share = Ops.create(graph).withName(SHARE).placeholder(TFloat32.class);
  }

  /** The average. */
  GraphVariable variable() {
    return average;
  }

  /**
   * Moves the average.
   *
   * @param updated changes the weights in the step
   */
  Op move(Ops tf, GraphVariable weights, Op updated) {
    Operand<TFloat32> now = weights.read(tf.withControlDependencies(List.of(updated)));
    return tf.assignAddVariableOp(
        average.handle(), tf.math.mul(share, tf.math.sub(now, average.value())));
  }

  /** Feeds the share of the newest weights. */
  void feed(BatchFeed feed, long step) {
    feed.scalar(SHARE, (float) share(steps, step));
  }

  /** Share {@code 1 - d} of the weights after the step with this number, counted from zero. */
  static double share(int steps, long step) {
    return Math.max(1d / steps, 9 / (10d + step));
  }

  /** The averages among the variables, under the weights' names. */
  static Weights of(WeightLayout layout, Weights variables) {
    return layout.cut(variables.get(NAME).values());
  }

  /** Variables in which the averages are these weights. */
  static Weights startedAt(WeightLayout layout, Weights weights, Weights variables) {
    float[] vector = layout.joined(weights);
    Weights.Weight average = new Weights.Weight(new long[] {vector.length}, vector);
    return variables.with(new Weights(Map.of(NAME, average)));
  }
}
