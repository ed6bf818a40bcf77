package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mode of a posterior, or maximum a posteriori (MAP): where the joint density of the parameters
 * in their own units is highest. Its components are not the modes of the marginal densities.
 *
 * @param theta the parameters there, in their own units; inside the support
 * @param logDensity natural logarithm of the density there
 */
public record PosteriorMode(List<Double> theta, double logDensity) {

  /*
   * A density is cheap for many points at once and dear for one after another. So the search looks
   * at many draws first, and then climbs from the best of them:
   *
   *  1. The log-densities of the first SCREENED draws are computed together; the first SCALED draws
   *     tell the scales.
   *  2. The draw of the highest density is a start. Another of the PROMISING highest is a start too
   *     if it lies at least a standard deviation away from every start before it: there may be
   *     another mode. In a few dimensions and with one mode there is one start.
   *  3. From each start, the density is climbed with conjugate gradients (ModeAscent).
   *
   * The result is the best point of all that were looked at, so never worse than the best draw.
   * Where the density is highest on a bound of the support, which does not belong to it, the result
   * lies close to the bound.
   */
  private static final int SCREENED = 1 << 9;

  private static final int SCALED = 1 << 11;

  private static final int PROMISING = 25;
  private static final int STARTS = 3;

  public PosteriorMode {
    theta = List.copyOf(theta);
  }

  /**
   * Finds the mode. Takes one evaluation of the density at 512 points and, for each of at most
   * three starts, some tens of evaluations at one point and a few at 2 D.
   *
   * @param posterior any posterior with a density
   * @param observed the data set
   * @param draws draws from the posterior given this data set, from which the search starts and
   *     learns the scales of the parameters
   * @throws IllegalArgumentException if the data have the wrong form, or no draw has a finite
   *     log-density
   */
  public static PosteriorMode of(Posterior posterior, DataSet observed, PosteriorSamples draws) {
    double[][] screened = first(SCREENED, draws);
    double[] logDensities = posterior.logProb(observed, screened);
    List<Integer> promising =
        IntStream.range(0, screened.length)
            .filter(i -> Double.isFinite(logDensities[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logDensities[i]))
            .limit(PROMISING)
            .toList();
    if (promising.isEmpty()) {
      throw new IllegalArgumentException(
          "the density is finite at none of "
              + screened.length
              + " draws: the data may lie far from all that the posterior was trained on");
    }
    int highest = promising.get(0);
    PosteriorMode best = new PosteriorMode(boxed(screened[highest]), logDensities[highest]);
    WhitenedCoordinates coordinates =
        WhitenedCoordinates.of(posterior.space(), first(SCALED, draws));
    for (double[] start : starts(coordinates, screened, promising)) {
      PosteriorMode found = new ModeAscent(posterior, observed, coordinates).climb(start, best);
      best = found.logDensity() > best.logDensity() ? found : best;
    }
    return best;
  }

  private static double[][] first(int most, PosteriorSamples draws) {
    return IntStream.range(0, Math.min(most, draws.count()))
        .mapToObj(draws::draw)
        .toArray(double[][]::new);
  }

  /** The starts, from the highest density down, in whitened coordinates. */
  private static List<double[]> starts(
      WhitenedCoordinates coordinates, double[][] draws, List<Integer> promising) {
    List<double[]> starts = new ArrayList<>();
    for (int i : promising) {
      double[] candidate = coordinates.of(draws[i]);
      boolean apart =
          Arrays.stream(candidate).allMatch(Double::isFinite)
              && starts.stream().allMatch(start -> distance(start, candidate) >= 1);
      if (apart && starts.size() < STARTS) {
        starts.add(candidate);
      }
    }
    return starts;
  }

  private static double distance(double[] from, double[] to) {
    double sum = 0;
    for (int j = 0; j < from.length; j++) {
      sum += (from[j] - to[j]) * (from[j] - to[j]);
    }
    return Math.sqrt(sum);
  }

  static List<Double> boxed(double[] theta) {
    return Arrays.stream(theta).boxed().toList();
  }
}
