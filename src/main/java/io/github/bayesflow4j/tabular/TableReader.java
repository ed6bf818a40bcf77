package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the lines of a {@link SimulationTable} into flat arrays. */
final class TableReader {
  private static final String ADVICE =
      "only rows of data can be absent, by leaving all their cells empty";

  private final CsvReader reader;
  private final ParameterSpace space;
  private final List<Observable> observables;
  private final int contextWidth;
  private final int rows;
  private final List<String> names;

  /** For each column of the table as it would be written, its place in the file. */
  private final int[] columns;

  /** Takes the reader at its line of names. */
  TableReader(
      CsvReader reader,
      ParameterSpace space,
      List<Observable> observables,
      List<String> contextNames) {
    this.reader = reader;
    this.space = space;
    this.observables = observables;
    contextWidth = contextNames.size();
    List<String> header = reader.cells();
    rows = Math.min(TableColumns.rows(header, observables), header.size());
    names = TableColumns.names(space, contextNames, observables, rows);
    columns = places(header);
  }

  private int[] places(List<String> header) {
    Map<String, Integer> found = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      if (found.put(header.get(i), i) != null) {
        throw reader.error(i, "column '" + header.get(i) + "' occurs twice");
      }
    }
    int[] places = new int[names.size()];
    for (int i = 0; i < places.length; i++) {
      Integer place = found.remove(names.get(i));
      if (place == null) {
        throw reader.error("column '" + names.get(i) + "' is missing");
      }
      places[i] = place;
    }
    for (int i = 0; i < header.size(); i++) {
      if (found.containsKey(header.get(i))) {
        throw reader.error(
            i, "unknown column '" + header.get(i) + "', expected " + abbreviated(names));
      }
    }
    return places;
  }

  private static String abbreviated(List<String> names) {
    int most = 20;
    return names.size() <= most
        ? names.toString()
        : names.subList(0, most) + " and " + (names.size() - most) + " more";
  }

  /**
   * Reads every line.
   *
   * @param capacity an upper bound of their number
   */
  Simulations read(int capacity) {
    List<float[]> blocks = new ArrayList<>();
    int[] widths = widths();
    for (int width : widths) {
      blocks.add(new float[Math.multiplyExact(capacity, width)]);
    }
    int count = 0;
    for (; reader.next(); count++) {
      if (reader.size() != columns.length) {
        throw reader.error("expected " + columns.length + " columns, found " + reader.size());
      }
      int first = 0;
      for (int block = 0; block < widths.length; block++) {
        int offset = count * widths[block];
        if (block > 1 && observables.get(block - 2).hasRows()) {
          readRows(first, observables.get(block - 2).features().size(), blocks.get(block), offset);
        } else {
          for (int i = 0; i < widths[block]; i++) {
            blocks.get(block)[offset + i] = number(first + i);
          }
        }
        first += widths[block];
      }
      requireInside(blocks.get(0), count);
    }
    if (count == 0) {
      throw reader.fileError("the table has column names but no simulations");
    }
    for (int block = 0; block < widths.length; block++) {
      blocks.set(block, fitted(blocks.get(block), count * widths[block]));
    }
    return new Simulations(
        space,
        blocks.get(0),
        new DataBatch(observables, count, rows, blocks.subList(2, blocks.size()), blocks.get(1)));
  }

  /** Widths of the blocks of columns: parameters, known quantities, one for each observable. */
  private int[] widths() {
    int[] widths = new int[2 + observables.size()];
    widths[0] = space.dimension();
    widths[1] = contextWidth;
    for (int i = 0; i < observables.size(); i++) {
      widths[2 + i] = observables.get(i).values(rows);
    }
    return widths;
  }

  private void readRows(int first, int features, float[] target, int offset) {
    boolean anyPresent = false;
    for (int row = 0; row < rows; row++) {
      int start = row * features;
      boolean absent = true;
      for (int i = 0; i < features; i++) {
        absent &= reader.cell(columns[first + start + i]).isEmpty();
      }
      anyPresent |= !absent;
      for (int i = 0; i < features; i++) {
        target[offset + start + i] = absent ? Float.NaN : number(first + start + i);
      }
    }
    if (!anyPresent) {
      throw reader.error("every row of data is absent");
    }
  }

  private float number(int column) {
    return reader.number(columns[column], names.get(column), ADVICE);
  }

  private void requireInside(float[] parameters, int index) {
    double[] theta = new double[space.dimension()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = parameters[index * theta.length + j];
    }
    if (!space.contains(theta)) {
      try {
        space.requireInside(theta);
      } catch (IllegalArgumentException e) {
        throw reader.error(String.valueOf(e.getMessage()));
      }
    }
  }

  private static float[] fitted(float[] values, int length) {
    return values.length == length ? values : Arrays.copyOf(values, length);
  }
}
