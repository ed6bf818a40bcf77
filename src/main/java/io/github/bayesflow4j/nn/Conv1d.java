package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.ConvolutionSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

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
 * <p>The number of zero rows put before a series follows from kernel and stride alone, unlike
 * TensorFlow's SAME; behind it are as many as the last step sees. So rows of zeros at the end of a
 * series do not change what comes out for the rows before them.
 *
 * <p>It is one matrix product over copies of the rows that each step sees. Kernels of several
 * lengths side by side are one kernel: the shorter ones are filled up with zeros.
 */
public final class Conv1d {
  private final List<Operand<TFloat32>> kernels = new ArrayList<>();
  private final int in;
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
    this.in = in;
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
    Operand<TInt32> steps =
        tf.math.div(tf.math.add(Sizes.of(tf, x, 1), tf.constant(stride - 1)), tf.constant(stride));
    Operand<TFloat32> windows = windows(tf, x, steps);
    Operand<TFloat32> kernel = tf.reshape(kernel(tf), tf.constant(new int[] {-1, outputs()}));
    Operand<TFloat32> rows = tf.nn.biasAdd(tf.linalg.matMul(windows, kernel), bias);
    return tf.reshape(rows, tf.stack(List.of(tf.constant(-1), steps, tf.constant(outputs()))));
  }

  /**
   * The rows that a kernel sees in each step, one after the other: {@code [batch * steps, blocks *
   * stride * in]}. They are copies of blocks of as many rows as the stride.
   */
  private Operand<TFloat32> windows(Ops tf, Operand<TFloat32> x, Operand<TInt32> steps) {
    Operand<TInt32> there = tf.math.add(steps, tf.constant(blocks() - 1));
    Operand<TFloat32> cut =
        tf.reshape(
            filled(tf, x, there),
            tf.stack(List.of(tf.constant(-1), there, tf.constant(stride * in))));
    Operand<TInt32> size = tf.stack(List.of(tf.constant(-1), steps, tf.constant(-1)));
    List<Operand<TFloat32>> shifted = new ArrayList<>();
    for (int i = 0; i < blocks(); i++) {
      shifted.add(tf.slice(cut, tf.constant(new int[] {0, i, 0}), size));
    }
    return tf.reshape(joined(tf, shifted), tf.constant(new int[] {-1, blocks() * stride * in}));
  }

  /** A series with zeros before and behind it, so that it is as many blocks as are asked for. */
  private Operand<TFloat32> filled(Ops tf, Operand<TFloat32> x, Operand<TInt32> blocks) {
    int before = before(longest);
    Operand<TInt32> behind =
        tf.math.sub(
            tf.math.mul(blocks, tf.constant(stride)),
            tf.math.add(Sizes.of(tf, x, 1), tf.constant(before)));
    Operand<TInt32> zeros =
        tf.stack(
            List.of(
                tf.constant(0),
                tf.constant(0),
                tf.constant(before),
                behind,
                tf.constant(0),
                tf.constant(0)));
    return tf.pad(x, tf.reshape(zeros, tf.constant(new int[] {3, 2})), tf.constant(0f));
  }

  /** How many blocks of as many rows as the stride a kernel reaches over. */
  private int blocks() {
    return (longest + stride - 1) / stride;
  }

  private Operand<TFloat32> kernel(Ops tf) {
    List<Operand<TFloat32>> filled = new ArrayList<>();
    for (int i = 0; i < kernels.size(); i++) {
      int length = lengths.get(i);
      int missing = before(longest) - before(length);
      filled.add(fill(tf, kernels.get(i), missing, blocks() * stride - length - missing));
    }
    return joined(tf, filled);
  }

  private int before(int length) {
    return switch (padding) {
      case CENTERED -> Math.floorDiv(length - stride, 2);
      case CAUSAL -> length - stride;
    };
  }

  /** Arrays of three axes joined along the last. */
  private static Operand<TFloat32> joined(Ops tf, List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(2));
  }

  /** Adds zeros before and behind a kernel. */
  private static Operand<TFloat32> fill(Ops tf, Operand<TFloat32> kernel, int before, int behind) {
    if (before + behind == 0) {
      return kernel;
    }
    int[][] zeros = {{before, behind}, {0, 0}, {0, 0}};
    return tf.pad(kernel, tf.constant(zeros), tf.constant(0f));
  }
}
