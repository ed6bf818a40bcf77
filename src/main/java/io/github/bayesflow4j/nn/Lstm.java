package io.github.bayesflow4j.nn;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A layer of long short-term memory.
 *
 * <pre>
 * (i, f, g, o) = [x_t, h_(t-1)] W + b
 * c_t = sigmoid(f + 1) c_(t-1) + sigmoid(i) tanh(g)                               [1, 2, 3]
 * h_t = sigmoid(o) tanh(c_t)
 *
 * [1] Hochreiter and Schmidhuber 1997, Long short-term memory
 * [2] the forget gate f: Gers, Schmidhuber and Cummins 2000, Learning to forget
 * [3] its bias starts at 1, so that a new network remembers: Jozefowicz, Zaremba and Sutskever
 *     2015, An empirical exploration of recurrent network architectures, section 2.2
 * </pre>
 *
 * One operation runs over all rows, whatever their number. W is one kernel of Glorot's variance 2 /
 * (inputs + 5 units): between those of a kernel of its own for x and of an orthogonal one for h.
 */
final class Lstm implements RecurrentLayer {
  private static final int GATES = 4;

  /** Place of the forget gate among the gates. */
  private static final int FORGET = 1;

  private final int units;
  private final Operand<TFloat32> kernel;
  private final Operand<TFloat32> bias;

  Lstm(VariableScope scope, int inputs, int units) {
    RecurrentGradients.register();
    this.units = units;
    this.kernel = scope.kernel("kernel", inputs + units, GATES * units);
    this.bias = scope.zeros("bias", GATES * units);
  }

  @Override
  public Operand<TFloat32> states(Ops tf, Operand<TFloat32> rows, Operand<TInt32> longest) {
    float[] remember = new float[GATES * units];
    Arrays.fill(remember, FORGET * units, (FORGET + 1) * units, 1);
    Operand<TFloat32> start = RecurrentLayer.initialState(tf, rows, units);
    Operand<TFloat32> noPeephole = tf.constant(new float[units]);
    return tf.nn
        .blockLSTM(
            tf.dtypes.cast(longest, TInt64.class),
            rows,
            start,
            start,
            kernel,
            noPeephole,
            noPeephole,
            noPeephole,
            tf.math.add(bias, tf.constant(remember)))
        .h();
  }
}
