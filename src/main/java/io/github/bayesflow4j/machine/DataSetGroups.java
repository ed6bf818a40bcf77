package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Observable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which of several data sets run together: those of similar sizes, as many as memory allows. */
final class DataSetGroups {
  /** Rows of data in one run of the graph, padding included, which bounds memory. */
  private static final int DATA_ROWS_AT_ONCE = 1 << 15;

  /** A data set is padded to at most this multiple of its rows to run with longer ones. */
  private static final double PADDING = 1.25;

  private DataSetGroups() {}

  /** How many data sets of so many rows run together at most. */
  static int together(int rows) {
    return Math.max(1, DATA_ROWS_AT_ONCE / Math.max(1, rows));
  }

  /**
   * Indices of the data sets that run together, from the smallest sizes to the largest.
   *
   * @param together most data sets of a group
   */
  static List<List<Integer>> of(
      List<DataSet> dataSets, List<Observable> observables, int together) {
    int[] rows = dataSets.stream().mapToInt(dataSet -> dataSet.rows(observables)).toArray();
    List<Integer> bySize =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> rows[i]))
            .toList();
    List<List<Integer>> groups = new ArrayList<>();
    int first = 0;
    for (int end = 1; end <= rows.length; end++) {
      boolean fits =
          end < rows.length
              && end - first < together
              && rows[bySize.get(end)] <= PADDING * rows[bySize.get(first)]
              && (long) (end + 1 - first) * rows[bySize.get(end)] <= DATA_ROWS_AT_ONCE;
      if (!fits) {
        groups.add(bySize.subList(first, end));
        first = end;
      }
    }
    return groups;
  }
}
