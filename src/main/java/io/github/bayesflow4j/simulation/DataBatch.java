package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Data sets padded to one number of rows, as flat arrays that a tensor takes in one copy.
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
   * Packs observed data sets; shorter ones end in absent rows.
   *
   * @param contextDimension number of known quantities each must have
   * @throws IllegalArgumentException if one has another form, or a value that is not finite
   */
  public static DataBatch of(
      List<DataSet> dataSets, List<Observable> observables, int contextDimension) {
    int rows = 1;
    for (DataSet dataSet : dataSets) {
      rows = Math.max(rows, dataSet.rows(observables));
    }
    List<float[]> values = new ArrayList<>();
    for (Observable observable : observables) {
      float[] packed = new float[dataSets.size() * observable.values(rows)];
      Arrays.fill(packed, Float.NaN);
      values.add(packed);
    }
    float[] context = new float[dataSets.size() * contextDimension];
    for (int i = 0; i < dataSets.size(); i++) {
      DataSet dataSet = dataSets.get(i);
      requireForm(dataSet, observables, contextDimension);
      for (int k = 0; k < observables.size(); k++) {
        float[] source = dataSet.values(observables.get(k).name());
        int stride = observables.get(k).values(rows);
        System.arraycopy(source, 0, values.get(k), i * stride, source.length);
      }
      System.arraycopy(dataSet.context(), 0, context, i * contextDimension, contextDimension);
    }
    return new DataBatch(observables, dataSets.size(), rows, values, context);
  }

  private static void requireForm(
      DataSet dataSet, List<Observable> observables, int contextDimension) {
    if (dataSet.context().length != contextDimension) {
      throw new IllegalArgumentException(
          "expected "
              + contextDimension
              + " known quantities (context), found "
              + dataSet.context().length);
    }
    dataSet.requireFinite(observables);
  }

  /** Number of rows of an observable that are present, in the data set where the fewest are. */
  public int fewestPresentRows(int observable) {
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      int present = 0;
      for (int row = 0; row < cells(observable); row++) {
        present += isAbsent(observable, i, row) ? 0 : 1;
      }
      fewest = Math.min(fewest, present);
    }
    return fewest;
  }

  /** The first row, counted from 0, that is absent though a later one of its data set is not. */
  public OptionalInt firstGap(int observable) {
    for (int i = 0; i < count; i++) {
      int gap = -1;
      for (int row = 0; row < cells(observable); row++) {
        if (isAbsent(observable, i, row)) {
          gap = gap < 0 ? row : gap;
        } else if (gap >= 0) {
          return OptionalInt.of(gap);
        }
      }
    }
    return OptionalInt.empty();
  }

  private int cells(int observable) {
    return observables.get(observable).cells(rows);
  }

  private boolean isAbsent(int observable, int dataSet, int row) {
    int width = observables.get(observable).features().size();
    int offset = (dataSet * cells(observable) + row) * width;
    return DataSet.isAbsent(values.get(observable), offset, width);
  }

  /** Number of known quantities of each data set. */
  public int contextDimension() {
    return count == 0 ? 0 : context.length / count;
  }
}
