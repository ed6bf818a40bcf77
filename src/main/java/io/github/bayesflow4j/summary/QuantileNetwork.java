package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.Sizes;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.QuantilesSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A network on the quantiles of each column, for independent rows.
 *
 * <pre>
 * columns:    x, and where there are several A x with learned A                      [1]
 * quantiles:  q_kc = the value at rank p_k (n - 1) of column c in ascending order,
 *             between two ranks on the line that joins them                          [2]
 * levels:     p_k = sin^2(pi k / (2 (K - 1))),  k = 0 .. K - 1                       [3]
 * summary:    s = linear(MLP(q))
 *
 * [1] the quantiles of all A x together determine the set of rows: Cramer and Wold 1936, Some
 *     theorems on distribution functions; Bonneel et al. 2015, Sliced and Radon Wasserstein
 *     barycenters of measures
 * [2] Hyndman and Fan 1996, Sample quantiles in statistical packages, definition 7; as pooling in
 *     networks: Zhang et al. 2020, FSPool
 * [3] equally far apart in arcsin(sqrt(p)), where the number of rows below a given value scatters
 *     equally everywhere: the smallest and the largest values, which tell where a distribution
 *     begins and ends, are seen one by one
 * </pre>
 *
 * No layer runs over the rows, which are only sorted: the layers cost the same for ten rows as for
 * a thousand.
 */
public final class QuantileNetwork implements SummaryNetwork {
  private final QuantilesSpec spec;
  private final int features;
  private final Optional<Operand<TFloat32>> projections;
  private final int columns;
  private final Mlp hidden;
  private final Dense last;

  public QuantileNetwork(VariableScope scope, QuantilesSpec spec, DataForm form) {
    form.requireRows("quantiles");
    this.spec = spec;
    this.features = form.features();
    int projected = features > 1 ? spec.getProjections() : 0;
    this.projections =
        projected > 0
            ? Optional.of(scope.kernel("projections", features, projected))
            : Optional.empty();
    this.columns = features + projected;
    this.hidden =
        new Mlp(
            scope.in("hidden"),
            spec.getLevels() * columns,
            spec.getHiddenList(),
            spec.getActivation());
    this.last = Dense.random(scope.in("last"), hidden.outputs(), spec.getSummaryDimension());
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    PresentRows present = PresentRows.of(tf, data);
    Operand<TFloat32> quantiles = quantiles(tf, present, columns(tf, data, present));
    Operand<TFloat32> flat =
        tf.reshape(quantiles, tf.constant(new int[] {-1, spec.getLevels() * columns}));
    return last.apply(tf, hidden.apply(tf, flat));
  }

  /** The columns to sort, {@code [batch, n, columns]}. */
  private Operand<TFloat32> columns(Ops tf, StandardizedData data, PresentRows present) {
    if (projections.isEmpty()) {
      return data.values();
    }
    Operand<TFloat32> rows = tf.reshape(data.values(), tf.constant(new int[] {-1, features}));
    Operand<TFloat32> projected = tf.linalg.matMul(rows, projections.get());
    return tf.concat(
        List.of(data.values(), present.group(tf, projected, columns - features)), tf.constant(2));
  }

  /** Quantiles of the rows present, {@code [batch, n, columns] -> [batch, levels, columns]}. */
  private Operand<TFloat32> quantiles(Ops tf, PresentRows present, Operand<TFloat32> values) {
    Operand<TInt32> swap = tf.constant(new int[] {0, 2, 1});
    Operand<TFloat32> ofColumns = tf.linalg.transpose(values, swap);
    Operand<TInt32> order =
        ascending(tf, tf.linalg.transpose(present.lowerAbsent(tf, tf.math.neg(values)), swap));
    Operand<TFloat32> lastRank = tf.math.sub(present.count(), tf.constant(1f));
    Operand<TFloat32> rank = tf.math.mul(lastRank, tf.constant(new float[][] {levels()}));
    Operand<TInt32> before = tf.dtypes.cast(rank, TInt32.class);
    Operand<TInt32> after =
        tf.math.minimum(
            tf.math.sub(before, tf.constant(-1)), tf.dtypes.cast(lastRank, TInt32.class));
    Operand<TFloat32> fraction =
        tf.expandDims(tf.math.sub(rank, tf.dtypes.cast(before, TFloat32.class)), tf.constant(1));
    Operand<TFloat32> atBefore = at(tf, ofColumns, order, before);
    Operand<TFloat32> more = tf.math.sub(at(tf, ofColumns, order, after), atBefore);
    return tf.linalg.transpose(tf.math.add(atBefore, tf.math.mul(fraction, more)), swap);
  }

  /**
   * The place of each rank, {@code [batch, columns, n]}. Without gradient: it is the values that
   * have one, and where they stand does not change as long as none passes another.
   *
   * @param negative the values times -1, very low for absent rows, which so come last
   */
  private static Operand<TInt32> ascending(Ops tf, Operand<TFloat32> negative) {
    return tf.nn
        .topK(tf.stopGradient(negative), Sizes.of(tf, negative, 2), new TopK.Options[0])
        .indices();
  }

  /**
   * The values at {@code rank [batch, levels]} of each column, {@code [batch, columns, levels]}.
   *
   * @param values {@code [batch, columns, n]}
   * @param order the place of each rank in {@code values}
   */
  private Operand<TFloat32> at(
      Ops tf, Operand<TFloat32> values, Operand<TInt32> order, Operand<TInt32> rank) {
    Operand<TInt32> dataSets = tf.range(tf.constant(0), Sizes.of(tf, rank, 0), tf.constant(1));
    Operand<TInt32> dataSet = tf.reshape(dataSets, tf.constant(new int[] {-1, 1, 1}));
    int[][][] columnNumbers = new int[1][columns][1];
    Arrays.setAll(columnNumbers[0], column -> new int[] {column});
    Operand<TInt32> column = tf.constant(columnNumbers);
    Operand<TInt32> ofRank = tf.expandDims(rank, tf.constant(1));
    // Subtracting nothing spreads one axis over the others. A sum would do as well, but TensorFlow
    // writes a warning where integers are added.
    Operand<TInt32> zeros = tf.zerosLike(tf.math.sub(tf.math.sub(ofRank, dataSet), column));
    Operand<TInt32> first = tf.math.sub(dataSet, zeros);
    Operand<TInt32> second = tf.math.sub(column, zeros);
    Operand<TInt32> place =
        tf.gatherNd(
            order, tf.stack(List.of(first, second, tf.math.sub(ofRank, zeros)), Stack.axis(3L)));
    return tf.gatherNd(values, tf.stack(List.of(first, second, place), Stack.axis(3L)));
  }

  private float[] levels() {
    float[] levels = new float[spec.getLevels()];
    for (int k = 0; k < levels.length; k++) {
      double sine = Math.sin(0.5 * Math.PI * k / (levels.length - 1));
      levels[k] = (float) (sine * sine);
    }
    return levels;
  }
}
