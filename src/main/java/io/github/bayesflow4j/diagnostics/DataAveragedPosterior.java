package io.github.bayesflow4j.diagnostics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * Whether the posterior, averaged over data sets of the model, is the prior, as that of an exact
 * posterior is.
 *
 * <p>It says in which direction a machine errs over the whole prior, and in the parameter's terms:
 * how far the average is shifted and how much too wide it is. It is blind to errors that cancel
 * over data sets, and to a posterior that is the prior.
 *
 * @param components one entry a component, in order
 */
public record DataAveragedPosterior(List<Component> components) {
  /*
   * Integrated over x with density p(x), the posterior p(theta | x) is p(theta) [1]. So the pooled
   * draws of all test sets should be distributed as the true values. The two samples are not
   * independent, though: draws and truth of one test set follow from the same x, and so do the L
   * draws among themselves. A two-sample Kolmogorov-Smirnov test with its table would take the
   * draws for far more information than they are, and the shared x for a coincidence.
   *
   * What holds for any M is that truth and draws of one test set are L + 1 exchangeable values. The
   * statistic, the largest distance between the ECDF of the truths and that of the pooled draws, is
   * therefore compared with its values when in each test set one of the L + 1, picked at random,
   * is called the truth [2]. Picking ends early once 100 have reached it, the p-value then being 100
   * over the number of picks [3]. With F_all the ECDF of all M (L + 1) values, which no picking
   * changes,
   *
   *   F_truths - F_draws = (F_truths - F_all) (L + 1) / L,
   *
   * so that a pick costs sorting M numbers. The p-value is exact up to the number of picks. Because
   * x is held fixed it sees more than a test of independent samples of the same size.
   *
   * The standard errors come from the differences within test sets, which are independent: of mean
   * draw minus truth for the shift; for the ratio of standard deviations, of the terms
   * (mean squared deviation of the draws) / V_draws - (squared deviation of the truth) / V_truth,
   * half of whose mean is the change of the ratio's logarithm to first order.
   *
   * [1] J. Geweke: Getting it right. Joint distribution tests of posterior simulators. Journal of
   *     the American Statistical Association 99 (2004) 799.
   * [2] B. Phipson, G. K. Smyth: Permutation p-values should never be zero. Statistical
   *     Applications in Genetics and Molecular Biology 9 (2010) 39.
   * [3] J. Besag, P. Clifford: Sequential Monte Carlo p-values. Biometrika 78 (1991) 301.
   */

  /** Largest number of random picks behind a p-value; the smallest is one over this plus one. */
  public static final int PICKS = 2_000;

  /** Number of picks at least as far apart as the truths that end the picking. */
  private static final int ENOUGH = 100;

  /**
   * One component.
   *
   * @param name its name
   * @param shift mean of the pooled draws minus mean of the true values, in standard deviations of
   *     the true values
   * @param shiftError standard error of {@code shift}
   * @param spread standard deviation of the pooled draws over that of the true values; above 1 for
   *     posteriors that are too wide
   * @param spreadError standard error of {@code spread}
   * @param distance largest distance between the ECDFs of true values and pooled draws
   * @param pValue p-value of {@code distance}
   * @param adjustedPValue the p-value after Holm's correction for the number of components
   */
  public record Component(
      String name,
      double shift,
      double shiftError,
      double spread,
      double spreadError,
      double distance,
      double pValue,
      double adjustedPValue) {

    /** Whether equality with the prior is rejected at the 5 % level, Holm-corrected. */
    public boolean rejected() {
      return adjustedPValue <= RankStatistics.LEVEL;
    }
  }

  public DataAveragedPosterior {
    components = List.copyOf(components);
  }

  /**
   * Compares the pooled draws with the true values.
   *
   * @param random for the picks behind the p-values
   */
  public static DataAveragedPosterior of(
      SimulatedPosteriors posteriors, UniformRandomProvider random) {
    double[] distances = new double[posteriors.dimension()];
    double[] pValues = new double[distances.length];
    for (int j = 0; j < distances.length; j++) {
      ExchangeableValues values = ExchangeableValues.of(posteriors, j);
      long observed = values.distance(i -> 0);
      distances[j] = (double) observed / posteriors.testSets() / posteriors.draws();
      pValues[j] = pValue(values, observed, random);
    }
    double[] adjusted = HolmCorrection.adjust(pValues);
    return new DataAveragedPosterior(
        IntStream.range(0, distances.length)
            .mapToObj(j -> component(posteriors, j, distances[j], pValues[j], adjusted[j]))
            .toList());
  }

  /** Whether no component is rejected. */
  public boolean equalsPrior() {
    return components.stream().noneMatch(Component::rejected);
  }

  private static double pValue(
      ExchangeableValues values, long observed, UniformRandomProvider random) {
    int reached = 0;
    for (int s = 1; s <= PICKS; s++) {
      reached += values.distance(i -> random.nextInt(values.candidates())) >= observed ? 1 : 0;
      if (reached == ENOUGH) {
        return (double) reached / s;
      }
    }
    return (reached + 1.0) / (PICKS + 1.0);
  }

  private static Component component(
      SimulatedPosteriors posteriors, int index, double distance, double pValue, double adjusted) {
    double[] truths = posteriors.truths(index);
    double[] means = posteriors.means(index);
    double[] sds = posteriors.sds(index);
    double truthMean = Arrays.stream(truths).average().orElseThrow();
    double drawMean = Arrays.stream(means).average().orElseThrow();
    double freedom = 1 - 1.0 / posteriors.draws();
    double[] ofTruth = new double[truths.length];
    double[] ofDraws = new double[truths.length];
    Arrays.setAll(ofTruth, i -> square(truths[i] - truthMean));
    Arrays.setAll(ofDraws, i -> freedom * square(sds[i]) + square(means[i] - drawMean));
    double truthVariance = Arrays.stream(ofTruth).average().orElseThrow();
    double drawVariance = Arrays.stream(ofDraws).average().orElseThrow();
    double priorSd = Math.sqrt(truthVariance);
    double spread = Math.sqrt(drawVariance) / priorSd;
    double[] shifts = new double[truths.length];
    double[] logSpreads = new double[truths.length];
    Arrays.setAll(shifts, i -> (means[i] - truths[i]) / priorSd);
    Arrays.setAll(logSpreads, i -> (ofDraws[i] / drawVariance - ofTruth[i] / truthVariance) / 2);
    return new Component(
        posteriors.space().names().get(index),
        (drawMean - truthMean) / priorSd,
        standardError(shifts),
        spread,
        spread * standardError(logSpreads),
        distance,
        pValue,
        adjusted);
  }

  private static double square(double value) {
    return value * value;
  }

  private static double standardError(double[] values) {
    return StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length);
  }
}
