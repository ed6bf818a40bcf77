package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A layer of gated recurrent units.
 *
 * <pre>
 * (r, u) = sigmoid([x_t, h_(t-1)] W + b + (0, 1))                                      [1, 2]
 * h_t = u h_(t-1) + (1 - u) tanh([x_t, r h_(t-1)] W' + b')
 *
 * [1] Cho et al. 2014, Learning phrase representations using RNN encoder-decoder, eq. 5 to 8
 * [2] the update gate's bias starts at 1 for the reason that an LSTM's forget gate does
 * </pre>
 *
 * TensorFlow has no operation that runs this cell over a series. So the graph holds one cell for
 * each row up to the largest number of rows: its size, and the time and memory of every step, grow
 * with that number and not with the length of the series at hand.
 */
final class Gru implements RecurrentLayer {
  /** Beyond this, building the graph takes minutes. */
  static final int MOST_ROWS = 1000;

  private final int units;
  private final int largest;
  private final Operand<TFloat32> gatesKernel;
  private final Operand<TFloat32> gatesBias;
  private final Operand<TFloat32> candidateKernel;
  private final Operand<TFloat32> candidateBias;

  /**
   * @param largest largest number of rows
   * @throws SpecException if that is too many for a graph with one cell for each
   */
  Gru(VariableScope scope, int inputs, int units, int largest) {
    if (largest > MOST_ROWS) {
      throw new SpecException(
          "cell GRU takes series of at most "
              + MOST_ROWS
              + " rows, but the model has up to "
              + largest
              + "; choose LSTM");
    }
    RecurrentGradients.register();
    this.units = units;
    this.largest = largest;
    VariableScope gates = scope.in("gates");
    VariableScope candidate = scope.in("candidate");
    this.gatesKernel = gates.kernel("kernel", inputs + units, 2 * units);
    this.gatesBias = gates.zeros("bias", 2 * units);
    this.candidateKernel = candidate.kernel("kernel", inputs + units, units);
    this.candidateBias = candidate.zeros("bias", units);
  }

  @Override
  public Operand<TFloat32> states(Ops tf, Operand<TFloat32> rows, Operand<TInt32> longest) {
    float[] remember = new float[2 * units];
    Arrays.fill(remember, units, 2 * units, 1);
    Operand<TFloat32> bias = tf.math.add(gatesBias, tf.constant(remember));
    Operand<TFloat32> state = RecurrentLayer.initialState(tf, rows, units);
    List<Operand<TFloat32>> states = new ArrayList<>();
    for (Operand<TFloat32> row : asManyAsTheLargest(tf, rows)) {
      state = tf.nn.gRUBlockCell(row, state, gatesKernel, candidateKernel, bias, candidateBias).h();
      states.add(state);
    }
    return tf.stack(states);
  }

  /** The rows, with zeros behind them up to the largest number of rows. */
  private Unstack<TFloat32> asManyAsTheLargest(Ops tf, Operand<TFloat32> rows) {
    Operand<TInt32> padding = tf.constant(new int[][] {{0, largest}, {0, 0}, {0, 0}});
    Operand<TFloat32> more = tf.pad(rows, padding, tf.constant(0f));
    Operand<TFloat32> all =
        tf.slice(more, tf.constant(new int[3]), tf.constant(new int[] {largest, -1, -1}));
    return tf.unstack(all, (long) largest);
  }
}
