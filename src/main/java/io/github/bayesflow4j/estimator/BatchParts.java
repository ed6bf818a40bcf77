package io.github.bayesflow4j.estimator;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How the batch of a training step is cut into parts that are computed side by side.
 *
 * <p>The networks of one part are a chain of operations of which each waits for the one before it,
 * so a part keeps one core busy, and two parts keep two. Sums over the batch are sums over parts:
 * their number decides the last digits of a result, and the number of cores does not.
 *
 * @param batch data sets in a step, at least one
 * @param parts at least one, at most {@code batch}
 */
public record BatchParts(int batch, int parts) {
  /** Rows of data, over the whole batch, from which on a second part gains more than it costs. */
  private static final int ROWS_FOR_TWO = 256;

  public BatchParts {
    if (batch < 1 || parts < 1 || parts > batch) {
      throw new IllegalArgumentException(
          "expected 1 to " + Math.max(1, batch) + " parts of a batch, found " + parts);
    }
  }

  /** A batch in one piece. */
  public static BatchParts whole(int batch) {
    return new BatchParts(batch, 1);
  }

  /**
   * Two parts where a step is long enough, else one.
   *
   * @param rows of the largest observable of a data set; 1 for vectors
   */
  public static BatchParts byWork(int batch, int rows) {
    return new BatchParts(batch, batch > 1 && (long) batch * rows >= ROWS_FOR_TWO ? 2 : 1);
  }

  /**
   * A part.
   *
   * @param first the first of its data sets
   * @param size their number
   * @param share of the batch
   */
  record Part(int first, int size, double share) {}

  /** All parts, whose sizes differ by one at most. */
  List<Part> each() {
    return IntStream.range(0, parts).mapToObj(this::part).toList();
  }

  private Part part(int index) {
    int size = start(index + 1) - start(index);
    return new Part(start(index), size, (double) size / batch);
  }

  private int start(int part) {
    return (int) ((long) batch * part / parts);
  }
}
