package io.github.bayesflow4j.tabular;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a table of numbers line by line and knows where it is, so that errors can say so. Comment
 * lines, which begin with {@code #}, and blank lines are skipped.
 */
final class CsvReader implements AutoCloseable {
  static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setCommentMarker('#')
          .setIgnoreEmptyLines(true)
          .setIgnoreSurroundingSpaces(true)
          .setRecordSeparator('\n')
          .get();

  /** The mark some programs put before the first character of a file. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Path path;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private String[] cells = {};
  private long line;
  private boolean started;

  CsvReader(Path path) {
    this.path = path;
    if (!Files.isRegularFile(path)) {
      throw new TableFormatException(
          path + (Files.exists(path) ? ": not a file" : ": no such file"));
    }
    try {
      // The parser closes what it reads from.
      parser = CSVParser.builder().setReader(open(path)).setFormat(FORMAT).get();
    } catch (IOException e) {
      throw new TableFormatException(path + ": cannot be read: " + e.getMessage(), e);
    }
    records = parser.iterator();
  }

  private static Reader open(Path path) throws IOException {
    if (!path.toString().endsWith(".gz")) {
      return Files.newBufferedReader(path);
    }
    InputStream compressed = Files.newInputStream(path);
    try {
      return new InputStreamReader(new GZIPInputStream(compressed), UTF_8);
    } catch (IOException e) {
      compressed.close();
      throw e;
    }
  }

  /** Moves to the next line that holds cells; false at the end of the file. */
  boolean next() {
    try {
      while (records.hasNext()) {
        cells = records.next().values();
        line = parser.getCurrentLineNumber();
        boolean commentAfterMark = false;
        if (!started && cells[0].startsWith(BYTE_ORDER_MARK)) {
          cells[0] = cells[0].substring(1).strip();
          commentAfterMark = cells[0].startsWith("#");
        }
        started = true;
        boolean blank = cells.length == 1 && cells[0].isEmpty();
        if (!blank && !commentAfterMark) {
          return true;
        }
      }
      return false;
    } catch (UncheckedIOException e) {
      throw new TableFormatException(
          path
              + ":"
              + (parser.getCurrentLineNumber() + 1)
              + ": not comma-separated text: "
              + e.getMessage(),
          e);
    }
  }

  /** The cells of the current line. */
  List<String> cells() {
    return List.of(cells);
  }

  /** Number of cells of the current line. */
  int size() {
    return cells.length;
  }

  String cell(int column) {
    return cells[column];
  }

  /** Whether a cell holds a number, finite or not. */
  boolean isNumber(int column) {
    try {
      parse(cells[column]);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * The finite number in a cell.
   *
   * @param name what the number is, for the error
   * @param advice what to do about a value that is missing, for the error
   */
  float number(int column, String name, String advice) {
    String text = cells[column];
    float value;
    try {
      value = parse(text);
    } catch (NumberFormatException e) {
      throw error(
          column,
          "expected a number for "
              + name
              + ", found "
              + (text.isEmpty() ? "an empty cell; " + advice : "'" + text + "'"));
    }
    if (!Float.isFinite(value)) {
      throw error(
          column,
          "expected a finite single-precision number for "
              + name
              + ", found '"
              + text
              + "'; "
              + advice);
    }
    return value;
  }

  /** A number as it is written in a table; the suffixes of Java source are not part of it. */
  private static float parse(String text) {
    float value = Float.parseFloat(text);
    char last = text.charAt(text.length() - 1);
    if (Character.toLowerCase(last) == 'f' || Character.toLowerCase(last) == 'd') {
      throw new NumberFormatException(text);
    }
    return value;
  }

  /** An error about the whole file. */
  TableFormatException fileError(String message) {
    return new TableFormatException(path + ": " + message);
  }

  /** An error about the current line. */
  TableFormatException error(String message) {
    return new TableFormatException(path + ":" + line + ": " + message);
  }

  /** An error about one cell of the current line, counted from 0. */
  TableFormatException error(int column, String message) {
    return new TableFormatException(path + ":" + line + ":" + (column + 1) + ": " + message);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new TableFormatException(path + ": cannot be closed: " + e.getMessage(), e);
    }
  }
}
