package io.github.bayesflow4j.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVPrinter;

/**
 * Draws of parameters as a file.
 *
 * <p>Read from comma-separated values, one draw a line, whole or compressed with gzip ({@code
 * .gz}). A first line of names may say which column is which parameter, in any order. Names of
 * which none is a parameter's are passed over: then, and without a line of names, the columns have
 * the order of the parameters. Comment lines, which begin with {@code #}, and blank lines are
 * skipped.
 *
 * <p>Written in one of the {@link DrawsFormat}s.
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

  /**
   * Writes draws in the format that the file's name asks for, to a temporary file beside it that is
   * moved when it is complete.
   *
   * @param names names of the columns
   * @param columns {@code [dimension][draws]}
   * @throws IllegalArgumentException if the name of the file ends in none of the formats
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path path, List<String> names, double[][] columns) {
    DrawsFormat format = DrawsFormat.of(path);
    try {
      DurableFiles.replace(
          path,
          out -> {
            switch (format) {
              case CSV -> print(new OutputStreamWriter(out, UTF_8), names, columns);
              case NPY -> NpyWriter.write(out, columns);
              case PARQUET -> ParquetWriter.write(out, names, columns);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written: " + e, e);
    }
  }

  /**
   * Prints draws as comma-separated values: a line of names, then one draw a line, each number with
   * as many digits as it needs to be read back to the bit.
   *
   * @param columns {@code [dimension][draws]}
   * @throws IOException if {@code to} fails
   */
  public static void print(Writer to, List<String> names, double[][] columns) throws IOException {
    // The writer belongs to the caller: flushed here, closed there.
    CSVPrinter printer = new CSVPrinter(to, CsvReader.FORMAT);
    printer.printRecord(names);
    for (int i = 0; i < columns[0].length; i++) {
      for (double[] column : columns) {
        float single = (float) column[i];
        printer.print(single == column[i] ? Float.toString(single) : Double.toString(column[i]));
      }
      printer.println();
    }
    printer.flush();
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
