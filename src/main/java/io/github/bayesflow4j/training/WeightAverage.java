package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.nn.Weights;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
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
  private static final String SCOPE = "average";
  private static final String SHARE = "average_share";

  private final int steps;
  private final Ops tf;
  private final Operand<TFloat32> share;
  private final Map<String, Variable<TFloat32>> averages = new HashMap<>();

  /**
   * Adds the input of the share.
   *
   * @param steps number of steps N, above zero
   */
  WeightAverage(Graph graph, int steps) {
    this.steps = steps;
    this.tf = Ops.create(graph).withSubScope(SCOPE);
    this.share = Ops.create(graph).withName(SHARE).placeholder(TFloat32.class);
  }

  /** Adds the average of one weight. */
  void create(Output<TFloat32> weight) {
    averages.put(weight.op().name(), Slots.zeros(tf, weight));
  }

  /**
   * Moves the average of one weight.
   *
   * @param updated the weight after the step
   */
  Operand<TFloat32> move(Ops deps, String weight, Operand<TFloat32> updated) {
    Variable<TFloat32> average = averages.get(weight);
    return deps.assignAdd(average, deps.math.mul(share, deps.math.sub(updated, average)));
  }

  /** Feeds the share of the newest weights. */
  void feed(BatchFeed feed, long step) {
    feed.scalar(SHARE, (float) share(steps, step));
  }

  /** Share {@code 1 - d} of the weights after the step with this number, counted from zero. */
  static double share(int steps, long step) {
    return Math.max(1d / steps, 9 / (10d + step));
  }

  /** The averages of these weights, under the weights' names. */
  static Weights of(Weights weights, Weights variables) {
    Map<String, Weights.Weight> values = new LinkedHashMap<>();
    weights.names().forEach(name -> values.put(name, variables.get(nameOf(name))));
    return new Weights(values);
  }

  /** Variables in which the averages are these weights. */
  static Weights startedAt(Weights weights, Weights variables) {
    Map<String, Weights.Weight> values = new LinkedHashMap<>();
    variables.names().forEach(name -> values.put(name, variables.get(name)));
    weights.names().forEach(name -> values.put(nameOf(name), weights.get(name)));
    return new Weights(values);
  }

  private static String nameOf(String weight) {
    return SCOPE + "/" + Slots.nameOf(weight);
  }
}
