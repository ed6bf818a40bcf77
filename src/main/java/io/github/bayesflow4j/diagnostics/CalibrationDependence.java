package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where calibration is off: the ranks of the true values in bins of something the data tell, such
 * as the number of rows or where in the prior the posterior lies.
 *
 * <p>Only functions of the data may be binned. In bins of a true parameter the ranks of an exact
 * posterior are not uniform: where the truth is extreme, the posterior is drawn towards the prior's
 * center, and rightly so.
 *
 * @param dependences one entry for each covariate of each component, by component
 */
public record CalibrationDependence(List<Dependence> dependences) {
  /*
   * Given the data, the rank of an exact posterior is uniform on 0 .. L [1]. It is therefore in any
   * bin of a function of the data. The posterior mean, as estimated from the draws, is not quite
   * such a function: where it came out too high by chance, ranks are lower. Where the data tell
   * little, chance is all there is to it, and an exact posterior would seem biased. So it is the
   * mean of truth and draws together: as all L + 1 enter alike, the rank is uniform given it for
   * any L, and the truth changes it by 1 / (L + 1) of itself only.
   *
   * With u = (r + 1/2) / (L + 1), a bin of m test sets has two scores,
   *
   *   location = sqrt(m) (mean u - E u) / sd u,
   *   spread   = sqrt(m) (mean |2u - 1| - E |2u - 1|) / sd |2u - 1|,
   *
   * with the moments of the discrete uniform law. Sums of bounded, symmetric variables are normal to
   * high accuracy from m = 10 on and have the lighter tails, so that the sum of the squared scores
   * of B bins exceeds quantiles of chi-squared with B degrees of freedom at most as often as it
   * should, in the tail that Holm's correction needs. Each component and covariate has two tests,
   * all corrected together.
   *
   * Scores say how sure an error is; how large it is, is said on the scale of a Gaussian posterior.
   * If it is shifted by b of its standard deviations, E u = Phi(-b / sqrt 2). If it is w times as
   * wide as the errors, E |2u - 1| = 2/pi arctan(1 / w).
   *
   * [1] S. Talts et al., arXiv:1804.06788. M. Modrak et al.: Simulation-based calibration checking
   *     for Bayesian computation: the choice of test quantities shapes sensitivity. Bayesian
   *     Analysis 20 (2025) 461, on ranks that depend on data.
   */

  /** What the name of a covariate that is a posterior mean begins with. */
  public static final String OF_MEAN = "posterior mean of ";

  /** Largest number of bins of a covariate. */
  public static final int MAX_BINS = 5;

  /** Smallest number of test sets in a bin, unless there are fewer altogether. */
  public static final int MIN_TEST_SETS = 10;

  /**
   * Something known of each test set from its data.
   *
   * @param name what it is
   * @param values its value for each test set, {@code [M]}
   */
  public record Covariate(String name, List<Double> values) {
    public Covariate {
      values = List.copyOf(values);
      for (int i = 0; i < values.size(); i++) {
        if (!Double.isFinite(values.get(i))) {
          throw new IllegalArgumentException(
              "test set " + i + ": covariate " + name + " is " + values.get(i));
        }
      }
    }

    /** One given as an array, {@code [M]}. */
    public static Covariate of(String name, double... values) {
      return new Covariate(name, Arrays.stream(values).boxed().toList());
    }
  }

  /**
   * The calibration of one component along one covariate.
   *
   * @param component name of the component
   * @param covariate name of the covariate
   * @param bins one entry a bin, by value of the covariate
   * @param locationPValue p-value of the test that posteriors lie right in all bins
   * @param spreadPValue p-value of the test that posteriors are as wide as they should be in all
   *     bins
   * @param adjustedPValue the smaller p-value of the two, after Holm's correction for all tests of
   *     all components and covariates
   */
  public record Dependence(
      String component,
      String covariate,
      List<CalibrationBin> bins,
      double locationPValue,
      double spreadPValue,
      double adjustedPValue) {
    public Dependence {
      bins = List.copyOf(bins);
    }

    /** Whether calibration is rejected at the 5 % level, Holm-corrected. */
    public boolean rejected() {
      return adjustedPValue <= RankStatistics.LEVEL;
    }

    /** The bin whose location or spread deviates most surely. */
    public CalibrationBin worst() {
      return bins.stream().max(Comparator.comparingDouble(CalibrationBin::score)).orElseThrow();
    }

    private double smallerPValue() {
      return Math.min(locationPValue, spreadPValue);
    }
  }

  public CalibrationDependence {
    dependences = List.copyOf(dependences);
  }

  /**
   * Bins the test sets by the posterior mean of each component and by covariates that are given.
   *
   * @param covariates functions of the data of the test sets, such as their numbers of rows
   * @param random to order draws that equal a true value
   * @throws IllegalArgumentException if a covariate has not one value for each test set
   */
  public static CalibrationDependence of(
      SimulatedPosteriors posteriors, List<Covariate> covariates, UniformRandomProvider random) {
    List<Covariate> all = new ArrayList<>(covariates);
    for (Covariate covariate : covariates) {
      if (covariate.values().size() != posteriors.testSets()) {
        throw new IllegalArgumentException(
            "expected covariate %s of %d test sets, found it of %d"
                .formatted(covariate.name(), posteriors.testSets(), covariate.values().size()));
      }
    }
    IntStream.range(0, posteriors.dimension()).mapToObj(j -> mean(posteriors, j)).forEach(all::add);
    List<Binned> binned = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      int[] ranks =
          Arrays.stream(Placement.of(posteriors, j, random)).mapToInt(Placement::rank).toArray();
      RankScores scores = RankScores.of(ranks, posteriors.draws());
      for (Covariate covariate : all) {
        binned.add(binned(posteriors.space().names().get(j), covariate, scores));
      }
    }
    return new CalibrationDependence(corrected(binned));
  }

  private static Covariate mean(SimulatedPosteriors posteriors, int component) {
    double[] means = posteriors.means(component);
    double[] truths = posteriors.truths(component);
    int draws = posteriors.draws();
    Arrays.setAll(means, i -> (draws * means[i] + truths[i]) / (draws + 1));
    return Covariate.of(OF_MEAN + posteriors.space().names().get(component), means);
  }

  private static Binned binned(String component, Covariate covariate, RankScores scores) {
    double[] values = covariate.values().stream().mapToDouble(Double::doubleValue).toArray();
    return new Binned(
        component,
        covariate.name(),
        QuantileBins.of(values, MAX_BINS, MIN_TEST_SETS).stream()
            .map(members -> scores.bin(values, members))
            .toList());
  }

  /** One component and covariate, not corrected yet for the number of tests. */
  private record Binned(String component, String covariate, List<CalibrationBin> bins) {
    double locationPValue() {
      return RankScores.pValue(bins.stream().mapToDouble(CalibrationBin::location));
    }

    double spreadPValue() {
      return RankScores.pValue(bins.stream().mapToDouble(CalibrationBin::spread));
    }
  }

  private static List<Dependence> corrected(List<Binned> all) {
    double[] adjusted =
        HolmCorrection.adjust(
            all.stream()
                .flatMapToDouble(b -> DoubleStream.of(b.locationPValue(), b.spreadPValue()))
                .toArray());
    return IntStream.range(0, all.size())
        .mapToObj(
            i ->
                new Dependence(
                    all.get(i).component(),
                    all.get(i).covariate(),
                    all.get(i).bins(),
                    all.get(i).locationPValue(),
                    all.get(i).spreadPValue(),
                    Math.min(adjusted[2 * i], adjusted[2 * i + 1])))
        .toList();
  }

  /** The rejected dependence with the smallest p-value, if one is rejected. */
  public Optional<Dependence> worst() {
    return dependences.stream()
        .filter(Dependence::rejected)
        .min(Comparator.comparingDouble(Dependence::smallerPValue));
  }
}
