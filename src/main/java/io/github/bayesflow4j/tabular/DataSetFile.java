package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads one observed data set from files of comma-separated values, one for each observable.
 *
 * <p>Each line is one row of features; a vector is one line, and a grid has one line for each of
 * its rows, in which cells follow each other with their features. A first line of names may say
 * which column is which, in any order; without it the columns have the order of the features (a
 * column of a grid is called {@code feature[column]}, counted from 1). A column may also be called
 * by its number, {@code data_1} for the first of the observable {@code data}. Comment lines, which
 * begin with {@code #}, and blank lines are skipped. Where rows may be absent, a line in which
 * every cell is empty or {@code NaN} is an absent row.
 */
public final class DataSetFile {
  private static final String ADVICE = "a row that was not observed must be left out of the file";

  private DataSetFile() {}

  /**
   * Reads a data set of any number of rows.
   *
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static DataSet read(Path path, List<Observable> observables) {
    try (CsvReader reader = new CsvReader(path)) {
      if (observables.size() != 1) {
        throw reader.fileError(
            "a file holds the data of one observable, but the model has "
                + observables.stream().map(Observable::name).toList());
      }
      return new Lines(observables.get(0), reader).read();
    }
  }

  /**
   * Reads a data set whose number of rows must be one of {@code size}.
   *
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static DataSet read(Path path, List<Observable> observables, DataSize size) {
    return requireSize(path, read(path, observables), observables.get(0), size);
  }

  /**
   * Reads a data set of several observables.
   *
   * @param files the file of each observable by its name
   * @param size numbers of rows of observables without a size of their own
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static DataSet read(Map<String, Path> files, List<Observable> observables, DataSize size) {
    List<String> names = observables.stream().map(Observable::name).toList();
    if (!files.keySet().equals(Set.copyOf(names))) {
      throw new TableFormatException(
          "expected a file for each observable of " + names + ", found " + files.keySet());
    }
    Optional<DataSet> all = Optional.empty();
    for (Observable observable : observables) {
      Path path = Objects.requireNonNull(files.get(observable.name()));
      DataSet one = requireSize(path, read(path, List.of(observable)), observable, size);
      all = Optional.of(all.map(set -> set.and(one)).orElse(one));
    }
    return all.orElseThrow();
  }

  private static DataSet requireSize(
      Path path, DataSet observed, Observable observable, DataSize ofModel) {
    DataSize size = observable.size(ofModel);
    int rows = observed.values(observable.name()).length / observable.features().size();
    if (observable.hasRows() && !size.contains(rows)) {
      throw new TableFormatException(path + ": expected " + size.describe() + ", found " + rows);
    }
    return observed;
  }

  /** The lines of one file, read as the values of one observable. */
  private static final class Lines {
    private final Observable observable;
    private final CsvReader reader;
    private final List<String> names;

    /** For each column of the file, its place in a row of the observable. */
    private int[] places;

    Lines(Observable observable, CsvReader reader) {
      this.observable = observable;
      this.reader = reader;
      names =
          observable.layout() instanceof Layout.Grid grid
              ? IntStream.rangeClosed(1, grid.width())
                  .boxed()
                  .flatMap(c -> observable.features().stream().map(f -> f + "[" + c + "]"))
                  .toList()
              : observable.features();
      places = IntStream.range(0, names.size()).toArray();
    }

    DataSet read() {
      if (!reader.next()) {
        throw reader.fileError("the file is empty, expected rows of " + names);
      }
      List<float[]> rows = new ArrayList<>();
      if (isHeader()) {
        readHeader();
      } else {
        rows.add(row());
      }
      while (reader.next()) {
        rows.add(row());
        requireAtMost(rows.size());
      }
      requireEnough(rows.size());
      double[] values = new double[rows.size() * names.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows.get(i / names.size())[i % names.size()];
      }
      DataSet observed = DataSet.of(observable.name(), values);
      return observable.mayMissRows() ? observed.withMissingRows() : observed;
    }

    /** A line of names holds one of them, or nothing that could be a number. */
    private boolean isHeader() {
      boolean anyNumber = false;
      for (int i = 0; i < reader.size(); i++) {
        if (names.contains(name(i))) {
          return true;
        }
        anyNumber |= reader.isNumber(i) || reader.cell(i).isEmpty();
      }
      return !anyNumber;
    }

    private void readHeader() {
      HashSet<String> seen = new HashSet<>();
      for (int i = 0; i < reader.size(); i++) {
        String name = name(i);
        if (!names.contains(name)) {
          throw reader.error(i, "unknown column '" + name + "', expected " + names);
        }
        if (!seen.add(name)) {
          throw reader.error(i, "column '" + name + "' occurs twice");
        }
      }
      for (String name : names) {
        if (!seen.contains(name)) {
          throw reader.error("column '" + name + "' is missing, found " + reader.cells());
        }
      }
      places = IntStream.range(0, names.size()).map(i -> names.indexOf(name(i))).toArray();
    }

    /** The name in a cell, in full where it is a number. */
    private String name(int cell) {
      String text = reader.cell(cell);
      for (int i = 0; i < names.size(); i++) {
        if (text.equals(observable.name() + "_" + (i + 1)) && !names.contains(text)) {
          return names.get(i);
        }
      }
      return text;
    }

    private float[] row() {
      if (reader.size() != names.size()) {
        throw reader.error(
            "expected "
                + names.size()
                + (names.size() == 1 ? " column " : " columns ")
                + names
                + ", found "
                + reader.size());
      }
      float[] row = new float[names.size()];
      if (observable.mayMissRows() && isAbsent()) {
        Arrays.fill(row, Float.NaN);
        return row;
      }
      for (int i = 0; i < row.length; i++) {
        row[places[i]] = reader.number(i, names.get(places[i]), ADVICE);
      }
      return row;
    }

    private boolean isAbsent() {
      return reader.cells().stream()
          .allMatch(cell -> cell.isEmpty() || cell.equalsIgnoreCase("nan"));
    }

    private void requireAtMost(int rows) {
      if (rows > 1 && observable.layout() instanceof Layout.Vector) {
        throw reader.error(
            "expected one line for the vector " + observable.name() + ", found more");
      }
      if (observable.layout() instanceof Layout.Grid grid && rows > grid.height()) {
        throw reader.error(
            "expected "
                + grid.height()
                + " lines for the grid "
                + observable.name()
                + ", found more");
      }
    }

    private void requireEnough(int rows) {
      if (rows == 0) {
        throw reader.fileError("the file has column names but no rows");
      }
      if (observable.layout() instanceof Layout.Grid grid && rows < grid.height()) {
        throw reader.fileError(
            "expected "
                + grid.height()
                + " lines for the grid "
                + observable.name()
                + ", found "
                + rows);
      }
    }
  }
}
