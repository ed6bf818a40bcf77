package io.github.bayesflow4j.report;

import java.util.List;

/**
 * A table of a page.
 *
 * @param title what it shows
 * @param header one entry a column; the first column holds the names of the rows
 * @param rows one cell a column in each
 * @param note how to read it
 */
public record ReportTable(String title, List<String> header, List<List<Cell>> rows, String note) {

  /**
   * One cell.
   *
   * @param value what was found
   * @param floor what to expect of an exact posterior with as much data, or empty
   */
  public record Cell(String value, String floor) {
    /** A cell with nothing to compare with. */
    public static Cell of(String value) {
      return new Cell(value, "");
    }
  }

  public ReportTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "table '%s': expected %d cells in each row, found %d"
                .formatted(title, header.size(), row.size()));
      }
    }
  }
}
