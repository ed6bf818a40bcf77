package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Simulated data sets with the parameters they came from: a batch, or a reference table.
 *
 * <p>Stored as flat arrays that a tensor takes in one copy. Data sets of fewer rows than {@link
 * #rows} end in rows of NaN. The arrays are shared, not copied: treat them as read-only.
 */
public final class Simulations {
  private final ParameterSpace space;
  private final float[] parameters;
  private final DataBatch data;
  private final long skipped;

  /**
   * Wraps arrays that the caller gives up.
   *
   * @param parameters {@code [count * dimension]}
   * @throws IllegalArgumentException if there is not one parameter vector for each data set
   */
  public Simulations(ParameterSpace space, float[] parameters, DataBatch data) {
    this(space, parameters, data, 0);
  }

  Simulations(ParameterSpace space, float[] parameters, DataBatch data, long skipped) {
    this.space = space;
    this.parameters = parameters;
    this.data = data;
    this.skipped = skipped;
    int expected = data.count() * space.dimension();
    if (parameters.length != expected) {
      throw new IllegalArgumentException(
          "parameters: expected " + expected + " values, found " + parameters.length);
    }
  }

  public ParameterSpace space() {
    return space;
  }

  /** The data sets without their parameters. */
  public DataBatch batch() {
    return data;
  }

  public List<Observable> observables() {
    return data.observables();
  }

  /** Number of data sets. */
  public int count() {
    return data.count();
  }

  /** Number of rows of every data set, absent ones included. */
  public int rows() {
    return data.rows();
  }

  /** Parameters in their own units, {@code [count * dimension]}. */
  public float[] parameters() {
    return parameters;
  }

  /** Values of the observable with this index, {@code [count * values(rows)]}. */
  public float[] data(int observable) {
    return data.values().get(observable);
  }

  /** Known quantities, {@code [count * context]}. */
  public float[] context() {
    return data.context();
  }

  /** Number of known quantities of each data set. */
  public int contextDimension() {
    return data.contextDimension();
  }

  /**
   * Simulations that failed and were drawn anew while these were simulated; 0 for what was selected
   * from others, or read.
   */
  public long skipped() {
    return skipped;
  }

  /** The parameters of one data set, {@code [dimension]}. */
  public double[] theta(int index) {
    int dimension = space.dimension();
    double[] theta = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      theta[j] = parameters[index * dimension + j];
    }
    return theta;
  }

  /** One data set as it would be observed, without the absent rows it ends in. */
  public DataSet dataSet(int index) {
    int rows = 1;
    for (int k = 0; k < observables().size(); k++) {
      if (observables().get(k).sharesSize()) {
        rows = Math.max(rows, rowsToLastPresent(k, index));
      }
    }
    DataSet dataSet = DataSet.none();
    for (int k = 0; k < observables().size(); k++) {
      dataSet = dataSet.and(observables().get(k).name(), values(k, index, rows));
    }
    if (observables().stream().anyMatch(Observable::mayMissRows)) {
      dataSet = dataSet.withMissingRows();
    }
    int width = contextDimension();
    double[] known = new double[width];
    for (int j = 0; j < width; j++) {
      known[j] = context()[index * width + j];
    }
    return dataSet.withContext(known);
  }

  /** Number of rows of an observable up to the last one present. */
  private int rowsToLastPresent(int k, int index) {
    int width = observables().get(k).features().size();
    int cells = observables().get(k).cells(rows());
    int last = cells;
    while (last > 0 && DataSet.isAbsent(data(k), (index * cells + last - 1) * width, width)) {
      last--;
    }
    return last;
  }

  /** The values of an observable in a data set of {@code rows} rows. */
  private double[] values(int k, int index, int rows) {
    Observable observable = observables().get(k);
    int cells = observable.cells(rows);
    if (observable.hasRows() && !observable.sharesSize()) {
      cells = rowsToLastPresent(k, index);
    }
    double[] values = new double[cells * observable.features().size()];
    int offset = index * observable.values(rows());
    for (int i = 0; i < values.length; i++) {
      values[i] = data(k)[offset + i];
    }
    return values;
  }

  /** The data sets with these indices, in this order. */
  public Simulations select(int... indices) {
    List<float[]> selected = new ArrayList<>();
    for (int i = 0; i < observables().size(); i++) {
      selected.add(gather(data(i), observables().get(i).values(rows()), indices));
    }
    return new Simulations(
        space,
        gather(parameters, space.dimension(), indices),
        new DataBatch(
            observables(),
            indices.length,
            rows(),
            selected,
            gather(context(), contextDimension(), indices)));
  }

  /** The same data sets without the rows at the end that are absent in all of them. */
  public Simulations trimmed() {
    int rows = 1;
    for (int k = 0; k < observables().size(); k++) {
      if (observables().get(k).sharesSize()) {
        for (int i = 0; i < count(); i++) {
          rows = Math.max(rows, rowsToLastPresent(k, i));
        }
      }
    }
    if (rows == rows()) {
      return this;
    }
    List<float[]> cut = new ArrayList<>();
    for (int k = 0; k < observables().size(); k++) {
      int from = observables().get(k).values(rows());
      int to = observables().get(k).values(rows);
      float[] values = new float[count() * to];
      for (int i = 0; i < count(); i++) {
        System.arraycopy(data(k), i * from, values, i * to, to);
      }
      cut.add(values);
    }
    return new Simulations(
        space, parameters, new DataBatch(observables(), count(), rows, cut, context()), skipped);
  }

  /** The data sets from {@code first} to before {@code end}. */
  public Simulations range(int first, int end) {
    int[] indices = new int[end - first];
    Arrays.setAll(indices, i -> first + i);
    return select(indices);
  }

  private static float[] gather(float[] source, int width, int[] indices) {
    float[] target = new float[indices.length * width];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(source, indices[i] * width, target, i * width, width);
    }
    return target;
  }
}
