package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A monotonic spline of rational quadratics on [-B, B], the identity outside.
 *
 * <pre>
 * K pieces; piece k from (x_k, y_k), width w_k, height h_k; slope d_k at its left knot       [1]
 *   w = 2B (minW + (1 - K minW) softmax(r_w))     h = 2B (minH + (1 - K minH) softmax(r_h))
 *   d_0 = d_K = 1,  else d = minD + softplus(r_d + log(exp(1 - minD) - 1))
 * xi = (x - x_k) / w_k       s = h_k / w_k
 * D = s + (d_{k+1} + d_k - 2s) xi (1 - xi)
 * y = y_k + h_k (s xi^2 + d_k xi (1 - xi)) / D                                             [1, eq. 4]
 * log|dy/dx| = log( (s / D)^2 (d_{k+1} xi^2 + 2 s xi (1 - xi) + d_k (1 - xi)^2) )          [1, eq. 5]
 * inverse: delta = (y - y_k) / h_k    p = d_k (1 - delta)    q = d_{k+1} delta
 *   m = |p - q| + sqrt( (p - q)^2 + 4 s^2 delta (1 - delta) )
 *   xi = 2 s delta / (2 s delta + m) if p >= q,  else m / (m + 2 s (1 - delta))
 *   which is the root of [1, eq. 6] without its cancellations
 *
 * [1] Durkan et al. 2019, Neural spline flows
 * </pre>
 *
 * With all parameters zero the pieces are equal and the slopes one: the identity.
 */
public final class RationalQuadraticSpline implements ElementwiseTransform {
  private final int bins;
  private final float bound;
  private final double minWidth;
  private final double minHeight;
  private final float minSlope;

  /**
   * @param spec resolved: every field set
   * @throws IllegalArgumentException if the least widths or heights fill the whole side
   */
  public RationalQuadraticSpline(RationalQuadraticSpec spec) {
    this.bins = spec.getBins();
    this.bound = (float) spec.getBound();
    this.minWidth = Spline.least("min_width", spec.getMinWidth(), bins);
    this.minHeight = Spline.least("min_height", spec.getMinHeight(), bins);
    this.minSlope = (float) spec.getMinSlope();
  }

  @Override
  public int parametersEach() {
    return 3 * bins - 1;
  }

  /** The pieces of every number, {@code [m, bins]}; slopes at the knots between two of them. */
  private record Pieces(
      Operand<TFloat32> x,
      Operand<TFloat32> width,
      Operand<TFloat32> y,
      Operand<TFloat32> height,
      Operand<TFloat32> innerSlopes) {}

  /** The piece each number lies in, every field {@code [m, 1]}; bend is d_{k+1} + d_k - 2s. */
  private record Piece(
      Operand<TFloat32> x,
      Operand<TFloat32> width,
      Operand<TFloat32> y,
      Operand<TFloat32> height,
      Operand<TFloat32> leftSlope,
      Operand<TFloat32> rightSlope,
      Operand<TFloat32> mean,
      Operand<TFloat32> bend) {}

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = clip(tf, Spline.numbers(tf, x));
    Pieces pieces = pieces(tf, Spline.parameters(tf, x, parameters, parametersEach()));
    Piece piece = select(tf, pieces, pieces.x(), inside);
    Operand<TFloat32> xi = tf.math.div(tf.math.sub(inside, piece.x()), piece.width());
    Operand<TFloat32> rest = tf.math.mul(xi, tf.math.sub(tf.constant(1f), xi));
    Operand<TFloat32> rise =
        tf.math.add(
            tf.math.mul(piece.mean(), tf.math.square(xi)), tf.math.mul(piece.leftSlope(), rest));
    Operand<TFloat32> y =
        tf.math.add(
            piece.y(),
            tf.math.div(tf.math.mul(piece.height(), rise), denominator(tf, piece, rest)));
    return outsideIdentity(tf, x, y, logSlope(tf, piece, xi, rest));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> y, Operand<TFloat32> parameters) {
    Operand<TFloat32> inside = clip(tf, Spline.numbers(tf, y));
    Pieces pieces = pieces(tf, Spline.parameters(tf, y, parameters, parametersEach()));
    Piece piece = select(tf, pieces, pieces.y(), inside);
    Operand<TFloat32> xi = fraction(tf, piece, inside);
    Operand<TFloat32> rest = tf.math.mul(xi, tf.math.sub(tf.constant(1f), xi));
    Operand<TFloat32> x = tf.math.add(piece.x(), tf.math.mul(xi, piece.width()));
    return outsideIdentity(tf, y, x, tf.math.neg(logSlope(tf, piece, xi, rest)));
  }

  /** Solves for xi without subtracting numbers of like size. */
  private static Operand<TFloat32> fraction(Ops tf, Piece piece, Operand<TFloat32> y) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> delta = tf.math.div(tf.math.sub(y, piece.y()), piece.height());
    Operand<TFloat32> rest = tf.math.sub(one, delta);
    Operand<TFloat32> p = tf.math.mul(piece.leftSlope(), rest);
    Operand<TFloat32> q = tf.math.mul(piece.rightSlope(), delta);
    Operand<TFloat32> difference = tf.math.sub(p, q);
    Operand<TFloat32> twice = tf.math.mul(tf.constant(2f), piece.mean());
    Operand<TFloat32> lower = tf.math.mul(twice, delta);
    Operand<TFloat32> upper = tf.math.mul(twice, rest);
    // Rounding may take delta beyond its piece, and the product below zero.
    Operand<TFloat32> product = tf.math.maximum(tf.math.mul(lower, upper), tf.constant(0f));
    Operand<TFloat32> m =
        tf.math.add(
            tf.math.sqrt(tf.math.add(tf.math.square(difference), product)),
            tf.math.abs(difference));
    return tf.select(
        tf.math.greaterEqual(p, q),
        tf.math.div(lower, tf.math.add(lower, m)),
        tf.math.div(m, tf.math.add(m, upper)));
  }

  private Operand<TFloat32> clip(Ops tf, Operand<TFloat32> x) {
    return tf.clipByValue(x, tf.constant(-bound), tf.constant(bound));
  }

  private static Operand<TFloat32> denominator(Ops tf, Piece piece, Operand<TFloat32> rest) {
    return tf.math.add(piece.mean(), tf.math.mul(piece.bend(), rest));
  }

  private static Operand<TFloat32> logSlope(
      Ops tf, Piece piece, Operand<TFloat32> xi, Operand<TFloat32> rest) {
    Operand<TFloat32> slopes =
        tf.math.add(
            tf.math.add(
                tf.math.mul(piece.rightSlope(), tf.math.square(xi)),
                tf.math.mul(tf.constant(2f), tf.math.mul(piece.mean(), rest))),
            tf.math.mul(piece.leftSlope(), tf.math.square(tf.math.sub(tf.constant(1f), xi))));
    Operand<TFloat32> ratio = tf.math.div(piece.mean(), denominator(tf, piece, rest));
    return tf.math.log(tf.math.mul(tf.math.square(ratio), slopes));
  }

  private Transformed outsideIdentity(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> image, Operand<TFloat32> logSlope) {
    return Spline.orIdentity(
        tf, tf.math.lessEqual(tf.math.abs(x), tf.constant(bound)), x, image, logSlope);
  }

  private Pieces pieces(Ops tf, Operand<TFloat32> raw) {
    List<Output<TFloat32>> parts =
        tf.splitV(raw, tf.constant(new int[] {bins, bins, bins - 1}), tf.constant(1), 3L).output();
    Operand<TFloat32> width = sides(tf, parts.get(0), minWidth);
    Operand<TFloat32> height = sides(tf, parts.get(1), minHeight);
    double atZero = Math.log(Math.expm1(1 - minSlope));
    Operand<TFloat32> inner =
        tf.math.add(
            tf.math.softplus(tf.math.add(parts.get(2), tf.constant((float) atZero))),
            tf.constant(minSlope));
    return new Pieces(knots(tf, width), width, knots(tf, height), height, inner);
  }

  private Operand<TFloat32> sides(Ops tf, Operand<TFloat32> raw, double least) {
    return Spline.sides(tf, raw, bins, 2 * bound * least, 2 * bound);
  }

  private Operand<TFloat32> knots(Ops tf, Operand<TFloat32> sides) {
    return tf.math.sub(Spline.starts(tf, sides), tf.constant(bound));
  }

  /** The piece whose left knot is the last at or below {@code value [m, 1]}. */
  private Piece select(Ops tf, Pieces pieces, Operand<TFloat32> knots, Operand<TFloat32> value) {
    Operand<TFloat32> mine = Spline.oneHot(tf, knots, value);
    List<Output<TFloat32>> fields =
        Spline.piece(
            tf,
            mine,
            List.of(
                new Spline.Field(pieces.x()),
                new Spline.Field(pieces.width()),
                new Spline.Field(pieces.y()),
                new Spline.Field(pieces.height()),
                new Spline.Field(pieces.innerSlopes(), -1),
                new Spline.Field(pieces.innerSlopes())));
    // The slope at either end is one.
    Operand<TFloat32> left = tf.math.add(fields.get(4), Spline.cut(tf, mine, 0, 1));
    Operand<TFloat32> right = tf.math.add(fields.get(5), Spline.cut(tf, mine, bins - 1, 1));
    Operand<TFloat32> mean = tf.math.div(fields.get(3), fields.get(1));
    Operand<TFloat32> bend =
        tf.math.sub(tf.math.add(left, right), tf.math.mul(tf.constant(2f), mean));
    return new Piece(
        fields.get(0), fields.get(1), fields.get(2), fields.get(3), left, right, mean, bend);
  }
}
