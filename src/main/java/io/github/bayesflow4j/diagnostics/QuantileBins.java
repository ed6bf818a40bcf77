package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Groups of items of about equal size by their values; equal values stay together. */
final class QuantileBins {
  private QuantileBins() {}

  /**
   * Bins values.
   *
   * @param values none of them NaN, at least one
   * @param largest most bins
   * @param smallest fewest items in a bin, unless there are fewer altogether
   * @return the indices of the items of each bin, by value
   */
  static List<int[]> of(double[] values, int largest, int smallest) {
    int[] ascending =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int k = 1; k < ascending.length; k++) {
      boolean full =
          (long) k * largest >= (long) values.length * starts.size()
              && k - starts.get(starts.size() - 1) >= smallest;
      boolean enoughLeft = ascending.length - k >= smallest;
      if (full && enoughLeft && values[ascending[k]] > values[ascending[k - 1]]) {
        starts.add(k);
      }
    }
    List<int[]> bins = new ArrayList<>();
    for (int b = 0; b < starts.size(); b++) {
      int end = b + 1 < starts.size() ? starts.get(b + 1) : ascending.length;
      bins.add(IntStream.range(starts.get(b), end).map(k -> ascending[k]).toArray());
    }
    return bins;
  }
}
