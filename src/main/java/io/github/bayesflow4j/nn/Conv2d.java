package io.github.bayesflow4j.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution over a grid without nonlinearity: {@code [batch, h, w, in] -> [batch, ceil(h /
 * stride), ceil(w / stride), filters]}.
 *
 * <p>The kernel is a square. An output stands for stride x stride cells, and the kernel reaches as
 * far before as behind them (one cell further behind where that cannot be). Outside the grid there
 * are zeros.
 */
public final class Conv2d {

  /**
   * Sizes of the layer.
   *
   * @param in features of the input
   * @param filters features of the output
   * @param side side of the kernel, in cells
   * @param stride every so many cells of the input there is one of the output, in either direction
   */
  public record Sizes(int in, int filters, int side, int stride) {}

  private final Sizes sizes;
  private final Operand<TFloat32> kernel;
  private final Operand<TFloat32> bias;

  private Conv2d(Sizes sizes, Operand<TFloat32> kernel, Operand<TFloat32> bias) {
    this.sizes = sizes;
    this.kernel = kernel;
    this.bias = bias;
  }

  /** A layer with random initial kernel. */
  public static Conv2d random(VariableScope scope, Sizes sizes) {
    return new Conv2d(
        sizes,
        scope.kernel("kernel", sizes.side, sizes.side, sizes.in, sizes.filters),
        scope.zeros("bias", sizes.filters));
  }

  /** A layer that starts as zero. */
  public static Conv2d zero(VariableScope scope, Sizes sizes) {
    return new Conv2d(
        sizes,
        scope.zeroKernel("kernel", sizes.side, sizes.side, sizes.in, sizes.filters),
        scope.zeros("bias", sizes.filters));
  }

  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    int before = Math.max(0, (sizes.side - sizes.stride) / 2);
    int behind = sizes.side - 1 - before;
    int[][] zeros = {{0, 0}, {before, behind}, {before, behind}, {0, 0}};
    Operand<TFloat32> filled = sizes.side == 1 ? x : tf.pad(x, tf.constant(zeros), tf.constant(0f));
    List<Long> strides = List.of(1L, (long) sizes.stride, (long) sizes.stride, 1L);
    return tf.nn.biasAdd(tf.nn.conv2d(filled, kernel, strides, "VALID"), bias);
  }
}
