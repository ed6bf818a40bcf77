package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.PiecewiseLinearSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A monotonic map of [0, 1] onto itself by straight pieces of equal width, the identity outside.
 *
 * <pre>
 * K pieces; piece k = 0 .. K-1 from (k / K, y_k), height q_k = y_{k+1} - y_k                 [1]
 *   q = least + (1 - K least) softmax(r)
 * y = y_k + q_k (K x - k)        log|dy/dx| = log(K q_k)
 * x = (k + (y - y_k) / q_k) / K
 *
 * [1] Mueller et al. 2019, Neural importance sampling
 * </pre>
 *
 * With all parameters zero the pieces have equal heights: the identity.
 */
public final class PiecewiseLinear implements ElementwiseTransform {
  private final int bins;
  private final double minHeight;

  /**
   * @param spec resolved: every field set
   * @throws IllegalArgumentException if the least heights fill the whole side
   */
  public PiecewiseLinear(PiecewiseLinearSpec spec) {
    this.bins = spec.getBins();
    this.minHeight = Spline.least("min_height", spec.getMinHeight(), bins);
  }

  @Override
  public int parametersEach() {
    return bins;
  }

  /** The piece a number lies in: where it starts, on either axis, and its slope. */
  private record Piece(Operand<TFloat32> x, Operand<TFloat32> y, Operand<TFloat32> slope) {}

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = Spline.clipToUnit(tf, Spline.numbers(tf, x));
    Piece piece = piece(tf, inside, Spline.parameters(tf, x, parameters, bins), Axis.X);
    Operand<TFloat32> y =
        tf.math.add(piece.y(), tf.math.mul(piece.slope(), tf.math.sub(inside, piece.x())));
    return Spline.unitOrIdentity(tf, x, y, tf.math.log(piece.slope()));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = Spline.clipToUnit(tf, Spline.numbers(tf, y));
    Piece piece = piece(tf, inside, Spline.parameters(tf, y, parameters, bins), Axis.Y);
    Operand<TFloat32> rise = tf.math.div(tf.math.sub(inside, piece.y()), piece.slope());
    // Rounding may take a number beyond the end of its piece.
    Operand<TFloat32> x = tf.math.add(piece.x(), tf.math.minimum(rise, tf.constant(1f / bins)));
    return Spline.unitOrIdentity(tf, y, x, tf.math.neg(tf.math.log(piece.slope())));
  }

  private enum Axis {
    X,
    Y
  }

  private Piece piece(Ops tf, Operand<TFloat32> inside, Operand<TFloat32> raw, Axis axis) {
    Operand<TFloat32> height = Spline.sides(tf, raw, bins, minHeight, 1);
    Operand<TFloat32> x = tf.math.add(tf.zerosLike(height), tf.constant(edges()));
    Operand<TFloat32> y = Spline.starts(tf, height);
    Operand<TFloat32> mine = Spline.oneHot(tf, axis == Axis.X ? x : y, inside);
    List<Output<TFloat32>> fields =
        Spline.piece(
            tf, mine, List.of(new Spline.Field(x), new Spline.Field(y), new Spline.Field(height)));
    return new Piece(
        fields.get(0), fields.get(1), tf.math.mul(fields.get(2), tf.constant((float) bins)));
  }

  private float[] edges() {
    float[] edges = new float[bins];
    for (int k = 0; k < bins; k++) {
      edges[k] = (float) k / bins;
    }
    return edges;
  }
}
