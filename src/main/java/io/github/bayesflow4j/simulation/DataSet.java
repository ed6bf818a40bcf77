package io.github.bayesflow4j.simulation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One observed data set: the values of each observable, row by row, and the known quantities.
 *
 * <p>Immutable.
 */
public final class DataSet {
  private final Map<String, float[]> values;
  private final float[] context;
  private final MissingRows missingRows;

  /** What a row of NaN means. */
  private enum MissingRows {
    MISTAKE,
    ABSENT
  }

  private DataSet(Map<String, float[]> values, float[] context, MissingRows missingRows) {
    this.values = values;
    this.context = context;
    this.missingRows = missingRows;
  }

  /** A data set of one observable called {@code data}, its values row by row. */
  public static DataSet of(double... values) {
    return of("data", values);
  }

  /** A data set of one observable, its values row by row. */
  public static DataSet of(String observable, double... values) {
    return new DataSet(Map.of(observable, toFloats(values)), new float[0], MissingRows.MISTAKE);
  }

  /** No data: what a density that was fitted to samples is given, beside its context. */
  public static DataSet none() {
    return new DataSet(Map.of(), new float[0], MissingRows.MISTAKE);
  }

  /** This data set with another observable beside those it has. */
  public DataSet and(String observable, double... more) {
    Map<String, float[]> all = new TreeMap<>(values);
    all.put(observable, toFloats(more));
    return new DataSet(all, context, missingRows);
  }

  /** This data set with the observables of another beside those it has. */
  public DataSet and(DataSet other) {
    Map<String, float[]> all = new TreeMap<>(values);
    all.putAll(other.values);
    boolean absent = missingRows == MissingRows.ABSENT || other.missingRows == MissingRows.ABSENT;
    return new DataSet(all, context, absent ? MissingRows.ABSENT : MissingRows.MISTAKE);
  }

  /** This data set with its known quantities. */
  public DataSet withContext(double... newContext) {
    return new DataSet(values, toFloats(newContext), missingRows);
  }

  /** This data set with its rows of NaN declared to be absent; otherwise they are refused. */
  public DataSet withMissingRows() {
    return new DataSet(values, context, MissingRows.ABSENT);
  }

  /**
   * Values of one observable row by row, {@code [n * features]}.
   *
   * @throws IllegalArgumentException if it has none of that name
   */
  public float[] values(String observable) {
    return find(observable).clone();
  }

  /** Known quantities, {@code [context]}. */
  public float[] context() {
    return context.clone();
  }

  /**
   * Number of rows, read off the first observable that has as many as the data set; 1 if none has.
   *
   * @throws IllegalArgumentException if an observable's values do not fill whole rows, two disagree
   *     on their number, or one has more than it can have
   */
  public int rows(List<Observable> observables) {
    int rows = 0;
    for (Observable observable : observables) {
      int length = find(observable.name()).length;
      int width = observable.features().size();
      if (!observable.hasRows()) {
        requireLength(observable, length, observable.values(1));
      } else if (length == 0 || length % width != 0) {
        throw new IllegalArgumentException(
            "observable "
                + observable.name()
                + ": expected rows of "
                + width
                + " values "
                + observable.features()
                + ", found "
                + length
                + " values");
      } else if (!observable.sharesSize()) {
        requireAtMost(observable, length / width, observable.cells(1));
      } else if (rows > 0) {
        requireLength(observable, length, rows * width);
      } else {
        rows = length / width;
      }
    }
    return Math.max(rows, 1);
  }

  /**
   * Checks that every value is finite, save for rows of NaN where {@link #withMissingRows} declared
   * them.
   *
   * @throws IllegalArgumentException naming the first value that is not, or if no row is present
   */
  public void requireFinite(List<Observable> observables) {
    for (Observable observable : observables) {
      requireFinite(observable, find(observable.name()));
    }
    for (int i = 0; i < context.length; i++) {
      if (!Float.isFinite(context[i])) {
        throw new IllegalArgumentException(
            "context: value " + (i + 1) + " is " + context[i] + ", expected a finite number");
      }
    }
  }

  private void requireFinite(Observable observable, float[] found) {
    int width = observable.features().size();
    boolean mayMiss = missingRows == MissingRows.ABSENT && observable.hasRows();
    int present = 0;
    for (int row = 0; row < found.length / width; row++) {
      if (mayMiss && isAbsent(found, row * width, width)) {
        continue;
      }
      present++;
      for (int j = 0; j < width; j++) {
        float value = found[row * width + j];
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "observable "
                  + observable.name()
                  + ": row "
                  + (row + 1)
                  + ", "
                  + observable.features().get(j)
                  + " is "
                  + value
                  + ", expected a finite number");
        }
      }
    }
    if (present == 0) {
      throw new IllegalArgumentException(
          "observable "
              + observable.name()
              + ": expected at least one row, found none that is present");
    }
  }

  /** Whether the row at {@code offset} is NaN in all its features. */
  static boolean isAbsent(float[] values, int offset, int width) {
    for (int j = offset; j < offset + width; j++) {
      if (!Float.isNaN(values[j])) {
        return false;
      }
    }
    return true;
  }

  private static void requireAtMost(Observable observable, int found, int most) {
    if (found > most) {
      throw new IllegalArgumentException(
          "observable "
              + observable.name()
              + ": expected at most "
              + most
              + " rows, found "
              + found);
    }
  }

  private static void requireLength(Observable observable, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "observable " + observable.name() + ": expected " + expected + " values, found " + found);
    }
  }

  private float[] find(String observable) {
    float[] found = values.get(observable);
    if (found == null) {
      throw new IllegalArgumentException(
          "the data set has no observable '" + observable + "', it has " + values.keySet());
    }
    return found;
  }

  private static float[] toFloats(double[] doubles) {
    float[] floats = new float[doubles.length];
    for (int i = 0; i < doubles.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }
}
