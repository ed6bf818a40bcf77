package io.github.bayesflow4j.simulation;

import java.util.HashSet;
import java.util.List;

/**
 * One named kind of data that a simulation yields: its columns, how they are laid out, and the
 * scale to look at them on.
 *
 * @param name the name of the input in the machine's signatures
 * @param features column names
 * @param layout vector, rows or grid
 * @param scale the scale on which values are standardized
 */
public record Observable(String name, List<String> features, Layout layout, Scale scale) {

  /** The scale on which an observable is standardized before the summary network sees it. */
  public enum Scale {
    /** As it is. */
    IDENTITY,
    /**
     * {@code log(1 + x)}, for counts and other non-negative values spread over orders of magnitude.
     */
    LOG1P,
    /**
     * {@code asinh(x)}, for values of either sign with heavy tails: as they are near zero, their
     * logarithm far out.
     */
    ASINH
  }

  /** Whether the order of rows carries information. */
  public enum Order {
    /** Rows are independent given the parameters: any order gives the same posterior. */
    EXCHANGEABLE,
    /** Rows are a series. */
    SEQUENTIAL
  }

  /** How the values of one data set are laid out. */
  public sealed interface Layout {
    /** One row of features: {@code [features]}. */
    record Vector() implements Layout {}

    /** A number of rows that may vary: {@code [n, features]}. */
    record Rows(Order order) implements Layout {}

    /** A grid of fixed size: {@code [height, width, features]}. */
    record Grid(int height, int width) implements Layout {
      public Grid {
        if (height < 1 || width < 1) {
          throw new IllegalArgumentException(
              "a grid needs at least one cell, had " + height + " x " + width);
        }
      }
    }
  }

  public Observable {
    features = List.copyOf(features);
    if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "an observable's name must be a letter followed by letters, digits or _, was '"
              + name
              + "'");
    }
    if (features.isEmpty() || new HashSet<>(features).size() < features.size()) {
      throw new IllegalArgumentException(
          "observable " + name + " needs at least one feature and no name twice, had " + features);
    }
  }

  /** Independent rows, any order. */
  public static Observable exchangeable(String name, String... features) {
    return new Observable(
        name, List.of(features), new Layout.Rows(Order.EXCHANGEABLE), Scale.IDENTITY);
  }

  /** A series of rows. */
  public static Observable series(String name, String... features) {
    return new Observable(
        name, List.of(features), new Layout.Rows(Order.SEQUENTIAL), Scale.IDENTITY);
  }

  /** One row of features. */
  public static Observable vector(String name, String... features) {
    return new Observable(name, List.of(features), new Layout.Vector(), Scale.IDENTITY);
  }

  /** This observable, standardized on another scale. */
  public Observable on(Scale newScale) {
    return new Observable(name, features, layout, newScale);
  }

  /** Whether the number of rows is the data set's size. */
  public boolean hasRows() {
    return layout instanceof Layout.Rows;
  }

  /** Number of cells of features in a data set of {@code n} rows. */
  public int cells(int n) {
    if (layout instanceof Layout.Grid grid) {
      return grid.height() * grid.width();
    }
    return hasRows() ? n : 1;
  }

  /** Number of values in a data set of {@code n} rows. */
  public int values(int n) {
    return cells(n) * features.size();
  }

  /** Shape of a batch, as TensorFlow counts it: {@code [count, n, features]} for rows. */
  public long[] shape(long count, long n) {
    long width = features.size();
    if (layout instanceof Layout.Grid grid) {
      return new long[] {count, grid.height(), grid.width(), width};
    }
    return hasRows() ? new long[] {count, n, width} : new long[] {count, width};
  }
}
