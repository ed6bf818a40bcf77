package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.GivenColumns;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads samples of a density from a file of comma-separated values: a line of column names, then
 * one sample a line. Comment lines, which begin with {@code #}, and blank lines are skipped.
 */
public final class SampleFile {
  private static final String ADVICE = "a sample of which something is missing must be left out";

  private SampleFile() {}

  /**
   * Samples of which some columns are given: what is not given is what the density is of.
   *
   * @param supports of columns that cannot take every value, by name
   * @param numbers given columns of numbers
   * @param classes given columns of classes, whose cells are any text
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static SampleTable read(
      Path path, Map<String, Support> supports, List<String> numbers, List<String> classes) {
    try (CsvReader reader = new CsvReader(path)) {
      Map<String, Integer> places = header(reader);
      List<String> named = new ArrayList<>(numbers);
      named.addAll(classes);
      requireColumns(reader, places, named);
      List<String> own = new ArrayList<>(places.keySet());
      own.removeAll(named);
      if (own.isEmpty()) {
        throw reader.error("every column is given, and none is left to be fitted");
      }
      for (String name : supports.keySet()) {
        if (!own.contains(name)) {
          throw reader.error("support of '" + name + "': expected one of the columns " + own);
        }
      }
      ParameterSpace space =
          new ParameterSpace(
              own.stream()
                  .map(name -> Parameter.scalar(name, supports.getOrDefault(name, Support.real())))
                  .toList());
      return table(reader, places, space, numbers, classes);
    }
  }

  private static SampleTable table(
      CsvReader reader,
      Map<String, Integer> places,
      ParameterSpace space,
      List<String> numbers,
      List<String> classes) {
    List<double[]> rows = new ArrayList<>();
    Map<String, List<Double>> given = new LinkedHashMap<>();
    numbers.forEach(name -> given.put(name, new ArrayList<>()));
    Map<String, List<String>> labels = new LinkedHashMap<>();
    classes.forEach(name -> labels.put(name, new ArrayList<>()));
    while (nextRow(reader, places)) {
      rows.add(numbers(reader, places, space.names()));
      requireInside(reader, space, rows.get(rows.size() - 1));
      given.forEach((name, column) -> column.add(number(reader, places, name)));
      labels.forEach((name, column) -> column.add(label(reader, places, name)));
    }
    if (rows.isEmpty()) {
      throw reader.fileError("the file has column names but no samples");
    }
    SampleTable table = SampleTable.of(space, rows.toArray(new double[0][]));
    for (Map.Entry<String, List<Double>> column : given.entrySet()) {
      double[] values = column.getValue().stream().mapToDouble(Double::doubleValue).toArray();
      table = table.given(column.getKey(), values);
    }
    for (Map.Entry<String, List<String>> column : labels.entrySet()) {
      table = table.given(column.getKey(), column.getValue());
    }
    return table;
  }

  /**
   * Points at which to ask for a density.
   *
   * @param values {@code [points][dimension]}
   * @param given known quantities of each, {@code [points][context]}
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Points(double[][] values, double[][] given) {}

  /**
   * Reads points of a density.
   *
   * @param known what is given for all of them alike, by column; other given columns are read from
   *     the file
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static Points readPoints(
      Path path, ParameterSpace space, GivenColumns given, Map<String, String> known) {
    try (CsvReader reader = new CsvReader(path)) {
      Map<String, Integer> places = header(reader);
      List<String> expected = new ArrayList<>(space.names());
      expected.addAll(given.columns());
      expected.removeAll(known.keySet());
      requireColumns(reader, places, expected);
      for (String name : places.keySet()) {
        if (!expected.contains(name)) {
          throw reader.error("unknown column '" + name + "', expected " + expected);
        }
      }
      List<double[]> values = new ArrayList<>();
      List<double[]> conditions = new ArrayList<>();
      while (nextRow(reader, places)) {
        values.add(numbers(reader, places, space.names()));
        requireInside(reader, space, values.get(values.size() - 1));
        conditions.add(encoded(reader, places, given, known));
      }
      if (values.isEmpty()) {
        throw reader.fileError("the file has column names but no points");
      }
      return new Points(values.toArray(new double[0][]), conditions.toArray(new double[0][]));
    }
  }

  private static double[] encoded(
      CsvReader reader,
      Map<String, Integer> places,
      GivenColumns given,
      Map<String, String> known) {
    Map<String, String> cells = new LinkedHashMap<>(known);
    for (String column : given.columns()) {
      if (!known.containsKey(column)) {
        cells.put(column, label(reader, places, column));
      }
    }
    try {
      return given.encode(cells);
    } catch (IllegalArgumentException e) {
      throw reader.error(String.valueOf(e.getMessage()));
    }
  }

  /** The place of each column, in the order of the file. */
  private static Map<String, Integer> header(CsvReader reader) {
    if (!reader.next()) {
      throw reader.fileError("the file is empty, expected a line of column names");
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    for (int i = 0; i < reader.size(); i++) {
      if (reader.isNumber(i) || reader.cell(i).isEmpty()) {
        throw reader.error(i, "expected a column name, found '" + reader.cell(i) + "'");
      }
      if (places.put(reader.cell(i), i) != null) {
        throw reader.error(i, "column '" + reader.cell(i) + "' occurs twice");
      }
    }
    return places;
  }

  private static void requireColumns(
      CsvReader reader, Map<String, Integer> places, List<String> expected) {
    Set<String> found = places.keySet();
    for (String name : expected) {
      if (!found.contains(name)) {
        throw reader.error("column '" + name + "' is missing, found " + List.copyOf(found));
      }
    }
  }

  private static boolean nextRow(CsvReader reader, Map<String, Integer> places) {
    boolean there = reader.next();
    if (there && reader.size() != places.size()) {
      throw reader.error("expected " + places.size() + " columns, found " + reader.size());
    }
    return there;
  }

  private static double[] numbers(
      CsvReader reader, Map<String, Integer> places, List<String> names) {
    return names.stream().mapToDouble(name -> number(reader, places, name)).toArray();
  }

  private static double number(CsvReader reader, Map<String, Integer> places, String name) {
    return reader.number(places.getOrDefault(name, -1), name, ADVICE);
  }

  private static String label(CsvReader reader, Map<String, Integer> places, String name) {
    int place = places.getOrDefault(name, -1);
    String label = reader.cell(place);
    if (label.isEmpty()) {
      throw reader.error(
          place, "expected a value for " + name + ", found an empty cell; " + ADVICE);
    }
    return label;
  }

  private static void requireInside(CsvReader reader, ParameterSpace space, double[] row) {
    try {
      space.requireInside(row);
    } catch (IllegalArgumentException e) {
      throw reader.error(String.valueOf(e.getMessage()));
    }
  }
}
