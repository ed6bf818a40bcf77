package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.spec.proto.PiecewiseQuadraticSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A monotonic map of [0, 1] onto itself by parabolas, the identity outside; its slope is a
 * continuous chain of straight lines on [0, 1].
 *
 * <pre>
 * K pieces; piece k of width w_k from (x_k, y_k); slope v_k at its left knot                  [1]
 *   w = minW + (1 - K minW) softmax(r_w)
 *   v = minV + (1 - minV) u / sum_k w_k (u_k + u_{k+1}) / 2,   u = softmax(r_v)
 *   y_{k+1} = y_k + w_k (v_k + v_{k+1}) / 2
 * xi = (x - x_k) / w_k       b = v_{k+1} - v_k
 * y = y_k + w_k (v_k xi + b xi^2 / 2)      log|dy/dx| = log(v_k + b xi)
 * inverse: xi = 2c / (v_k + sqrt(v_k^2 + 2 b c)),   c = (y - y_k) / w_k
 *
 * [1] Mueller et al. 2019, Neural importance sampling
 * </pre>
 *
 * With all parameters zero the slopes are one: the identity.
 */
public final class PiecewiseQuadratic implements ElementwiseTransform {
  private final int bins;
  private final double minWidth;
  private final float minSlope;

  /**
   * @param spec resolved: every field set
   * @throws IllegalArgumentException if the least widths fill the whole side
   */
  public PiecewiseQuadratic(PiecewiseQuadraticSpec spec) {
    this.bins = spec.getBins();
    this.minWidth = Spline.least("min_width", spec.getMinWidth(), bins);
    this.minSlope = (float) spec.getMinSlope();
  }

  @Override
  public int parametersEach() {
    return 2 * bins + 1;
  }

  /** The pieces of every number, each field {@code [m, bins]}, slopes at all knots. */
  private record Pieces(
      Operand<TFloat32> x, Operand<TFloat32> width, Operand<TFloat32> y, Operand<TFloat32> slopes) {

    Piece at(Ops tf, Operand<TFloat32> starts, Operand<TFloat32> value) {
      List<Output<TFloat32>> fields =
          Spline.piece(
              tf,
              Spline.oneHot(tf, starts, value),
              List.of(
                  new Spline.Field(x),
                  new Spline.Field(width),
                  new Spline.Field(y),
                  new Spline.Field(slopes),
                  new Spline.Field(slopes, 1)));
      return new Piece(
          fields.get(0),
          fields.get(1),
          fields.get(2),
          fields.get(3),
          tf.math.sub(fields.get(4), fields.get(3)));
    }
  }

  /** The piece each number lies in, every field {@code [m, 1]}. */
  private record Piece(
      Operand<TFloat32> x,
      Operand<TFloat32> width,
      Operand<TFloat32> y,
      Operand<TFloat32> slope,
      Operand<TFloat32> bend) {

    Operand<TFloat32> logSlope(Ops tf, Operand<TFloat32> xi) {
      return tf.math.log(tf.math.add(slope, tf.math.mul(bend, xi)));
    }
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = Spline.clipToUnit(tf, Spline.numbers(tf, x));
    Pieces pieces = pieces(tf, Spline.parameters(tf, x, parameters, parametersEach()));
    Piece piece = pieces.at(tf, pieces.x(), inside);
    Operand<TFloat32> xi = fraction(tf, tf.math.div(tf.math.sub(inside, piece.x()), piece.width()));
    Operand<TFloat32> halfBend = tf.math.mul(tf.math.mul(piece.bend(), xi), tf.constant(0.5f));
    Operand<TFloat32> rise =
        tf.math.mul(tf.math.mul(piece.width(), xi), tf.math.add(piece.slope(), halfBend));
    return Spline.unitOrIdentity(tf, x, tf.math.add(piece.y(), rise), piece.logSlope(tf, xi));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = Spline.clipToUnit(tf, Spline.numbers(tf, y));
    Pieces pieces = pieces(tf, Spline.parameters(tf, y, parameters, parametersEach()));
    Piece piece = pieces.at(tf, pieces.y(), inside);
    Operand<TFloat32> twice =
        tf.math.mul(tf.constant(2f), tf.math.div(tf.math.sub(inside, piece.y()), piece.width()));
    Operand<TFloat32> square =
        tf.math.add(tf.math.square(piece.slope()), tf.math.mul(piece.bend(), twice));
    // Rounding may take the square below that of the least slope, and its root has no gradient at
    // 0.
    Operand<TFloat32> root =
        tf.math.sqrt(tf.math.maximum(square, tf.constant(minSlope * minSlope)));
    Operand<TFloat32> xi = fraction(tf, tf.math.div(twice, tf.math.add(piece.slope(), root)));
    Operand<TFloat32> x = tf.math.add(piece.x(), tf.math.mul(xi, piece.width()));
    return Spline.unitOrIdentity(tf, y, x, tf.math.neg(piece.logSlope(tf, xi)));
  }

  /** Rounding may take a number beyond the end of its piece, where the slope may be negative. */
  private static Operand<TFloat32> fraction(Ops tf, Operand<TFloat32> xi) {
    return tf.clipByValue(xi, tf.constant(0f), tf.constant(1f));
  }

  private Pieces pieces(Ops tf, Operand<TFloat32> raw) {
    Columns.Halves halves = Columns.halves(tf, raw, bins, bins + 1);
    Operand<TFloat32> width = Spline.sides(tf, halves.first(), bins, minWidth, 1);
    Operand<TFloat32> vertices = tf.nn.softmax(halves.second());
    Operand<TFloat32> area =
        Spline.product(tf, tf.math.mul(width, means(tf, vertices)), bins, 1, (k, one) -> 1);
    Operand<TFloat32> slopes =
        tf.math.add(
            tf.math.mul(tf.math.div(vertices, area), tf.constant(1 - minSlope)),
            tf.constant(minSlope));
    Operand<TFloat32> heights = tf.math.mul(width, means(tf, slopes));
    return new Pieces(Spline.starts(tf, width), width, Spline.starts(tf, heights), slopes);
  }

  /** Of each number and its right neighbor: {@code [m, bins + 1] -> [m, bins]}. */
  private Operand<TFloat32> means(Ops tf, Operand<TFloat32> atKnots) {
    return Spline.product(tf, atKnots, bins + 1, bins, (j, k) -> j == k || j == k + 1 ? 0.5 : 0);
  }
}
