package io.github.bayesflow4j.training;

import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.WeightVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradient of what a step minimizes.
 *
 * <p>Of one objective it is computed in the run that changes the weights. Of several, whose sum is
 * minimized, each is computed in a run of its own, side by side, and kept in variables; the run
 * that changes the weights adds them.
 *
 * @param total in all weights, as a vector
 * @param kept for each of several objectives, what computes and keeps its gradient; empty for one
 */
record Gradients(Operand<TFloat32> total, List<Op> kept) {
  private static final String NAME = "gradient_of_part_";

  /**
   * Adds the gradient to a graph.
   *
   * @throws IllegalStateException if an objective does not depend on a weight
   */
  static Gradients of(Graph graph, List<Operand<TFloat32>> objectives, WeightVector weights) {
    Ops tf = Ops.create(graph).withSubScope("gradient");
    List<Operand<TFloat32>> each =
        objectives.stream().map(objective -> of(graph, tf, objective, weights)).toList();
    if (each.size() == 1) {
      return new Gradients(each.get(0), List.of());
    }
    List<Op> kept = new ArrayList<>();
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (Operand<TFloat32> gradient : each) {
      GraphVariable part = weights.zeros(NAME + (kept.size() + 1));
      kept.add(part.assign(tf, gradient));
      parts.add(part.value());
    }
    return new Gradients(tf.math.addN(parts), kept);
  }

  private static Operand<TFloat32> of(
      Graph graph, Ops tf, Operand<TFloat32> objective, WeightVector weights) {
    Output<?>[] values =
        weights.weights().stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradient = graph.addGradients(objective.asOutput(), values);
    for (int i = 0; i < gradient.length; i++) {
      if (gradient[i].isClosed()) {
        throw new IllegalStateException(
            "variable " + values[i].op().name() + " receives no gradient");
      }
    }
    return weights.joined(tf, Arrays.stream(gradient).map(Gradients::floats).toList());
  }

  @SuppressWarnings("unchecked") // every variable of an estimator is single precision
  private static Operand<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }
}
