package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.storage.DurableFiles;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVPrinter;

/**
 * A table of simulations as a file of comma-separated values: one line for each, parameters first.
 *
 * <p>The first line names the columns: parameters, known quantities, then the values of each
 * observable: {@code feature} for a vector, {@code feature[1]}, {@code feature[2]}, .. for rows
 * (all features of row 1, then those of row 2), {@code feature[row;column]} for a grid. With
 * several observables each of these is preceded by the observable's name and a dot. The cells of an
 * absent row are empty. On reading, columns may be in any order, and comment lines, which begin
 * with {@code #}, and blank lines are skipped.
 *
 * <p>Numbers are written with as many digits as single precision needs, so what is read is what was
 * written, to the bit. Lines are streamed: the text is never held in memory.
 */
public final class SimulationTable {
  private SimulationTable() {}

  /**
   * Writes simulations without known quantities; see {@link #write(Path, Simulations, List)}.
   *
   * @throws IllegalArgumentException if there are known quantities
   */
  public static void write(Path path, Simulations simulations) {
    write(path, simulations, List.of());
  }

  /**
   * Writes simulations to a temporary file beside {@code path} and moves it there when it is
   * complete, so an interrupted write leaves an older table as it was.
   *
   * @param contextNames names of the known quantities
   * @throws IllegalArgumentException if these are not as many as each simulation has, or two
   *     columns would have one name
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path path, Simulations simulations, List<String> contextNames) {
    if (simulations.count() > 0 && simulations.contextDimension() != contextNames.size()) {
      throw new IllegalArgumentException(
          "expected "
              + simulations.contextDimension()
              + " names of known quantities, found "
              + contextNames);
    }
    List<String> columns =
        TableColumns.names(
            simulations.space(), contextNames, simulations.observables(), simulations.rows());
    try {
      DurableFiles.replace(path, out -> writeLines(out, columns, simulations));
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": cannot be written: " + e, e);
    }
  }

  private static void writeLines(OutputStream out, List<String> columns, Simulations simulations)
      throws IOException {
    // The stream belongs to the caller: flushed here, closed there.
    CSVPrinter printer =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
            CsvReader.FORMAT);
    printer.printRecord(columns);
    for (int i = 0; i < simulations.count(); i++) {
      print(simulations.parameters(), i, simulations.space().dimension(), printer);
      print(simulations.context(), i, simulations.contextDimension(), printer);
      for (int j = 0; j < simulations.observables().size(); j++) {
        int width = simulations.observables().get(j).values(simulations.rows());
        print(simulations.data(j), i, width, printer);
      }
      printer.println();
    }
    printer.flush();
  }

  private static void print(float[] values, int index, int width, CSVPrinter printer)
      throws IOException {
    for (int i = index * width; i < (index + 1) * width; i++) {
      printer.print(Float.isNaN(values[i]) ? "" : Float.toString(values[i]));
    }
  }

  /**
   * Reads a table that {@link #write} or a user has written.
   *
   * @param contextNames names of the known quantities; empty if there are none
   * @throws TableFormatException saying what was expected and found, and where
   */
  public static Simulations read(
      Path path, ParameterSpace space, List<Observable> observables, List<String> contextNames) {
    try (CsvReader reader = new CsvReader(path)) {
      if (!reader.next()) {
        throw reader.fileError("the file is empty, expected a line of column names");
      }
      TableReader table = new TableReader(reader, space, observables, contextNames);
      return table.read(simulations(path));
    }
  }

  /**
   * The number of simulations, or more: lines that hold something, but no comment, after the first.
   */
  private static int simulations(Path path) {
    try (InputStream stream = Files.newInputStream(path)) {
      byte[] block = new byte[1 << 16];
      long lines = 0;
      boolean atStart = true;
      for (int length = stream.read(block); length > 0; length = stream.read(block)) {
        for (int i = 0; i < length; i++) {
          boolean lineEnd = block[i] == '\n' || block[i] == '\r';
          if (atStart && !lineEnd && block[i] != '#') {
            lines++;
          }
          atStart = lineEnd;
        }
      }
      return Math.toIntExact(lines - 1);
    } catch (IOException e) {
      throw new TableFormatException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
