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
    DataSet dataSet = DataSet.of(observables().get(0).name(), present(0, index));
    for (int i = 1; i < observables().size(); i++) {
      dataSet = dataSet.and(observables().get(i).name(), present(i, index));
    }
    int width = contextDimension();
    double[] known = new double[width];
    for (int j = 0; j < width; j++) {
      known[j] = context()[index * width + j];
    }
    return dataSet.withContext(known);
  }

  private double[] present(int observable, int index) {
    int stride = observables().get(observable).values(rows());
    float[] source = data(observable);
    int length = stride;
    while (length > 0 && Float.isNaN(source[index * stride + length - 1])) {
      length--;
    }
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = source[index * stride + i];
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
