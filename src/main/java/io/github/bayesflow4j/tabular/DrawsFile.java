package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.ParameterSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads draws of parameters from a file of comma-separated values, one draw a line, whole or
 * compressed with gzip ({@code .gz}).
 *
 * <p>A first line of names may say which column is which parameter, in any order. Names of which
 * none is a parameter's are passed over: then, and without a line of names, the columns have the
 * order of the parameters. Comment lines, which begin with {@code #}, and blank lines are skipped.
 */
public final class DrawsFile {
  private static final String ADVICE = "every draw needs all parameters";

  private DrawsFile() {}

  /**
   * Reads draws.
   *
   * @return columns in the order of the parameters, {@code [dimension][draws]}
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static double[][] read(Path path, ParameterSpace space) {
    List<String> names = space.names();
    try (CsvReader reader = new CsvReader(path)) {
      if (!reader.next()) {
        throw reader.fileError("the file is empty, expected draws of " + names);
      }
      requireWidth(reader, names);
      int[] places = IntStream.range(0, names.size()).toArray();
      List<float[]> rows = new ArrayList<>();
      if (IntStream.range(0, reader.size()).noneMatch(reader::isNumber)) {
        places = places(reader, names);
      } else {
        rows.add(row(reader, names, places));
      }
      while (reader.next()) {
        requireWidth(reader, names);
        rows.add(row(reader, names, places));
      }
      if (rows.isEmpty()) {
        throw reader.fileError("the file has column names but no draws");
      }
      double[][] columns = new double[names.size()][rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        for (int j = 0; j < columns.length; j++) {
          columns[j][i] = rows.get(i)[j];
        }
      }
      return columns;
    }
  }

  private static int[] places(CsvReader reader, List<String> names) {
    List<String> header = reader.cells();
    if (header.stream().noneMatch(names::contains)) {
      return IntStream.range(0, names.size()).toArray();
    }
    HashSet<String> seen = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      if (!names.contains(header.get(i))) {
        throw reader.error(i, "unknown column '" + header.get(i) + "', expected " + names);
      }
      if (!seen.add(header.get(i))) {
        throw reader.error(i, "column '" + header.get(i) + "' occurs twice");
      }
    }
    return header.stream().mapToInt(names::indexOf).toArray();
  }

  private static void requireWidth(CsvReader reader, List<String> names) {
    if (reader.size() != names.size()) {
      throw reader.error(
          "expected "
              + names.size()
              + (names.size() == 1 ? " column " : " columns ")
              + names
              + ", found "
              + reader.size());
    }
  }

  private static float[] row(CsvReader reader, List<String> names, int[] places) {
    float[] row = new float[names.size()];
    for (int i = 0; i < row.length; i++) {
      row[places[i]] = reader.number(i, names.get(places[i]), ADVICE);
    }
    return row;
  }
}
