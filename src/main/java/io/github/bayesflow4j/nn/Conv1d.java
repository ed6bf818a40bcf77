package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * A convolution over time without nonlinearity: {@code [batch, n, in] -> [batch, ceil(n / stride),
 * outputs]}.
 *
 * <pre>
 * y[t] = b + sum_j W[j] x[t s - before + j],   j = 0 .. k - 1,   x = 0 where there is no row
 * before = k - s (causal) or (k - s) / 2 rounded down (centered), for kernel length k and stride s
 * </pre>
 *
 * So y[t] stands for rows t s .. t s + s - 1. A causal kernel ends with the last of them and sees
 * none behind it; a centered one reaches as far before the first as behind the last. Where a kernel
 * is as long as the stride, every row is seen, up to the last of a series of any length.
 *
 * <p>The number of zero rows put before and behind a series follows from kernel and stride alone,
 * unlike TensorFlow's SAME. So rows of zeros at the end of a series do not change what comes out
 * for the rows before them.
 *
 * <p>Kernels of several lengths side by side are one convolution: the shorter ones are filled up
 * with zeros. At batch 64 that is faster than one convolution each, and a convolution of height one
 * is faster, above all backward, than a matrix product over shifted copies.
 */
public final class Conv1d {
  private final List<Operand<TFloat32>> kernels = new ArrayList<>();
  private final List<Integer> lengths;
  private final int longest;
  private final int filters;
  private final int stride;
  private final ConvolutionSpec.Padding padding;
  private final Operand<TFloat32> bias;

  /**
   * A convolution with random initial kernels.
   *
   * @param in columns of the input
   * @param spec resolved; each of its kernels has all its filters
   * @throws SpecException if no kernel is as long as the stride
   */
  public Conv1d(VariableScope scope, int in, ConvolutionSpec spec) {
    this.lengths = List.copyOf(spec.getKernelList());
    this.filters = spec.getFilters();
    this.stride = spec.getStride();
    this.padding = spec.getPadding();
    this.longest = Collections.max(lengths);
    if (longest < stride) {
      throw new SpecException(
          "a convolution of stride "
              + stride
              + " needs a kernel of at least that length to see every row, but its longest has "
              + longest);
    }
    for (int i = 0; i < lengths.size(); i++) {
      kernels.add(scope.kernel("kernel_" + (i + 1), lengths.get(i), in, filters));
    }
    this.bias = scope.zeros("bias", outputs());
  }

  /** Columns of the output: the filters of every kernel. */
  public int outputs() {
    return filters * lengths.size();
  }

  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    int before = before(longest);
    Operand<TFloat32> filled = pad(tf, x, 1, before, longest - 1 - before);
    // A picture of height one: [batch, 1, n, in] and [1, length, in, out].
    Operand<TFloat32> rows =
        tf.nn.conv2d(
            tf.expandDims(filled, tf.constant(1)),
            tf.expandDims(kernel(tf), tf.constant(0)),
            List.of(1L, 1L, (long) stride, 1L),
            "VALID");
    return tf.squeeze(tf.nn.biasAdd(rows, bias), Squeeze.axis(List.of(1L)));
  }

  private Operand<TFloat32> kernel(Ops tf) {
    List<Operand<TFloat32>> filled = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      int length = lengths.get(i);
      int missing = before(longest) - before(length);
      filled.add(pad(tf, kernels.get(i), 0, missing, longest - length - missing));
    }
    return filled.size() == 1 ? filled.get(0) : tf.concat(filled, tf.constant(2));
  }

  private int before(int length) {
    return switch (padding) {
      case CENTERED -> Math.floorDiv(length - stride, 2);
      case CAUSAL -> length - stride;
    };
  }

  /** Adds zeros along one of three axes. */
  private static Operand<TFloat32> pad(
      Ops tf, Operand<TFloat32> x, int axis, int before, int behind) {
    if (before + behind == 0) {
      return x;
    }
    int[][] zeros = new int[3][2];
    zeros[axis] = new int[] {before, behind};
    return tf.pad(x, tf.constant(zeros), tf.constant(0f));
  }
}
