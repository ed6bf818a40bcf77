package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Draws for several data sets, in pieces that have one seed each and are computed side by side.
 *
 * <p>A piece is either all draws of a group of data sets or some draws of a single one. Its seed
 * follows from its place alone, so draws do not depend on the number of cores.
 */
final class DrawPieces {
  private final int draws;
  private final List<List<Integer>> groups;
  private final List<Piece> pieces = new ArrayList<>();

  /** Draws {@code first .. first + count} of each data set of a group. */
  private record Piece(int group, int first, int count, long seed) {}

  /**
   * Cuts draws into pieces.
   *
   * @param groups indices of the data sets that run together
   * @param draws of each data set
   * @param atOnce most draws of one data set in a piece
   */
  DrawPieces(List<List<Integer>> groups, int draws, int atOnce, long seed) {
    this.draws = draws;
    this.groups = groups;
    RandomStreams streams = new RandomStreams(seed);
    for (int group = 0; group < groups.size(); group++) {
      // The first group and the first piece keep the seed, so that a small request, or a list of
      // one, gives what one run of the signature gives.
      long own = group == 0 ? seed : streams.child(group).seed();
      for (int first = 0, piece = 0; first < draws; first += atOnce, piece++) {
        long ofPiece = piece == 0 ? own : new RandomStreams(own).stream(piece).nextLong();
        pieces.add(new Piece(group, first, Math.min(atOnce, draws - first), ofPiece));
      }
    }
  }

  /** Whether there is more than one run to make. */
  boolean several() {
    return pieces.size() > 1;
  }

  /**
   * Runs all pieces on all cores.
   *
   * @param data the data sets of each group
   * @param summaries the summary statistics of each data set, where they are known already
   * @param dimension of a draw
   * @param progress told when all draws of so many more data sets are there, by one thread at a
   *     time
   * @return the draws of each data set, {@code [draws * dimension]}
   */
  float[][] run(
      InferenceSession session,
      List<DataBatch> data,
      Optional<float[][]> summaries,
      int dimension,
      IntConsumer progress) {
    int count = groups.stream().mapToInt(List::size).sum();
    float[][] rows = new float[count][Math.multiplyExact(draws, dimension)];
    int[] left = new int[groups.size()];
    pieces.forEach(piece -> left[piece.group]++);
    IntStream.range(0, pieces.size())
        .parallel()
        .forEach(
            i -> {
              Piece piece = pieces.get(i);
              List<Integer> dataSets = groups.get(piece.group);
              Optional<float[]> known = summaries.map(all -> joined(all, dataSets));
              float[] part = session.sample(data.get(piece.group), known, piece.count, piece.seed);
              copy(piece, part, dimension, rows);
              synchronized (left) {
                if (--left[piece.group] == 0) {
                  progress.accept(dataSets.size());
                }
              }
            });
    return rows;
  }

  private static float[] joined(float[][] all, List<Integer> dataSets) {
    int width = all[0].length;
    float[] some = new float[dataSets.size() * width];
    for (int i = 0; i < dataSets.size(); i++) {
      System.arraycopy(all[dataSets.get(i)], 0, some, i * width, width);
    }
    return some;
  }

  private void copy(Piece piece, float[] part, int dimension, float[][] rows) {
    List<Integer> dataSets = groups.get(piece.group);
    int length = piece.count * dimension;
    for (int i = 0; i < dataSets.size(); i++) {
      float[] target = rows[dataSets.get(i)];
      System.arraycopy(part, i * length, target, piece.first * dimension, length);
    }
  }
}
