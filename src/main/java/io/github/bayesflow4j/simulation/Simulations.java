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
  private final List<Observable> observables;
  private final int count;
  private final int rows;
  private final float[] parameters;
  private final List<float[]> data;
  private final float[] context;

  /**
   * Wraps arrays that the caller gives up.
   *
   * @param rows number of rows of every data set, absent ones included
   * @param parameters {@code [count * dimension]}
   * @param data for each observable {@code [count * values(rows)]}
   * @param context {@code [count * context]}
   * @throws IllegalArgumentException if a length does not fit the others
   */
  public Simulations(
      ParameterSpace space,
      List<Observable> observables,
      int rows,
      float[] parameters,
      List<float[]> data,
      float[] context) {
    this.space = space;
    this.observables = List.copyOf(observables);
    this.count = parameters.length / space.dimension();
    this.rows = rows;
    this.parameters = parameters;
    this.data = List.copyOf(data);
    this.context = context;
    requireLength("parameters", parameters.length, count * space.dimension());
    for (int i = 0; i < observables.size(); i++) {
      Observable observable = observables.get(i);
      requireLength(observable.name(), data.get(i).length, count * observable.values(rows));
    }
    if (count > 0) {
      requireLength("context", context.length, count * (context.length / count));
    }
  }

  private static void requireLength(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          what + ": expected " + expected + " values, found " + found);
    }
  }

  public ParameterSpace space() {
    return space;
  }

  public List<Observable> observables() {
    return observables;
  }

  /** Number of data sets. */
  public int count() {
    return count;
  }

  /** Number of rows of every data set, absent ones included. */
  public int rows() {
    return rows;
  }

  /** Parameters in their own units, {@code [count * dimension]}. */
  public float[] parameters() {
    return parameters;
  }

  /** Values of the observable with this index, {@code [count * values(rows)]}. */
  public float[] data(int observable) {
    return data.get(observable);
  }

  /** Known quantities, {@code [count * context]}. */
  public float[] context() {
    return context;
  }

  /** Number of known quantities of each data set. */
  public int contextDimension() {
    return count == 0 ? 0 : context.length / count;
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

  /** One data set as it would be observed, absent rows included. */
  public DataSet dataSet(int index) {
    DataSet dataSet = DataSet.of(observables.get(0).name(), slice(0, index));
    for (int i = 1; i < observables.size(); i++) {
      dataSet = dataSet.and(observables.get(i).name(), slice(i, index));
    }
    int width = contextDimension();
    double[] known = new double[width];
    for (int j = 0; j < width; j++) {
      known[j] = context[index * width + j];
    }
    return dataSet.withContext(known);
  }

  private double[] slice(int observable, int index) {
    int length = observables.get(observable).values(rows);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = data.get(observable)[index * length + i];
    }
    return values;
  }

  /** The data sets with these indices, in this order. */
  public Simulations select(int... indices) {
    List<float[]> selected = new ArrayList<>();
    for (int i = 0; i < observables.size(); i++) {
      selected.add(gather(data.get(i), observables.get(i).values(rows), indices));
    }
    return new Simulations(
        space,
        observables,
        rows,
        gather(parameters, space.dimension(), indices),
        selected,
        gather(context, contextDimension(), indices));
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
