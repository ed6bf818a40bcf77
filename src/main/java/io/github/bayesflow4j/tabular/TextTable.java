package io.github.bayesflow4j.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of text with aligned columns and a line of names above them. Immutable.
 *
 * @param columns names and alignment of the columns
 * @param rows one cell a column
 */
public record TextTable(List<Column> columns, List<List<String>> rows) {

  /** The side that the cells of a column are flush with. */
  public enum Align {
    LEFT,
    RIGHT
  }

  /**
   * One column.
   *
   * @param name the line above its cells
   * @param align {@code LEFT} for words, {@code RIGHT} for numbers
   */
  public record Column(String name, Align align) {

    /** A column of words. */
    public static Column left(String name) {
      return new Column(name, Align.LEFT);
    }

    /** A column of numbers. */
    public static Column right(String name) {
      return new Column(name, Align.RIGHT);
    }
  }

  /**
   * @throws IllegalArgumentException if there is not one cell a column in each row
   */
  public TextTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "expected " + columns.size() + " cells, found " + row.size() + ": " + row);
      }
    }
  }

  /** A table without rows. */
  public static TextTable of(Column... columns) {
    return new TextTable(List.of(columns), List.of());
  }

  /** This table with one more row. */
  public TextTable with(String... cells) {
    return with(List.of(cells));
  }

  /** This table with one more row. */
  public TextTable with(List<String> cells) {
    List<List<String>> longer = new ArrayList<>(rows);
    longer.add(cells);
    return new TextTable(columns, longer);
  }

  /** The lines for a terminal: two spaces between columns, none at the end of a line. */
  public List<String> lines() {
    int[] widths = widths();
    return withHeader().map(row -> line(row, widths, "  ").stripTrailing()).toList();
  }

  /** The lines of a Markdown table, which is aligned in its source too. */
  public List<String> markdown() {
    int[] widths = widths();
    // A rule is at least three characters wide.
    Arrays.setAll(widths, i -> Math.max(widths[i], 3));
    List<String> rule = new ArrayList<>();
    for (int c = 0; c < widths.length; c++) {
      boolean left = columns.get(c).align() == Align.LEFT;
      rule.add("-".repeat(widths[c] - 1) + (left ? "-" : ":"));
    }
    List<List<String>> all = new ArrayList<>(withHeader().toList());
    all.add(1, rule);
    return all.stream().map(row -> "| " + line(row, widths, " | ") + " |").toList();
  }

  /**
   * The table as comma-separated values, quoted where they need it; each line ends in {@code \n}.
   */
  public String csv() {
    StringBuilder text = new StringBuilder();
    withHeader().forEach(row -> text.append(CsvReader.FORMAT.format(row.toArray())).append('\n'));
    return text.toString();
  }

  private Stream<List<String>> withHeader() {
    return Stream.concat(Stream.of(columns.stream().map(Column::name).toList()), rows.stream());
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    withHeader()
        .forEach(row -> Arrays.setAll(widths, c -> Math.max(widths[c], row.get(c).length())));
    return widths;
  }

  private String line(List<String> cells, int[] widths, String between) {
    List<String> padded = new ArrayList<>();
    for (int c = 0; c < widths.length; c++) {
      String cell = cells.get(c);
      String padding = " ".repeat(widths[c] - cell.length());
      padded.add(columns.get(c).align() == Align.LEFT ? cell + padding : padding + cell);
    }
    return String.join(between, padded);
  }
}
