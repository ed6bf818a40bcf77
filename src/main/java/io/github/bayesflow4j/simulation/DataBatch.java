package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Data sets with one number of rows, as flat arrays that a tensor takes in one copy.
 *
 * <p>The arrays are shared, not copied: treat them as read-only.
 *
 * @param observables the kinds of data
 * @param count number of data sets
 * @param rows number of rows of every data set, absent ones included
 * @param values for each observable {@code [count * values(rows)]}
 * @param context known quantities, {@code [count * context]}
 */
public record DataBatch(
    List<Observable> observables, int count, int rows, List<float[]> values, float[] context) {

  public DataBatch {
    observables = List.copyOf(observables);
    values = List.copyOf(values);
    for (int i = 0; i < observables.size(); i++) {
      Observable observable = observables.get(i);
      int expected = count * observable.values(rows);
      if (values.get(i).length != expected) {
        throw new IllegalArgumentException(
            "observable "
                + observable.name()
                + ": expected "
                + expected
                + " values, found "
                + values.get(i).length);
      }
    }
    if (count > 0 && context.length % count != 0) {
      throw new IllegalArgumentException(
          "context: expected the same number of values for each of "
              + count
              + " data sets, found "
              + context.length
              + " in all");
    }
  }

  /**
   * Packs observed data sets.
   *
   * @param contextDimension number of known quantities each must have
   * @throws IllegalArgumentException if one has another form, another number of rows than the
   *     first, or a value that is not finite
   */
  public static DataBatch of(
      List<DataSet> dataSets, List<Observable> observables, int contextDimension) {
    int rows = dataSets.get(0).rows(observables);
    List<float[]> values = new ArrayList<>();
    for (Observable observable : observables) {
      values.add(new float[dataSets.size() * observable.values(rows)]);
    }
    float[] context = new float[dataSets.size() * contextDimension];
    for (int i = 0; i < dataSets.size(); i++) {
      DataSet dataSet = dataSets.get(i);
      requireForm(dataSet, observables, rows, contextDimension);
      for (int k = 0; k < observables.size(); k++) {
        float[] source = dataSet.values(observables.get(k).name());
        System.arraycopy(source, 0, values.get(k), i * source.length, source.length);
      }
      System.arraycopy(dataSet.context(), 0, context, i * contextDimension, contextDimension);
    }
    return new DataBatch(observables, dataSets.size(), rows, values, context);
  }

  private static void requireForm(
      DataSet dataSet, List<Observable> observables, int rows, int contextDimension) {
    if (dataSet.rows(observables) != rows) {
      throw new IllegalArgumentException(
          "expected data sets of " + rows + " rows, found one of " + dataSet.rows(observables));
    }
    if (dataSet.context().length != contextDimension) {
      throw new IllegalArgumentException(
          "expected "
              + contextDimension
              + " known quantities (context), found "
              + dataSet.context().length);
    }
    dataSet.requireFinite(observables);
  }

  /**
   * Number of rows that are present where the fewest are; {@link #rows} where no layout has any.
   */
  public int fewestPresentRows() {
    int fewest = rows;
    for (int k = 0; k < observables.size(); k++) {
      if (observables.get(k).hasRows()) {
        for (int i = 0; i < count; i++) {
          fewest = Math.min(fewest, presentRows(k, i));
        }
      }
    }
    return fewest;
  }

  private int presentRows(int observable, int dataSet) {
    int width = observables.get(observable).features().size();
    int present = 0;
    for (int row = 0; row < rows; row++) {
      boolean absent = true;
      for (int j = 0; j < width; j++) {
        absent &= Float.isNaN(values.get(observable)[(dataSet * rows + row) * width + j]);
      }
      present += absent ? 0 : 1;
    }
    return present;
  }

  /** Number of known quantities of each data set. */
  public int contextDimension() {
    return count == 0 ? 0 : context.length / count;
  }
}
