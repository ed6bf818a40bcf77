package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.types.TBool;
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
 * inverse: xi = 2c / (-b - sqrt(b^2 - 4ac)),  t = (y - y_k) (d_{k+1} + d_k - 2s)           [1, eq. 6]
 *   a = h_k (s - d_k) + t     b = h_k d_k - t     c = -s (y - y_k)
 *
 * [1] Durkan et al. 2019, Neural spline flows
 * </pre>
 *
 * With all parameters zero the pieces are equal and the slopes one: the identity. A number on a
 * knot belongs to the piece on its right. The piece is found by comparing with all knots, and its
 * numbers are summed out of all pieces: a gather would have a scatter for its gradient.
 */
public final class RationalQuadraticSpline implements ElementwiseTransform {
  private static final int LAST = -1;

  private final int bins;
  private final float bound;
  private final float minWidth;
  private final float minHeight;
  private final float minSlope;

  /**
   * @param spec resolved: every field set
   * @throws IllegalArgumentException if the least widths or heights fill the whole side
   */
  public RationalQuadraticSpline(RationalQuadraticSpec spec) {
    this.bins = spec.getBins();
    this.bound = (float) spec.getBound();
    this.minWidth = least("min_width", spec.getMinWidth());
    this.minHeight = least("min_height", spec.getMinHeight());
    this.minSlope = (float) spec.getMinSlope();
  }

  private float least(String name, double fraction) {
    if (!(fraction * bins < 1)) {
      throw new IllegalArgumentException(
          "expected " + name + " below 1 / " + bins + ", the number of bins, found " + fraction);
    }
    return (float) fraction;
  }

  @Override
  public int parametersEach() {
    return 3 * bins - 1;
  }

  /** The pieces of every number, each field {@code [rows, n, bins]}. */
  private record Pieces(
      Operand<TFloat32> x,
      Operand<TFloat32> width,
      Operand<TFloat32> y,
      Operand<TFloat32> height,
      Operand<TFloat32> leftSlope,
      Operand<TFloat32> rightSlope) {

    List<Operand<TFloat32>> fields() {
      return List.of(x, width, y, height, leftSlope, rightSlope);
    }
  }

  /** The piece each number lies in, every field {@code [rows, n]}; bend is d_{k+1} + d_k - 2s. */
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
    Operand<TFloat32> inside = clip(tf, x);
    Pieces pieces = pieces(tf, x, parameters);
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
    Operand<TFloat32> inside = clip(tf, y);
    Pieces pieces = pieces(tf, y, parameters);
    Piece piece = select(tf, pieces, pieces.y(), inside);
    Operand<TFloat32> above = tf.math.sub(inside, piece.y());
    Operand<TFloat32> t = tf.math.mul(above, piece.bend());
    Operand<TFloat32> a =
        tf.math.add(tf.math.mul(piece.height(), tf.math.sub(piece.mean(), piece.leftSlope())), t);
    Operand<TFloat32> b = tf.math.sub(tf.math.mul(piece.height(), piece.leftSlope()), t);
    Operand<TFloat32> minusC = tf.math.mul(piece.mean(), above);
    Operand<TFloat32> discriminant =
        tf.math.add(tf.math.square(b), tf.math.mul(tf.constant(4f), tf.math.mul(a, minusC)));
    Operand<TFloat32> root = tf.math.sqrt(tf.math.maximum(discriminant, tf.constant(0f)));
    Operand<TFloat32> xi = tf.math.div(tf.math.mul(tf.constant(2f), minusC), tf.math.add(b, root));
    Operand<TFloat32> rest = tf.math.mul(xi, tf.math.sub(tf.constant(1f), xi));
    Operand<TFloat32> x = tf.math.add(piece.x(), tf.math.mul(xi, piece.width()));
    return outsideIdentity(tf, y, x, tf.math.neg(logSlope(tf, piece, xi, rest)));
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
    Operand<TBool> isInside = tf.math.lessEqual(tf.math.abs(x), tf.constant(bound));
    return new Transformed(
        tf.select(isInside, image, x),
        tf.sum(tf.select(isInside, logSlope, tf.zerosLike(x)), tf.constant(1)));
  }

  private Pieces pieces(Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters) {
    int n = (int) x.shape().get(1);
    Operand<TFloat32> raw =
        tf.linalg.transpose(
            tf.reshape(parameters, tf.constant(new int[] {-1, parametersEach(), n})),
            tf.constant(new int[] {0, 2, 1}));
    Operand<TFloat32> width = sides(tf, cut(tf, raw, 0, bins), minWidth);
    Operand<TFloat32> height = sides(tf, cut(tf, raw, bins, bins), minHeight);
    double atZero = Math.log(Math.expm1(1 - minSlope));
    Operand<TFloat32> inner =
        tf.math.add(
            tf.math.softplus(
                tf.math.add(cut(tf, raw, 2 * bins, bins - 1), tf.constant((float) atZero))),
            tf.constant(minSlope));
    // Not onesLike, which has no gradient.
    Operand<TFloat32> end = tf.math.add(tf.zerosLike(cut(tf, raw, 0, 1)), tf.constant(1f));
    return new Pieces(
        knots(tf, width),
        width,
        knots(tf, height),
        height,
        tf.concat(List.of(end, inner), tf.constant(LAST)),
        tf.concat(List.of(inner, end), tf.constant(LAST)));
  }

  private static Operand<TFloat32> cut(Ops tf, Operand<TFloat32> raw, int first, int count) {
    return tf.slice(
        raw, tf.constant(new int[] {0, 0, first}), tf.constant(new int[] {-1, -1, count}));
  }

  private Operand<TFloat32> sides(Ops tf, Operand<TFloat32> raw, float least) {
    return tf.math.add(
        tf.math.mul(tf.nn.softmax(raw), tf.constant(2 * bound * (1 - bins * least))),
        tf.constant(2 * bound * least));
  }

  private Operand<TFloat32> knots(Ops tf, Operand<TFloat32> sides) {
    return tf.math.sub(
        tf.math.cumsum(sides, tf.constant(LAST), Cumsum.exclusive(true)), tf.constant(bound));
  }

  /** The piece whose left knot is the last at or below {@code value [rows, n]}. */
  private Piece select(Ops tf, Pieces pieces, Operand<TFloat32> knots, Operand<TFloat32> value) {
    Operand<TFloat32> reached =
        tf.dtypes.cast(
            tf.math.greaterEqual(tf.expandDims(value, tf.constant(LAST)), knots), TFloat32.class);
    Operand<TFloat32> next =
        tf.concat(
            List.of(cut(tf, reached, 1, bins - 1), tf.zerosLike(cut(tf, reached, 0, 1))),
            tf.constant(LAST));
    Operand<TFloat32> mine = tf.stopGradient(tf.math.sub(reached, next));
    Operand<TFloat32> all = tf.stack(pieces.fields(), Stack.axis(2L));
    Operand<TFloat32> chosen =
        tf.sum(tf.math.mul(all, tf.expandDims(mine, tf.constant(2))), tf.constant(LAST));
    List<org.tensorflow.Output<TFloat32>> fields =
        tf.unstack(chosen, 6L, Unstack.axis(2L)).output();
    Operand<TFloat32> mean = tf.math.div(fields.get(3), fields.get(1));
    Operand<TFloat32> bend =
        tf.math.sub(tf.math.add(fields.get(4), fields.get(5)), tf.math.mul(tf.constant(2f), mean));
    return new Piece(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        fields.get(5),
        mean,
        bend);
  }
}
