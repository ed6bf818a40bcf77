package io.github.bayesflow4j.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

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
    ASINH,
    /**
     * {@code 1 / x}, for values of either sign that stay away from zero and are the more telling
     * the nearer they come to it, such as reaction times with a sign for the choice.
     */
    RECIPROCAL
  }

  /** Whether the order of rows carries information. */
  public enum Order {
    /** Rows are independent given the parameters: any order gives the same posterior. */
    EXCHANGEABLE,
    /** Rows are a series. */
    SEQUENTIAL
  }

  /** Which rows of a data set are there. */
  public enum Presence {
    /** All of them. */
    EVERY_ROW,
    /** Some may be absent, in training too: a simulator gives such a row as NaN in all features. */
    SOME_ROWS
  }

  /** How the values of one data set are laid out. */
  public sealed interface Layout {
    /** One row of features: {@code [features]}. */
    record Vector() implements Layout {}

    /**
     * A number of rows that may vary: {@code [n, features]}.
     *
     * @param order whether their order carries information
     * @param size how many rows there can be, where that is not the size of the data set
     * @param presence whether some may be absent
     */
    record Rows(Order order, Optional<DataSize> size, Presence presence) implements Layout {
      /** As many rows as the data set has, none absent. */
      public Rows(Order order) {
        this(order, Optional.empty(), Presence.EVERY_ROW);
      }
    }

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

  /**
   * This observable with a number of rows of its own, whatever the size of the data set: for a
   * model whose observables have different lengths. A simulator may give any number within {@code
   * size}.
   *
   * @throws IllegalArgumentException if it has no rows
   */
  public Observable ofSize(DataSize size) {
    Layout.Rows rows = requireRows();
    return with(new Layout.Rows(rows.order(), Optional.of(size), rows.presence()));
  }

  /**
   * This observable with rows that may be absent, which its simulator gives as rows of NaN.
   *
   * @throws IllegalArgumentException if it has no rows
   */
  public Observable withMissingRows() {
    Layout.Rows rows = requireRows();
    return with(new Layout.Rows(rows.order(), rows.size(), Presence.SOME_ROWS));
  }

  private Observable with(Layout newLayout) {
    return new Observable(name, features, newLayout, scale);
  }

  private Layout.Rows requireRows() {
    return rows()
        .orElseThrow(
            () -> new IllegalArgumentException("observable " + name + " is no set of rows"));
  }

  private Optional<Layout.Rows> rows() {
    return layout instanceof Layout.Rows rows ? Optional.of(rows) : Optional.empty();
  }

  private Optional<DataSize> ownSize() {
    return rows().flatMap(Layout.Rows::size);
  }

  /** Whether it is a set or series of rows. */
  public boolean hasRows() {
    return layout instanceof Layout.Rows;
  }

  /** Whether it has as many rows as the data set's size says. */
  public boolean sharesSize() {
    return hasRows() && ownSize().isEmpty();
  }

  /** Whether rows may be absent in training. */
  public boolean mayMissRows() {
    return rows().filter(rows -> rows.presence() == Presence.SOME_ROWS).isPresent();
  }

  /** Whether its rows are a series. */
  public boolean isSeries() {
    return rows().filter(rows -> rows.order() == Order.SEQUENTIAL).isPresent();
  }

  /** How many rows it can have in a model of size {@code ofModel}; 1 if it has no rows. */
  public DataSize size(DataSize ofModel) {
    return hasRows() ? ownSize().orElse(ofModel) : DataSize.fixed(1);
  }

  /** Whether the number of rows that are present varies in a model of size {@code ofModel}. */
  public boolean countVaries(DataSize ofModel) {
    return size(ofModel).min() != size(ofModel).max() || mayMissRows();
  }

  /**
   * Number of cells of features in a batch of data sets of {@code n} rows; rows of an own size are
   * padded to the largest.
   */
  public int cells(int n) {
    if (layout instanceof Layout.Grid grid) {
      return grid.height() * grid.width();
    }
    return sharesSize() ? n : ownSize().map(DataSize::max).orElse(1);
  }

  /** Number of values in a batch of data sets of {@code n} rows, for each. */
  public int values(int n) {
    return cells(n) * features.size();
  }

  /**
   * Shape of a batch, as TensorFlow counts it: {@code [count, n, features]} for rows. A count or
   * number of rows of -1 is open.
   */
  public long[] shape(long count, long n) {
    long width = features.size();
    if (layout instanceof Layout.Grid grid) {
      return new long[] {count, grid.height(), grid.width(), width};
    }
    long rows = n < 0 ? n : cells((int) n);
    return hasRows() ? new long[] {count, rows, width} : new long[] {count, width};
  }
}
