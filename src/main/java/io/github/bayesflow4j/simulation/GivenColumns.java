package io.github.bayesflow4j.simulation;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a density is given, as columns of a table and as numbers.
 *
 * <p>A column of numbers is one known quantity of its name. A column of classes is one for each
 * class, named {@code column=class}, 1 for the class that is given and 0 for all others.
 *
 * @param names of the known quantities, in order
 */
public record GivenColumns(List<String> names) {
  private static final char OF_CLASS = '=';

  public GivenColumns {
    names = List.copyOf(names);
  }

  /** One column of classes, in the order of their names. */
  public static GivenColumns ofClasses(String column, Collection<String> labels) {
    return new GivenColumns(
        new TreeSet<>(labels).stream().map(label -> column + OF_CLASS + label).toList());
  }

  /** The columns of a table, in order. */
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    names.forEach(name -> columns.add(column(name)));
    return columns;
  }

  private static String column(String name) {
    int end = name.indexOf(OF_CLASS);
    return end < 0 ? name : name.substring(0, end);
  }

  /**
   * The known quantities of given cells.
   *
   * @param cells for each column its number or class, as text
   * @throws IllegalArgumentException if a column is missing or unknown, a number is none, or a
   *     class is unknown
   */
  public double[] encode(Map<String, String> cells) {
    if (!cells.keySet().equals(columns())) {
      throw new IllegalArgumentException(
          "expected a value for each of " + columns() + ", found " + cells);
    }
    double[] values = new double[names.size()];
    Map<String, Integer> marked = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      String column = column(names.get(i));
      String cell = String.valueOf(cells.get(column));
      if (column.equals(names.get(i))) {
        values[i] = number(column, cell);
      } else {
        boolean own = names.get(i).equals(column + OF_CLASS + cell);
        values[i] = own ? 1 : 0;
        marked.merge(column, own ? 1 : 0, Integer::sum);
      }
    }
    marked.forEach((column, count) -> requireOne(column, cells, count));
    return values;
  }

  private void requireOne(String column, Map<String, String> cells, int count) {
    if (count != 1) {
      String start = column + OF_CLASS;
      throw new IllegalArgumentException(
          "expected one of the classes "
              + names.stream()
                  .filter(name -> name.startsWith(start))
                  .map(name -> name.substring(start.length()))
                  .toList()
              + " for "
              + column
              + ", found '"
              + cells.get(column)
              + "'");
    }
  }

  private static double number(String column, String cell) {
    try {
      double value = Double.parseDouble(cell);
      if (Float.isFinite((float) value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, like a number that is not finite.
    }
    throw new IllegalArgumentException(
        "expected a finite number for " + column + ", found '" + cell + "'");
  }
}
