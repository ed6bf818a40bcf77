package io.github.bayesflow4j.tabular;

import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The column names of a {@link SimulationTable}, where their rule is explained. */
final class TableColumns {
  private TableColumns() {}

  /**
   * All names in order.
   *
   * @throws IllegalArgumentException if two columns would have the same name
   */
  static List<String> names(
      ParameterSpace space, List<String> contextNames, List<Observable> observables, int rows) {
    List<String> names = new ArrayList<>(space.names());
    names.addAll(contextNames);
    for (Observable observable : observables) {
      addNames(observable, prefix(observable, observables), rows, names);
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "a table would have two columns called '"
                + name
                + "': rename a parameter or a feature");
      }
    }
    return names;
  }

  private static void addNames(Observable observable, String prefix, int rows, List<String> names) {
    for (int cell = 0; cell < observable.cells(rows); cell++) {
      String suffix = "";
      if (observable.layout() instanceof Layout.Grid grid) {
        suffix = "[" + (cell / grid.width() + 1) + ";" + (cell % grid.width() + 1) + "]";
      } else if (observable.hasRows()) {
        suffix = "[" + (cell + 1) + "]";
      }
      for (String feature : observable.features()) {
        names.add(prefix + feature + suffix);
      }
    }
  }

  private static String prefix(Observable observable, List<Observable> observables) {
    return observables.size() > 1 ? observable.name() + "." : "";
  }

  /** The largest number of a row in a header; 1 if there is none. */
  static int rows(List<String> header, List<Observable> observables) {
    int rows = 1;
    for (Observable observable : observables) {
      if (observable.hasRows()) {
        for (String feature : observable.features()) {
          String start = prefix(observable, observables) + feature + "[";
          for (String name : header) {
            if (name.startsWith(start) && name.substring(start.length()).matches("[0-9]{1,9}]")) {
              rows =
                  Math.max(
                      rows, Integer.parseInt(name.substring(start.length(), name.length() - 1)));
            }
          }
        }
      }
    }
    return rows;
  }
}
