package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How well posterior means recover the true parameters, beside what posteriors of their widths can
 * reach.
 *
 * <p>With a posterior equal to the prior R2 is 0, and NRMSE is 1 / sqrt(12) = 0.2887 for a uniform
 * prior. Intervals are those of {@link Bootstrap}.
 *
 * @param components one entry a component, in order
 */
public record Recovery(List<Component> components) {

  /*
   * Given the data, the true value is a draw from an exact posterior, independent of its L draws.
   * The squared distance from their mean then has expectation v + v / L, v being the posterior
   * variance: the first term is what is not known, the second the scatter of a mean of L draws.
   * expectedRmse is the root of its average over test sets. An RMSE above it means posteriors in
   * the wrong place or too narrow, one below it posteriors that are too wide.
   *
   * NRMSE divides by the range of the true values. Its interval takes that range as given: the
   * bootstrap of a largest value is not consistent [1], a resample does without it in e^-1 of
   * all cases, which would move the interval off its figure.
   *
   * [1] P. J. Bickel and D. A. Freedman: Some asymptotic theory for the bootstrap. The Annals of
   *     Statistics 9 (1981) 1196, section 6.
   */

  /**
   * The recovery of one component.
   *
   * @param name its name
   * @param rmse root mean square of (posterior mean - true value), in the parameter's unit
   * @param nrmse {@code rmse} over the range of the true values of the test sets
   * @param r2 one minus the squared error over the squared deviation of the true values from their
   *     mean; 1 is perfect, negative is worse than guessing the mean
   * @param expectedRmse the RMSE to expect of exact posteriors of the same widths; one above it
   *     means inaccurate or overconfident posteriors
   * @param rmseInterval 95 % interval of {@code rmse}
   * @param nrmseInterval 95 % interval of {@code nrmse}, the range taken as given
   * @param r2Interval 95 % interval of {@code r2}
   */
  public record Component(
      String name,
      double rmse,
      double nrmse,
      double r2,
      double expectedRmse,
      Interval rmseInterval,
      Interval nrmseInterval,
      Interval r2Interval) {}

  public Recovery {
    components = List.copyOf(components);
  }

  /**
   * Measures recovery.
   *
   * @param random for the resamples
   */
  public static Recovery of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    int dimension = posteriors.dimension();
    double[][] truths = new double[dimension][];
    double[][] means = new double[dimension][];
    for (int j = 0; j < dimension; j++) {
      truths[j] = posteriors.truths(j);
      means[j] = posteriors.means(j);
    }
    List<Interval> intervals =
        Bootstrap.intervals(
            posteriors.testSets(),
            random,
            chosen -> {
              double[] figures = new double[2 * dimension];
              for (int j = 0; j < dimension; j++) {
                figures[2 * j] = rmse(truths[j], means[j], chosen);
                figures[2 * j + 1] = r2(truths[j], means[j], chosen);
              }
              return figures;
            });
    int[] all = IntStream.range(0, posteriors.testSets()).toArray();
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < dimension; j++) {
      double rmse = rmse(truths[j], means[j], all);
      double range = range(truths[j]);
      Interval ofRmse = intervals.get(2 * j);
      components.add(
          new Component(
              posteriors.space().names().get(j),
              rmse,
              rmse / range,
              r2(truths[j], means[j], all),
              expectedRmse(posteriors.sds(j), posteriors.draws()),
              ofRmse,
              new Interval(ofRmse.lower() / range, ofRmse.upper() / range),
              intervals.get(2 * j + 1)));
    }
    return new Recovery(components);
  }

  private static double rmse(double[] truths, double[] means, int[] chosen) {
    return Math.sqrt(squaredError(truths, means, chosen) / chosen.length);
  }

  /** R2 of the test sets with these indices; not finite if their true values are all equal. */
  static double r2(double[] truths, double[] means, int[] chosen) {
    double sum = 0;
    for (int i : chosen) {
      sum += truths[i];
    }
    double center = sum / chosen.length;
    double squaredDeviation = 0;
    for (int i : chosen) {
      squaredDeviation += square(truths[i] - center);
    }
    return 1 - squaredError(truths, means, chosen) / squaredDeviation;
  }

  private static double squaredError(double[] truths, double[] means, int[] chosen) {
    double sum = 0;
    for (int i : chosen) {
      sum += square(means[i] - truths[i]);
    }
    return sum;
  }

  private static double range(double[] truths) {
    return Arrays.stream(truths).max().orElseThrow() - Arrays.stream(truths).min().orElseThrow();
  }

  private static double expectedRmse(double[] sds, int draws) {
    double variance = Arrays.stream(sds).map(Recovery::square).average().orElseThrow();
    return Math.sqrt(variance * (1 + 1.0 / draws));
  }

  private static double square(double value) {
    return value * value;
  }
}
