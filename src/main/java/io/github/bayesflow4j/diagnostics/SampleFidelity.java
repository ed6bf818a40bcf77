package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Density and coverage of draws among reference draws: whether draws lie where reference draws are,
 * and whether they are everywhere where those are (Naeem et al., "Reliable fidelity and diversity
 * metrics for generative models", ICML 2020).
 *
 * <p>Both are coarse: wherever reference draws are, balls grow as these get rare, so that about as
 * many hold a draw. They show draws where no reference draws are, and parts of the reference left
 * out; for a shift or a wrong width of a fraction of a standard deviation use {@link Mmd}.
 *
 * @param neighbors number k of nearest neighbors that define what is near
 * @param density how many draws lie near reference draws, over how many exact ones do; low if draws
 *     lie outside the reference, about one if they lie in any part of it
 * @param coverage share of reference draws that have a draw near them; low if draws leave parts of
 *     the reference out
 */
public record SampleFidelity(int neighbors, Figure density, Figure coverage) {

  /*
   * A ball around each of N reference draws reaches to its k-th nearest reference draw. Of M draws,
   *
   *   density   (number of pairs of a ball and a draw in it) / (k M),
   *   coverage  (number of balls with a draw in them) / N.
   *
   * Let both be samples of one continuous law. Ordered by distance from one reference draw, the
   * other N - 1 reference draws and the M draws come in any order with the same probability. A
   * draw is in the ball if at most k - 1 of the N - 1 are closer, which has probability k / N: the
   * expectation of density is 1. No draw is in the ball if the first k of the N - 1 + M are
   * reference draws, so that the expectation of coverage is
   *
   *   1 - (N - 1) ... (N - k) / ((N + M - 1) ... (N + M - k)).
   *
   * How far exact draws scatter about these follows from random splits of the pooled draws into N
   * and M, for which the order of all points around each of them is computed once.
   */

  /** The usual number of nearest neighbors. */
  public static final int NEIGHBORS = 5;

  /** Number of random splits behind {@link Figure#exact}. */
  public static final int SPLITS = 200;

  /**
   * One of the two figures.
   *
   * @param value its value
   * @param expected its expectation for exact draws
   * @param exact the central 95 % of its values for random splits of all draws: where exact draws
   *     lie 95 times in 100
   */
  public record Figure(double value, double expected, Interval exact) {}

  /**
   * Compares draws with reference draws, in units of the standard deviations of the reference.
   *
   * @param reference N draws of the exact posterior
   * @param draws M draws of the posterior to judge; N and M together at most 4,000
   * @param neighbors k, below N and M; {@link #NEIGHBORS} unless there are reasons
   * @param random for the random splits
   * @throws IllegalArgumentException if numbers of components or draws do not fit, a value is not
   *     finite, or a component of the reference has no spread
   */
  public static SampleFidelity of(
      PosteriorSamples reference,
      PosteriorSamples draws,
      int neighbors,
      UniformRandomProvider random) {
    if (neighbors < 1) {
      throw new IllegalArgumentException("expected at least 1 neighbor, found " + neighbors);
    }
    double[][] columns = reference.columns();
    TwoSamples samples =
        TwoSamples.of(
            TwoSamples.standardize(columns, columns),
            TwoSamples.standardize(columns, draws.columns()),
            neighbors + 1);
    int[][] order = order(samples);
    double[] observed = figures(order, samples.split(), neighbors);
    double[] densities = new double[SPLITS];
    double[] coverages = new double[SPLITS];
    for (int s = 0; s < SPLITS; s++) {
      double[] figures = figures(order, samples.split(random), neighbors);
      densities[s] = figures[0];
      coverages[s] = figures[1];
    }
    return new SampleFidelity(
        neighbors,
        new Figure(observed[0], 1, Interval.central95(densities)),
        new Figure(
            observed[1],
            expectedCoverage(samples.first(), samples.second(), neighbors),
            Interval.central95(coverages)));
  }

  /**
   * The expectation of coverage for exact draws.
   *
   * @param references number N of reference draws
   * @param draws number M of draws
   * @param neighbors k, below N
   */
  public static double expectedCoverage(int references, int draws, int neighbors) {
    double uncovered = 1;
    for (int l = 1; l <= neighbors; l++) {
      uncovered *= (double) (references - l) / (references + draws - l);
    }
    return 1 - uncovered;
  }

  /** The other points by distance from each point, {@code [points][points - 1]}. */
  private static int[][] order(TwoSamples samples) {
    int count = samples.count();
    // Distances are not negative, so their bits have their order; the last bits, which no figure
    // depends on, make room for the index of the point.
    long indexBits = Long.highestOneBit(count) * 2 - 1;
    int[][] order = new int[count][count - 1];
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        keys[j] = Double.doubleToLongBits(samples.squaredDistance(i, j)) & ~indexBits | j;
      }
      keys[i] = Long.MAX_VALUE;
      Arrays.sort(keys);
      for (int j = 0; j < count - 1; j++) {
        order[i][j] = (int) (keys[j] & indexBits);
      }
    }
    return order;
  }

  /** Density and coverage of one split. */
  private static double[] figures(int[][] order, boolean[] split, int neighbors) {
    long pairs = 0;
    int covered = 0;
    int references = 0;
    for (int i = 0; i < split.length; i++) {
      if (split[i]) {
        references++;
        int inside = inside(order[i], split, neighbors);
        pairs += inside;
        covered += inside > 0 ? 1 : 0;
      }
    }
    double draws = split.length - references;
    return new double[] {pairs / (neighbors * draws), (double) covered / references};
  }

  /** Number of draws that are closer than the k-th nearest reference draw. */
  private static int inside(int[] order, boolean[] split, int neighbors) {
    int references = 0;
    int inside = 0;
    for (int point : order) {
      if (!split[point]) {
        inside++;
      } else if (++references == neighbors) {
        return inside;
      }
    }
    throw new IllegalStateException("fewer than " + neighbors + " other reference draws");
  }
}
