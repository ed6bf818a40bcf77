package io.github.bayesflow4j.flow;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a flow is conditioned on: one vector for each row, one vector shared by groups of
 * consecutive rows, or nothing.
 *
 * <p>Sharing is for sampling: many draws of one posterior have the same condition, whose part in
 * the first layer of every subnetwork is then computed once a data set and not once a draw, with
 * the bias of the layer.
 */
public final class Condition {
  private final Optional<Operand<TFloat32>> value;
  private final Optional<Operand<TInt32>> rowsEach;

  private Condition(Optional<Operand<TFloat32>> value, Optional<Operand<TInt32>> rowsEach) {
    this.value = value;
    this.rowsEach = rowsEach;
  }

  /** No condition. */
  public static Condition none() {
    return new Condition(Optional.empty(), Optional.empty());
  }

  /** One vector for each row: {@code [rows, width]}. */
  public static Condition perRow(Operand<TFloat32> value) {
    return new Condition(Optional.of(value), Optional.empty());
  }

  /**
   * One vector for each group of rows.
   *
   * @param value {@code [groups, width]}
   * @param rowsEach scalar, number of consecutive rows in each group
   */
  public static Condition shared(Operand<TFloat32> value, Operand<TInt32> rowsEach) {
    return new Condition(Optional.of(value), Optional.of(rowsEach));
  }

  /** The vectors of single rows, {@code [rows, width]}; none if groups of rows share them. */
  Optional<Operand<TFloat32>> perRow() {
    return rowsEach.isPresent() ? Optional.empty() : value;
  }

  /**
   * A linear map of a row and its condition.
   *
   * @param row {@code [rows, in]}, where the map sees anything but the condition
   * @param kernel {@code [in + width, out]}
   * @return {@code [rows, out]}
   */
  Operand<TFloat32> project(
      Ops tf, Optional<Operand<TFloat32>> row, int in, int width, Operand<TFloat32> kernel) {
    return project(tf, row, in, width, kernel, UnaryOperator.identity());
  }

  /**
   * A first layer that sees a row and its condition: {@link #project} and a bias.
   *
   * @param bias {@code [out]}
   */
  Operand<TFloat32> firstLayer(
      Ops tf,
      Optional<Operand<TFloat32>> row,
      int in,
      int width,
      Operand<TFloat32> kernel,
      Operand<TFloat32> bias) {
    return project(tf, row, in, width, kernel, product -> tf.nn.biasAdd(product, bias));
  }

  private Operand<TFloat32> project(
      Ops tf,
      Optional<Operand<TFloat32>> row,
      int in,
      int width,
      Operand<TFloat32> kernel,
      UnaryOperator<Operand<TFloat32>> biased) {
    if (value.isEmpty()) {
      return biased.apply(tf.linalg.matMul(row.orElseThrow(), kernel));
    }
    if (rowsEach.isEmpty()) {
      Operand<TFloat32> both =
          row.<Operand<TFloat32>>map(r -> tf.concat(List.of(r, value.get()), tf.constant(1)))
              .orElse(value.get());
      return biased.apply(tf.linalg.matMul(both, kernel));
    }
    Operand<TFloat32> ofRow =
        tf.slice(kernel, tf.constant(new int[] {0, 0}), tf.constant(new int[] {in, -1}));
    Operand<TFloat32> ofCondition =
        tf.slice(kernel, tf.constant(new int[] {in, 0}), tf.constant(new int[] {width, -1}));
    Operand<TFloat32> shared = biased.apply(tf.linalg.matMul(value.get(), ofCondition));
    Operand<TFloat32> grouped =
        row.isPresent()
            ? tf.math.add(
                group(tf, tf.linalg.matMul(row.get(), ofRow)),
                tf.expandDims(shared, tf.constant(1)))
            : repeat(tf, shared);
    return ungroup(tf, grouped);
  }

  private Operand<TFloat32> group(Ops tf, Operand<TFloat32> rows) {
    Operand<TInt32> shape =
        tf.stack(List.of(tf.constant(-1), rowsEach.orElseThrow(), lastDimension(tf, rows)));
    return tf.reshape(rows, shape);
  }

  private Operand<TFloat32> repeat(Ops tf, Operand<TFloat32> groups) {
    Operand<TInt32> times =
        tf.stack(List.of(tf.constant(1), rowsEach.orElseThrow(), tf.constant(1)));
    return tf.tile(tf.expandDims(groups, tf.constant(1)), times);
  }

  private static Operand<TFloat32> ungroup(Ops tf, Operand<TFloat32> grouped) {
    return tf.reshape(grouped, tf.stack(List.of(tf.constant(-1), lastDimension(tf, grouped))));
  }

  private static Operand<TInt32> lastDimension(Ops tf, Operand<TFloat32> x) {
    return tf.constant((int) x.shape().get(-1));
  }
}
