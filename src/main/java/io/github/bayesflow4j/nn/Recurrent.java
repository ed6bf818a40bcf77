package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReverseSequence;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Recurrent layers on top of each other, in one direction or both.
 *
 * <pre>
 * layer l, forward:  h_t = cell(y_t, h_(t-1)),  t = 1 .. length;  y the layer below      [1]
 * both directions:   the same for rows length .. 1 with weights of its own; y_t of the next
 *                    layer is (forward h_t, backward h_t)                               [2]
 * result:            the state of the last layer after the row it sees last: forward after row
 *                    length, backward after row 1
 *
 * [1] Graves, Mohamed and Hinton 2013, Speech recognition with deep recurrent neural networks
 * [2] Schuster and Paliwal 1997, Bidirectional recurrent neural networks
 * </pre>
 *
 * Rows behind the length of a series have no effect, and series of several lengths share a batch.
 * The two directions of a layer are independent operations, which a session with two threads runs
 * at once.
 */
public final class Recurrent {

  /** One layer: its two directions, of which the second may be missing. */
  private record Stage(RecurrentLayer forward, Optional<RecurrentLayer> backward) {}

  private final List<Stage> stages = new ArrayList<>();
  private final int outputs;

  /**
   * Makes the variables.
   *
   * @param spec resolved: every field set
   * @param inputs width of a row
   * @param largest largest length of a series; GRU cells cannot run on a longer one, LSTM cells can
   */
  public Recurrent(VariableScope scope, RecurrentLayersSpec spec, int inputs, int largest) {
    boolean both = spec.getDirection() == Direction.BIDIRECTIONAL;
    int width = inputs;
    for (int i = 1; i <= spec.getLayers(); i++) {
      VariableScope layer = scope.in("layer_" + i);
      RecurrentLayer forward = layer(layer.in("forward"), spec, width, largest);
      Optional<RecurrentLayer> backward =
          both ? Optional.of(layer(layer.in("backward"), spec, width, largest)) : Optional.empty();
      stages.add(new Stage(forward, backward));
      width = both ? 2 * spec.getUnits() : spec.getUnits();
    }
    this.outputs = width;
  }

  private static RecurrentLayer layer(
      VariableScope scope, RecurrentLayersSpec spec, int inputs, int largest) {
    return switch (spec.getCell()) {
      case LSTM -> new Lstm(scope, inputs, spec.getUnits());
      case GRU -> new Gru(scope, inputs, spec.getUnits(), largest);
    };
  }

  /** Width of the result: the units, twice as many for both directions. */
  public int outputs() {
    return outputs;
  }

  /**
   * The last states of each series.
   *
   * @param values {@code [batch, n, inputs]}, finite everywhere
   * @param length number of rows of each series, 1 to n, {@code [batch]}
   * @return {@code [batch, outputs]}
   */
  public Operand<TFloat32> last(Ops tf, Operand<TFloat32> values, Operand<TInt32> length) {
    Operand<TInt32> longest = tf.reduceMax(length, tf.constant(0));
    Operand<TFloat32> rows = tf.linalg.transpose(values, tf.constant(new int[] {1, 0, 2}));
    List<Operand<TFloat32>> states = List.of();
    for (Stage stage : stages) {
      if (!states.isEmpty()) {
        rows = inTime(tf, states, length);
      }
      states = states(tf, stage, rows, length, longest);
    }
    Operand<TInt32> batch = tf.range(tf.constant(0), tf.size(length), tf.constant(1));
    Operand<TInt32> lastRow =
        tf.stack(List.of(tf.math.sub(length, tf.constant(1)), batch), Stack.axis(1L));
    List<Operand<TFloat32>> last = new ArrayList<>();
    states.forEach(ofDirection -> last.add(tf.gatherNd(ofDirection, lastRow)));
    return joined(tf, last, 1);
  }

  /** States of each direction, in the order in which that direction meets the rows. */
  private static List<Operand<TFloat32>> states(
      Ops tf,
      Stage stage,
      Operand<TFloat32> rows,
      Operand<TInt32> length,
      Operand<TInt32> longest) {
    List<Operand<TFloat32>> states = new ArrayList<>();
    states.add(stage.forward.states(tf, rows, longest));
    stage.backward.ifPresent(
        layer -> states.add(layer.states(tf, reversed(tf, rows, length), longest)));
    return states;
  }

  /** The states of all directions side by side, in the order of time. */
  private static Operand<TFloat32> inTime(
      Ops tf, List<Operand<TFloat32>> states, Operand<TInt32> length) {
    List<Operand<TFloat32>> ordered = new ArrayList<>(states);
    if (states.size() > 1) {
      ordered.set(1, reversed(tf, states.get(1), length));
    }
    return joined(tf, ordered, 2);
  }

  /** Each series from its last row to its first; rows behind it stay where they are. */
  private static Operand<TFloat32> reversed(
      Ops tf, Operand<TFloat32> rows, Operand<TInt32> length) {
    return tf.reverseSequence(rows, length, 0L, ReverseSequence.batchDim(1L));
  }

  private static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(axis));
  }
}
