package io.github.bayesflow4j.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.BlockLSTMGrad;
import org.tensorflow.op.nn.GRUBlockCell;
import org.tensorflow.op.nn.GRUBlockCellGrad;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The gradients of the recurrent operations, which TensorFlow has as operations but does not know
 * outside Python.
 *
 * <p>They run while TensorFlow holds the graph's lock: asking an operand for its shape, or printing
 * it, would wait for that lock forever. Operations whose gradient the loss does not ask for come
 * without one, so only the gradient of the states is read.
 */
final class RecurrentGradients {
  /** Place of the states among the outputs of {@code BlockLSTM}. */
  private static final int LSTM_STATES = 6;

  /** Place of the state among the outputs of {@code GRUBlockCell}. */
  private static final int GRU_STATE = 3;

  private RecurrentGradients() {}

  /**
   * Tells TensorFlow of the gradients, once in each process; call it before they are needed.
   *
   * @throws UnsupportedOperationException on Windows, where TensorFlow Java cannot register one
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // every operand is single precision
  static void register() {
    // Refused by TensorFlow, under its own lock, when there is one already.
    TensorFlow.registerCustomGradient(
        BlockLSTM.Inputs.class,
        (tf, inputs, gradients) ->
            lstm(tf, (BlockLSTM.Inputs<TFloat32>) inputs, floats(gradients.get(LSTM_STATES))));
    TensorFlow.registerCustomGradient(
        GRUBlockCell.Inputs.class,
        (tf, inputs, gradients) ->
            gru(tf, (GRUBlockCell.Inputs<TFloat32>) inputs, floats(gradients.get(GRU_STATE))));
  }

  @SuppressWarnings("unchecked") // every operand is single precision
  private static Output<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  private static List<Operand<?>> lstm(
      Ops tf, BlockLSTM.Inputs<TFloat32> in, Operand<TFloat32> gradient) {
    BlockLSTM<TFloat32> out = in.getOutputs();
    BlockLSTMGrad<TFloat32> back =
        tf.nn.blockLSTMGrad(
            in.seqLenMax,
            in.x,
            in.csPrev,
            in.hPrev,
            in.w,
            in.wci,
            in.wcf,
            in.wco,
            in.b,
            out.i(),
            out.cs(),
            out.f(),
            out.o(),
            out.ci(),
            out.co(),
            out.h(),
            tf.zerosLike(out.cs()),
            gradient,
            in.usePeephole);
    return List.of(
        tf.zerosLike(in.seqLenMax),
        back.xGrad(),
        back.csPrevGrad(),
        back.hPrevGrad(),
        back.wGrad(),
        back.wciGrad(),
        back.wcfGrad(),
        back.wcoGrad(),
        back.bGrad());
  }

  private static List<Operand<?>> gru(
      Ops tf, GRUBlockCell.Inputs<TFloat32> in, Operand<TFloat32> gradient) {
    GRUBlockCell<TFloat32> out = in.getOutputs();
    GRUBlockCellGrad<TFloat32> back =
        tf.nn.gRUBlockCellGrad(
            in.x, in.hPrev, in.wRu, in.wC, in.bRu, in.bC, out.r(), out.u(), out.c(), gradient);
    Operand<TInt32> columns = tf.constant(1);
    Operand<TFloat32> seen = tf.concat(List.of(in.x, in.hPrev), columns);
    Operand<TFloat32> reset = tf.concat(List.of(in.x, tf.math.mul(out.r(), in.hPrev)), columns);
    return List.of(
        back.dX(),
        back.dHPrev(),
        kernelGradient(tf, seen, back.dRBarUBar()),
        kernelGradient(tf, reset, back.dCBar()),
        tf.nn.biasAddGrad(back.dRBarUBar()),
        tf.nn.biasAddGrad(back.dCBar()));
  }

  private static Operand<TFloat32> kernelGradient(
      Ops tf, Operand<TFloat32> inputs, Operand<TFloat32> gradient) {
    return tf.linalg.matMul(inputs, gradient, MatMul.transposeA(true));
  }
}
