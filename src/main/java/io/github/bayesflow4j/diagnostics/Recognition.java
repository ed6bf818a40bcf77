package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Which parameters the data speak about, and which have a posterior that hardly depends on them.
 *
 * <p>It says what the posteriors claim to know; whether they are right is a matter of calibration.
 * It looks at the means and variances of posteriors: a parameter of which the data tell only the
 * magnitude, so that its posterior has two mirrored modes whatever the data, counts as not
 * recognized. Intervals are those of {@link Bootstrap}.
 *
 * @param components one entry a component, in order
 */
public record Recognition(List<Component> components) {

  /*
   * Contraction is 1 - W / V, W being the mean posterior variance and V that of the prior [1]. The
   * variance of a few hundred true values is known to ten percent at best: with it in the place of
   * V, posteriors that are the prior would have contractions of -0.1 .. 0.1 and could not be told
   * from posteriors that know a little. The law of total variance gives V without true values,
   *
   *   V = B + W,    contraction = B / (B + W),
   *
   * B being the variance of the posterior means between test sets, which the posteriors of an
   * exact machine satisfy because they average to the prior. B is the variance of the means of L
   * draws minus W / L, their scatter. For posteriors that are the prior the figure is 0 with a
   * standard deviation of sqrt(2 / M) / L, which any number of draws in use makes small.
   *
   * R2 guards against means that move with the data and the true values though little of the
   * variance is gone. Both limits are conventions: below LITTLE nothing is worth reporting, and
   * from HALF on the posterior standard deviation is less than 0.71 of that of the prior.
   *
   * [1] D. J. Schad, M. Betancourt and S. Vasishth: Toward a principled Bayesian workflow in
   *     cognitive science. Psychological Methods 26 (2021) 103.
   */

  /** Contraction and R2 below which nothing was learned. */
  public static final double LITTLE = 0.05;

  /** Contraction from which a parameter counts as recognized. */
  public static final double HALF = 0.5;

  /** What the data say of a parameter. */
  public enum Verdict {
    /** Its contraction is at least {@link #HALF}. */
    RECOGNIZED,
    /** Its posterior differs from the prior, but is not much narrower. */
    WEAKLY_RECOGNIZED,
    /**
     * Its posterior mean hardly moves with the data: the upper end of the interval of its
     * contraction and the lower end of that of R2 are below {@link #LITTLE}.
     */
    NOT_RECOGNIZED
  }

  /**
   * The recognition of one component.
   *
   * @param name its name
   * @param verdict what follows from the figures
   * @param contraction share of the variance of all posterior draws that lies between test sets: 1
   *     if the data determine the parameter, about 0 (and possibly below) if they say nothing of it
   * @param contractionInterval its 95 % interval
   * @param r2 R2 of posterior means, as in {@link Recovery}
   * @param r2Interval its 95 % interval
   */
  public record Component(
      String name,
      Verdict verdict,
      double contraction,
      Interval contractionInterval,
      double r2,
      Interval r2Interval) {}

  public Recognition {
    components = List.copyOf(components);
  }

  /**
   * Measures recognition.
   *
   * @param random for the resamples
   */
  public static Recognition of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    int dimension = posteriors.dimension();
    List<Columns> columns =
        IntStream.range(0, dimension)
            .mapToObj(
                j ->
                    new Columns(
                        posteriors.truths(j),
                        posteriors.means(j),
                        posteriors.sds(j),
                        posteriors.draws()))
            .toList();
    List<Interval> intervals =
        Bootstrap.intervals(
            posteriors.testSets(),
            random,
            chosen -> {
              double[] figures = new double[2 * dimension];
              for (int j = 0; j < dimension; j++) {
                figures[2 * j] = columns.get(j).contraction(chosen);
                figures[2 * j + 1] = columns.get(j).r2(chosen);
              }
              return figures;
            });
    int[] all = IntStream.range(0, posteriors.testSets()).toArray();
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < dimension; j++) {
      double contraction = columns.get(j).contraction(all);
      Interval ofContraction = intervals.get(2 * j);
      Interval ofR2 = intervals.get(2 * j + 1);
      components.add(
          new Component(
              posteriors.space().names().get(j),
              verdict(contraction, ofContraction, ofR2),
              contraction,
              ofContraction,
              columns.get(j).r2(all),
              ofR2));
    }
    return new Recognition(components);
  }

  /** Names of the components with this verdict, in order. */
  public List<String> names(Verdict verdict) {
    return components.stream()
        .filter(component -> component.verdict() == verdict)
        .map(Component::name)
        .toList();
  }

  private static Verdict verdict(double contraction, Interval ofContraction, Interval ofR2) {
    // Draws that are the same whatever the data have no contraction: nothing was learned.
    if (!(ofContraction.upper() >= LITTLE) && !(ofR2.lower() >= LITTLE)) {
      return Verdict.NOT_RECOGNIZED;
    }
    return contraction >= HALF ? Verdict.RECOGNIZED : Verdict.WEAKLY_RECOGNIZED;
  }

  /** What the figures of one component are computed from, one entry a test set. */
  private record Columns(double[] truths, double[] means, double[] sds, int draws) {

    double r2(int[] chosen) {
      return Recovery.r2(truths, means, chosen);
    }

    double contraction(int[] chosen) {
      double sum = 0;
      double within = 0;
      for (int i : chosen) {
        sum += means[i];
        within += sds[i] * sds[i] / chosen.length;
      }
      double center = sum / chosen.length;
      double ofMeans = 0;
      for (int i : chosen) {
        ofMeans += (means[i] - center) * (means[i] - center) / (chosen.length - 1);
      }
      double between = ofMeans - within / draws;
      return between / (between + within);
    }
  }
}
