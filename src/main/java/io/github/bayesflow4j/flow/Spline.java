package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What all monotonic maps in K pieces share; the numbers of their pieces are {@code [m, K]}, one
 * row for each of the m numbers that are mapped.
 *
 * <p>A number on a knot belongs to the piece on its right, one right of the last knot to the last
 * piece. The piece is found by comparing with all knots, and its numbers are summed out of all
 * pieces: a gather would have a scatter for its gradient. Sums along a row are products with
 * matrices of zeros and ones: one operation forwards and one backwards, where a cumulative sum, a
 * cut or a reduction of rows this short takes many times as long.
 */
final class Spline {
  private Spline() {}

  /**
   * One number of every piece: that of piece k is column {@code k + shift}, or zero where there is
   * no such column.
   *
   * @param columns {@code [m, any]}
   */
  record Field(Operand<TFloat32> columns, int shift) {

    /** Column k is the number of piece k. */
    Field(Operand<TFloat32> columns) {
      this(columns, 0);
    }

    private int width() {
      return width(columns);
    }

    private static int width(Operand<TFloat32> matrix) {
      return (int) matrix.shape().get(1);
    }
  }

  /**
   * The least side of a piece.
   *
   * @param fraction of the sum over all pieces
   * @throws IllegalArgumentException if the least sides fill the whole
   */
  static double least(String name, double fraction, int pieces) {
    if (!(fraction * pieces < 1)) {
      throw new IllegalArgumentException(
          "expected " + name + " below 1 / " + pieces + ", the number of bins, found " + fraction);
    }
    return fraction;
  }

  /**
   * The parameters of each number, {@code [m, each]}, of those of an elementwise transform.
   *
   * @param x {@code [rows, n]}, where {@code m = rows n}
   */
  static Operand<TFloat32> parameters(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> parameters, int each) {
    int n = (int) x.shape().get(1);
    Operand<TFloat32> ofNumbers =
        n == 1
            ? parameters
            : tf.linalg.transpose(
                tf.reshape(parameters, tf.constant(new int[] {-1, each, n})),
                tf.constant(new int[] {0, 2, 1}));
    return tf.reshape(ofNumbers, tf.constant(new int[] {-1, each}));
  }

  /** The numbers of {@code x [rows, n]}, one a row: {@code [m, 1]}. */
  static Operand<TFloat32> numbers(Ops tf, Operand<TFloat32> x) {
    return tf.reshape(x, tf.constant(new int[] {-1, 1}));
  }

  /** Some columns of {@code all [m, any]}. */
  static Operand<TFloat32> cut(Ops tf, Operand<TFloat32> all, int first, int count) {
    return Columns.of(tf, all, first, count);
  }

  /**
   * Positive numbers whose sum over the pieces is {@code total}: {@code least + (total - K least)
   * softmax(raw)}.
   */
  static Operand<TFloat32> sides(
      Ops tf, Operand<TFloat32> raw, int pieces, double least, double total) {
    return tf.math.add(
        tf.math.mul(tf.nn.softmax(raw), tf.constant((float) (total - pieces * least))),
        tf.constant((float) least));
  }

  /** Where each piece starts if the first starts at zero: sums of the sides before it. */
  static Operand<TFloat32> starts(Ops tf, Operand<TFloat32> sides) {
    int pieces = Field.width(sides);
    return product(tf, sides, pieces, pieces, (j, k) -> j < k ? 1 : 0);
  }

  /** {@code [m, out]}: a product with a constant matrix. */
  static Operand<TFloat32> product(Ops tf, Operand<TFloat32> x, int in, int out, Entry entry) {
    float[] matrix = new float[in * out];
    for (int j = 0; j < in; j++) {
      for (int k = 0; k < out; k++) {
        matrix[j * out + k] = (float) entry.at(j, k);
      }
    }
    return tf.linalg.matMul(x, tf.constant(Shape.of(in, out), DataBuffers.of(matrix)));
  }

  /** An entry of a matrix. */
  @FunctionalInterface
  interface Entry {
    double at(int row, int column);
  }

  /**
   * The fields of the piece that each number lies in.
   *
   * @param mine one at that piece, from {@link #oneHot}
   * @return the number of each field that belongs to the piece, {@code [m, 1]}
   */
  static List<Output<TFloat32>> piece(Ops tf, Operand<TFloat32> mine, List<Field> fields) {
    int pieces = Field.width(mine);
    int[] starts = new int[fields.size() + 1];
    for (int i = 0; i < fields.size(); i++) {
      starts[i + 1] = starts[i] + fields.get(i).width();
    }
    int all = starts[fields.size()];
    int[] fieldOf = new int[all];
    for (int i = 0; i < fields.size(); i++) {
      Arrays.fill(fieldOf, starts[i], starts[i + 1], i);
    }
    Operand<TFloat32> mask =
        product(
            tf,
            mine,
            pieces,
            all,
            (k, c) -> c - starts[fieldOf[c]] == k + fields.get(fieldOf[c]).shift() ? 1 : 0);
    Operand<TFloat32> columns =
        tf.concat(fields.stream().map(Field::columns).toList(), tf.constant(1));
    Operand<TFloat32> chosen =
        product(
            tf, tf.math.mul(columns, mask), all, fields.size(), (c, i) -> fieldOf[c] == i ? 1 : 0);
    return tf.split(tf.constant(1), chosen, (long) fields.size()).output();
  }

  /**
   * One at the piece that each number lies in, zero at the others; {@code [m, K]}.
   *
   * @param starts where the pieces start
   * @param value {@code [m, 1]}
   */
  static Operand<TFloat32> oneHot(Ops tf, Operand<TFloat32> starts, Operand<TFloat32> value) {
    int pieces = Field.width(starts);
    Operand<TFloat32> reached = tf.dtypes.cast(tf.math.greaterEqual(value, starts), TFloat32.class);
    // Piece k is mine if it is reached and the next one is not; the first one always is reached.
    Operand<TFloat32> later =
        product(
            tf, reached, pieces, pieces, (j, k) -> j == 0 ? 0 : j == k ? 1 : j == k + 1 ? -1 : 0);
    float[] first = new float[pieces];
    first[0] = 1;
    return tf.stopGradient(tf.math.add(later, tf.constant(first)));
  }

  /**
   * The image where {@code x} is inside, {@code x} itself with slope one where it is not.
   *
   * @param x {@code [rows, n]}
   * @param image {@code [m, 1]}
   * @param logSlope {@code [m, 1]}
   */
  static Transformed orIdentity(
      Ops tf,
      Operand<TBool> inside,
      Operand<TFloat32> x,
      Operand<TFloat32> image,
      Operand<TFloat32> logSlope) {
    Operand<TInt32> shape = tf.constant(new int[] {-1, (int) x.shape().get(1)});
    return new Transformed(
        tf.select(inside, tf.reshape(image, shape), x),
        tf.sum(tf.select(inside, tf.reshape(logSlope, shape), tf.constant(0f)), tf.constant(1)));
  }

  /** The number in [0, 1] nearest to each. */
  static Operand<TFloat32> clipToUnit(Ops tf, Operand<TFloat32> x) {
    return tf.clipByValue(x, tf.constant(0f), tf.constant(1f));
  }

  /** The image where {@code x} is in [0, 1], {@code x} itself with slope one where it is not. */
  static Transformed unitOrIdentity(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> image, Operand<TFloat32> logSlope) {
    Operand<TBool> inside =
        tf.math.lessEqual(tf.math.abs(tf.math.sub(x, tf.constant(0.5f))), tf.constant(0.5f));
    return orIdentity(tf, inside, x, image, logSlope);
  }
}
