package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A test whether M ranks are uniform on {@code 0 .. L}, with the simultaneous band of their
 * empirical distribution function that belongs to it.
 *
 * <p>Depends on M and L alone: simulate it once for all components. Immutable.
 */
public final class RankUniformityTest {
  /*
   * Saeilynoja, Buerkner and Vehtari [1]. With points 0 < s_k <= L, the number c_k of ranks below
   * s_k is Binomial(M, s_k / (L + 1)) under uniformity; no randomization is needed, because the
   * points lie on the ranks. The statistic is the smallest two-sided pointwise p-value,
   *
   *   gamma = min_k 2 min(P(C_k <= c_k), P(C_k >= c_k)),
   *
   * and its distribution under uniformity is simulated. The p-value is (1 + number of simulated
   * statistics at most gamma) / (1 + number of simulations) [2]. The band at level 1 - alpha holds
   * the counts whose pointwise p-value is at least the smallest simulated statistic that has a
   * p-value above alpha: an ECDF leaves the band exactly if the test rejects at alpha. Counts are
   * discrete, simulated statistics tie; a group of ties is on one side as a whole, which keeps the
   * size at most alpha.
   *
   * [1] T. Saeilynoja, P.-C. Buerkner, A. Vehtari: Graphical test for discrete uniformity and its
   *     applications in goodness-of-fit evaluation and multiple sample comparison. Statistics and
   *     Computing 32 (2022) 32, arXiv:2103.10522.
   * [2] B. Phipson, G. K. Smyth: Permutation p-values should never be zero. Statistical
   *     Applications in Genetics and Molecular Biology 9 (2010) 39.
   */

  /** Number of simulated sets of uniform ranks; the smallest p-value is one over this plus one. */
  public static final int NULL_SIMULATIONS = 10_000;

  /** More points cost time and add nearly nothing to the power. */
  private static final int MAX_POINTS = 1_000;

  private final int testSets;
  private final int draws;
  private final int[] points;
  private final int[] cells;
  private final PointwisePValues[] pointwise;
  private final double[] simulated;

  private RankUniformityTest(int testSets, int draws, UniformRandomProvider random) {
    this.testSets = testSets;
    this.draws = draws;
    this.points = points(testSets, draws);
    this.cells = cells(points, draws);
    this.pointwise =
        Arrays.stream(points)
            .mapToObj(point -> new PointwisePValues(testSets, point / (draws + 1.0)))
            .toArray(PointwisePValues[]::new);
    this.simulated = simulate(random);
  }

  /**
   * Simulates the test for {@code testSets} ranks of {@code draws} draws each.
   *
   * @param testSets number M of ranks, at least two
   * @param draws number L of draws, at least one
   * @throws IllegalArgumentException if there are fewer
   */
  public static RankUniformityTest simulate(int testSets, int draws, UniformRandomProvider random) {
    if (testSets < 2 || draws < 1) {
      throw new IllegalArgumentException(
          "expected at least 2 test sets and 1 draw, found " + testSets + " and " + draws);
    }
    return new RankUniformityTest(testSets, draws, random);
  }

  /** Points spread evenly over the ranks; one fewer than there are intervals between them. */
  private static int[] points(int testSets, int draws) {
    int intervals = Math.min(Math.min(testSets, MAX_POINTS), draws + 1);
    int[] points = new int[intervals - 1];
    Arrays.setAll(points, k -> (int) (((k + 1L) * (draws + 1L) + intervals / 2) / intervals));
    return points;
  }

  /** For each rank, the index of the first point above it. */
  private static int[] cells(int[] points, int draws) {
    int[] cells = new int[draws + 1];
    int cell = 0;
    for (int rank = 0; rank <= draws; rank++) {
      while (cell < points.length && points[cell] <= rank) {
        cell++;
      }
      cells[rank] = cell;
    }
    return cells;
  }

  private double[] simulate(UniformRandomProvider random) {
    double[] statistics = new double[NULL_SIMULATIONS];
    int[] counts = new int[points.length + 1];
    for (int s = 0; s < statistics.length; s++) {
      Arrays.fill(counts, 0);
      for (int i = 0; i < testSets; i++) {
        counts[cells[random.nextInt(draws + 1)]]++;
      }
      statistics[s] = statisticOf(counts);
    }
    Arrays.sort(statistics);
    return statistics;
  }

  /** The statistic, from the number of ranks in each cell. */
  private double statisticOf(int[] counts) {
    double smallest = 1;
    int below = 0;
    for (int k = 0; k < points.length; k++) {
      below += counts[k];
      smallest = Math.min(smallest, pointwise[k].at(below));
    }
    return smallest;
  }

  private int[] count(int[] ranks) {
    if (ranks.length != testSets) {
      throw new IllegalArgumentException("expected " + testSets + " ranks, found " + ranks.length);
    }
    int[] counts = new int[points.length + 1];
    for (int rank : ranks) {
      if (rank < 0 || rank > draws) {
        throw new IllegalArgumentException("expected ranks in 0 .. " + draws + ", found " + rank);
      }
      counts[cells[rank]]++;
    }
    return counts;
  }

  /**
   * Checks that this is the test for the numbers of some posteriors.
   *
   * @throws IllegalArgumentException if it is not
   */
  void requireFor(SimulatedPosteriors posteriors) {
    if (testSets != posteriors.testSets() || draws != posteriors.draws()) {
      throw new IllegalArgumentException(
          "expected a test for %d test sets of %d draws, found one for %d of %d"
              .formatted(posteriors.testSets(), posteriors.draws(), testSets, draws));
    }
  }

  /** Number M of ranks that are tested. */
  public int testSets() {
    return testSets;
  }

  /** Number L of draws; the largest rank. */
  public int draws() {
    return draws;
  }

  /**
   * The statistic gamma: the smallest pointwise p-value. Small is evidence against uniformity.
   *
   * @param ranks {@code [M]}
   * @throws IllegalArgumentException if their number is not M, or one is not in {@code 0 .. L}
   */
  public double statistic(int... ranks) {
    return statisticOf(count(ranks));
  }

  /** Probability, under uniformity, of a statistic at most this one. */
  public double pValue(double statistic) {
    int low = 0;
    int high = simulated.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (simulated[middle] <= statistic) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (low + 1.0) / (simulated.length + 1.0);
  }

  /**
   * The logarithm of a statistic over the smallest one that is not rejected at the 5 % level:
   * negative exactly where {@link #pValue} is at most 0.05, however far beyond the simulated
   * statistics it lies. Negative infinity for a statistic of 0, which is one that underflowed.
   */
  public double logGamma(double statistic) {
    return Math.log(statistic / critical(RankStatistics.LEVEL));
  }

  /** The smallest simulated statistic whose p-value is above {@code level}. */
  private double critical(double level) {
    return simulated[(int) Math.floor(level * (simulated.length + 1)) - 1];
  }

  /**
   * The ECDF of ranks minus that of uniform ones, at the points of {@link #band}.
   *
   * @param ranks {@code [M]}
   * @throws IllegalArgumentException as {@link #statistic}
   */
  public List<Double> ecdfDifference(int... ranks) {
    int[] counts = count(ranks);
    List<Double> differences = new ArrayList<>();
    int below = 0;
    for (int k = 0; k < points.length; k++) {
      below += counts[k];
      differences.add((double) below / testSets - uniform(k));
    }
    return differences;
  }

  private double uniform(int point) {
    return points[point] / (draws + 1.0);
  }

  /**
   * The band in which the whole ECDF of uniform ranks lies with probability 1 - {@code level}.
   *
   * @param level probability of leaving the band, between 1 / {@link #NULL_SIMULATIONS} and 1
   * @throws IllegalArgumentException if it is not
   */
  public Band band(double level) {
    if (!(level >= 1.0 / NULL_SIMULATIONS && level < 1)) {
      throw new IllegalArgumentException(
          "expected a level between " + 1.0 / NULL_SIMULATIONS + " and 1, found " + level);
    }
    double critical = critical(level);
    List<Double> at = new ArrayList<>();
    List<Double> lower = new ArrayList<>();
    List<Double> upper = new ArrayList<>();
    for (int k = 0; k < points.length; k++) {
      at.add(uniform(k));
      lower.add((double) pointwise[k].smallestCount(critical) / testSets - uniform(k));
      upper.add((double) pointwise[k].largestCount(critical) / testSets - uniform(k));
    }
    return new Band(level, at, lower, upper);
  }

  /**
   * A simultaneous band of ECDF differences.
   *
   * @param level probability with which uniform ranks leave it somewhere
   * @param points cumulative probabilities at which it is evaluated
   * @param lower smallest difference inside the band at each point
   * @param upper largest difference inside the band at each point
   */
  public record Band(double level, List<Double> points, List<Double> lower, List<Double> upper) {
    public Band {
      points = List.copyOf(points);
      lower = List.copyOf(lower);
      upper = List.copyOf(upper);
    }
  }

  /** Two-sided p-values of a binomial count, tabulated where counts occur. */
  private static final class PointwisePValues {
    /** Half-width of the table: beyond it, uniform ranks almost never are. */
    private static final double STANDARD_DEVIATIONS = 8;

    private final BinomialDistribution distribution;
    private final int first;
    private final double[] table;

    PointwisePValues(int trials, double probability) {
      distribution = BinomialDistribution.of(trials, probability);
      double reach = STANDARD_DEVIATIONS * Math.sqrt(distribution.getVariance()) + 1;
      first = (int) Math.max(0, Math.floor(distribution.getMean() - reach));
      int last = (int) Math.min(trials, Math.ceil(distribution.getMean() + reach));
      table = new double[last - first + 1];
      double[] probabilities = new double[table.length];
      Arrays.setAll(probabilities, i -> distribution.probability(first + i));
      double atMost = first == 0 ? 0 : distribution.cumulativeProbability(first - 1);
      for (int i = 0; i < table.length; i++) {
        atMost += probabilities[i];
        table[i] = atMost;
      }
      double atLeast = distribution.survivalProbability(last);
      for (int i = table.length - 1; i >= 0; i--) {
        atLeast += probabilities[i];
        table[i] = twoSided(table[i], atLeast);
      }
    }

    private static double twoSided(double atMost, double atLeast) {
      return Math.min(1, 2 * Math.min(atMost, atLeast));
    }

    double at(int count) {
      int index = count - first;
      if (index >= 0 && index < table.length) {
        return table[index];
      }
      return twoSided(
          distribution.cumulativeProbability(count), distribution.survivalProbability(count - 1));
    }

    int smallestCount(double pValue) {
      int count = (int) distribution.getMean();
      while (count > 0 && at(count - 1) >= pValue) {
        count--;
      }
      return count;
    }

    int largestCount(double pValue) {
      int count = (int) distribution.getMean();
      while (count < distribution.getNumberOfTrials() && at(count + 1) >= pValue) {
        count++;
      }
      return count;
    }
  }
}
