package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Conv1d;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Convolutions over series, each followed by the nonlinearity: {@code [batch, n, in] -> [batch, m,
 * outputs]}, where each stride s on the way makes ceil(n / s) rows of n.
 *
 * <p>What lies behind the end of a series is set to zero after each layer, as it is before the
 * first, so no layer can tell padding from nothing. A series of length l has length ceil(l / s)
 * behind a stride s, whatever the padding.
 */
final class ConvolutionStack {

  /** Kernels side by side and, where there are several, the convolution that joins them. */
  private record Layer(Conv1d convolution, Optional<Conv1d> joining, int stride) {}

  private static final int BOTH_AXES = 3;

  private final List<Layer> layers = new ArrayList<>();
  private final Activation activation;
  private final int outputs;

  /**
   * @param inputs columns of the series
   * @param specs resolved
   */
  ConvolutionStack(
      VariableScope scope, int inputs, List<ConvolutionSpec> specs, Activation activation) {
    this.activation = activation;
    int width = inputs;
    for (int i = 0; i < specs.size(); i++) {
      layers.add(layer(scope.in("layer_" + (i + 1)), width, specs.get(i)));
      width = specs.get(i).getFilters();
    }
    this.outputs = width;
  }

  private static Layer layer(VariableScope scope, int inputs, ConvolutionSpec spec) {
    Conv1d convolution = new Conv1d(scope.in("convolution"), inputs, spec);
    ConvolutionSpec ofLengthOne = spec.toBuilder().clearKernel().addKernel(1).setStride(1).build();
    Optional<Conv1d> joining =
        spec.getKernelCount() == 1
            ? Optional.empty()
            : Optional.of(new Conv1d(scope.in("joining"), convolution.outputs(), ofLengthOne));
    return new Layer(convolution, joining, spec.getStride());
  }

  /** Columns of the last layer. */
  int outputs() {
    return outputs;
  }

  /** Rows of the last layer for a series of {@code n}. */
  int rows(int n) {
    int rows = n;
    for (Layer layer : layers) {
      rows = (rows - 1) / layer.stride + 1;
    }
    return rows;
  }

  Series apply(Ops tf, Series series) {
    Series h = series;
    for (Layer layer : layers) {
      Operand<TFloat32> values = activate(tf, layer.convolution.apply(tf, h.values()));
      if (layer.joining.isPresent()) {
        values = activate(tf, layer.joining.get().apply(tf, values));
      }
      Operand<TFloat32> inside = everyNth(tf, h.inside(), layer.stride);
      h =
          new Series(
              tf.math.mul(values, tf.expandDims(inside, tf.constant(2))),
              inside,
              dividedAndRoundedUp(tf, h.length(), layer.stride));
    }
    return h;
  }

  private Operand<TFloat32> activate(Ops tf, Operand<TFloat32> x) {
    return Activations.apply(tf, activation, x);
  }

  /** Columns 0, n, 2 n, ... */
  private static Operand<TFloat32> everyNth(Ops tf, Operand<TFloat32> inside, int n) {
    return n == 1
        ? inside
        : tf.stridedSlice(
            inside,
            tf.constant(new int[2]),
            tf.constant(new int[2]),
            tf.constant(new int[] {1, n}),
            StridedSlice.beginMask((long) BOTH_AXES),
            StridedSlice.endMask((long) BOTH_AXES));
  }

  private static Operand<TInt32> dividedAndRoundedUp(Ops tf, Operand<TInt32> length, int stride) {
    return stride == 1
        ? length
        : tf.math.div(tf.math.add(length, tf.constant(stride - 1)), tf.constant(stride));
  }
}
