package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.posterior.Quantiles;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether one observed data set looks like what its posterior predicts.
 *
 * @param replicates number B of data sets simulated at posterior draws
 * @param ribbons quantiles of the replicates beside the observed values, to be drawn
 * @param checks figures of the observed data among those of the replicates
 */
public record PosteriorPredictive(int replicates, List<Ribbon> ribbons, List<Check> checks) {

  /*
   * A data set is simulated at each of B posterior draws and compared with the one observed, value
   * by value and by a figure T of each feature. If b replicates have a T at least as large as the
   * observed one and c one at least as small, the two-sided p-value is
   *
   *   min(1, 2 min(1 + b, 1 + c) / (1 + B)).
   *
   * The data are used twice, for the posterior and for the comparison. Posterior predictive
   * p-values of a right model therefore lie near one half more often than uniform ones [1, 2]: a
   * check that fails is evidence, one that passes is not proof. All p-values are corrected
   * together; the smallest is 2 / (1 + B) times their number, so a misfit of a single figure shows
   * at the 5 % level only if B is above 40 times that number.
   *
   * [1] A. Gelman, X.-L. Meng and H. Stern: Posterior predictive assessment of model fitness via
   *     realized discrepancies. Statistica Sinica 6 (1996) 733.
   * [2] X.-L. Meng: Posterior predictive p-values. The Annals of Statistics 22 (1994) 1142.
   */

  private static final double[] LEVELS = {0.05, 0.25, 0.5, 0.75, 0.95};
  private static final double[] NO_QUANTILES = new double[LEVELS.length];

  static {
    Arrays.fill(NO_QUANTILES, Double.NaN);
  }

  /** What the positions of a ribbon are. */
  public enum Axis {
    /** The rows of a series or the cells of a grid, in order. */
    ROW,
    /** The rows of a set that are present, from the smallest value to the largest. */
    RANK,
    /** The features of a vector, in order. */
    FEATURE
  }

  /**
   * Observed values beside quantiles of the replicates at each position.
   *
   * @param observable its name
   * @param feature name of the feature; that of the observable where positions are features
   * @param axis what the positions are
   * @param observed one value a position; NaN where the row is absent
   * @param quantiles one list for each of {@link #levels}, one value a position; NaN where the row
   *     is absent in all replicates
   */
  public record Ribbon(
      String observable,
      String feature,
      Axis axis,
      List<Double> observed,
      List<List<Double>> quantiles) {
    public Ribbon {
      observed = List.copyOf(observed);
      quantiles = quantiles.stream().map(List::copyOf).toList();
    }
  }

  /**
   * One figure of one feature.
   *
   * @param observable its name
   * @param feature its name
   * @param statistic what is compared
   * @param observed its value for the observed data
   * @param replicated the range of its values for the replicates, smallest to largest
   * @param pValue two-sided p-value
   * @param adjustedPValue Holm-corrected for the number of checks
   */
  public record Check(
      String observable,
      String feature,
      FeatureStatistic statistic,
      double observed,
      Interval replicated,
      double pValue,
      double adjustedPValue) {

    /** Whether every replicate lies on one side of the observed value. */
    public boolean outsideAllReplicates() {
      return !replicated.contains(observed);
    }
  }

  public PosteriorPredictive {
    ribbons = List.copyOf(ribbons);
    checks = List.copyOf(checks);
  }

  /** The levels of the quantiles of a ribbon: 0.05, 0.25, 0.5, 0.75, 0.95. */
  public static List<Double> levels() {
    return Arrays.stream(LEVELS).boxed().toList();
  }

  /**
   * Simulates replicates of one data set and compares.
   *
   * @param observed the data set
   * @param posterior draws of its posterior, of which each replicate takes one at random
   * @param replicates number B of replicates, at least 19
   * @param streams same streams, same replicates
   * @throws IllegalArgumentException if parameters or data do not have the form of the model, or
   *     there are too few replicates
   * @throws io.github.bayesflow4j.simulation.SimulationFailedException if a simulation fails
   */
  public static PosteriorPredictive of(
      GenerativeModel model,
      DataSet observed,
      PosteriorSamples posterior,
      int replicates,
      RandomStreams streams) {
    ExactDivergence.requireSameParameters(posterior.space(), model.space());
    if (replicates < 19) {
      throw new IllegalArgumentException(
          "expected at least 19 replicates, for a range of 90 %, found " + replicates);
    }
    Simulations simulated = Replicates.simulate(model, posterior, observed, replicates, streams);
    List<DataSet> dataSets = IntStream.range(0, replicates).mapToObj(simulated::dataSet).toList();
    List<Ribbon> ribbons = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    for (Observable observable : model.observables()) {
      int width = observable.features().size();
      double[][] values = new double[width][];
      double[][][] replicated = new double[width][][];
      for (int j = 0; j < width; j++) {
        int feature = j;
        values[j] = column(observed, observable, j);
        replicated[j] =
            dataSets.stream()
                .map(dataSet -> column(dataSet, observable, feature))
                .toArray(double[][]::new);
        for (FeatureStatistic statistic : statistics(observable, values[j].length)) {
          checks.add(check(observable, j, statistic, values[j], replicated[j]));
        }
      }
      ribbons.addAll(ribbons(observable, values, replicated));
    }
    return new PosteriorPredictive(replicates, ribbons, adjusted(checks));
  }

  /** Whether a single misfit can fail at the 5 % level, corrected for the number of checks. */
  public boolean decisive() {
    return 2.0 * checks.size() / (1 + replicates) <= 0.05;
  }

  /** The checks that fail at the 5 % level, corrected for their number. */
  public List<Check> failed() {
    return checks.stream().filter(check -> check.adjustedPValue() <= 0.05).toList();
  }

  private static double[] column(DataSet dataSet, Observable observable, int feature) {
    float[] values = dataSet.values(observable.name());
    int width = observable.features().size();
    double[] column = new double[values.length / width];
    Arrays.setAll(column, row -> values[row * width + feature]);
    return column;
  }

  private static boolean isSet(Observable observable) {
    return observable.hasRows() && !observable.isSeries();
  }

  private static List<FeatureStatistic> statistics(Observable observable, int rows) {
    if (rows == 1) {
      return FeatureStatistic.ofOne();
    }
    return observable.isSeries() ? FeatureStatistic.ofSeries() : FeatureStatistic.ofSet();
  }

  private static Check check(
      Observable observable,
      int feature,
      FeatureStatistic statistic,
      double[] values,
      double[][] replicated) {
    double observed = statistic.of(values);
    double[] figures = Arrays.stream(replicated).mapToDouble(statistic::of).toArray();
    long above = Arrays.stream(figures).filter(figure -> figure >= observed).count();
    long below = Arrays.stream(figures).filter(figure -> figure <= observed).count();
    double pValue = Math.min(1, 2.0 * (1 + Math.min(above, below)) / (1 + figures.length));
    Interval range =
        new Interval(
            Arrays.stream(figures).min().orElseThrow(), Arrays.stream(figures).max().orElseThrow());
    return new Check(
        observable.name(),
        observable.features().get(feature),
        statistic,
        observed,
        range,
        pValue,
        pValue);
  }

  private static List<Check> adjusted(List<Check> checks) {
    double[] adjusted = HolmCorrection.adjust(checks.stream().mapToDouble(Check::pValue).toArray());
    return IntStream.range(0, adjusted.length)
        .mapToObj(
            i -> {
              Check check = checks.get(i);
              return new Check(
                  check.observable(),
                  check.feature(),
                  check.statistic(),
                  check.observed(),
                  check.replicated(),
                  check.pValue(),
                  adjusted[i]);
            })
        .toList();
  }

  /**
   * The ribbons of one observable.
   *
   * @param values observed, {@code [features][n]}
   * @param replicated {@code [features][replicates][n]}, n not the same for all
   */
  private static List<Ribbon> ribbons(
      Observable observable, double[][] values, double[][][] replicated) {
    if (observable.layout() instanceof Observable.Layout.Vector) {
      double[] observed = Arrays.stream(values).mapToDouble(one -> one[0]).toArray();
      double[][] predicted = new double[values.length][];
      Arrays.setAll(
          predicted, j -> Arrays.stream(replicated[j]).mapToDouble(one -> one[0]).toArray());
      return List.of(
          ribbon(observable.name(), observable.name(), Axis.FEATURE, observed, predicted));
    }
    Axis axis = isSet(observable) ? Axis.RANK : Axis.ROW;
    List<Ribbon> ribbons = new ArrayList<>();
    for (int j = 0; j < values.length; j++) {
      String feature = observable.features().get(j);
      double[] observed = axis == Axis.RANK ? sorted(values[j]) : values[j];
      double[][] predicted =
          axis == Axis.RANK
              ? atRanks(replicated[j], observed.length)
              : atRows(replicated[j], observed.length);
      ribbons.add(ribbon(observable.name(), feature, axis, observed, predicted));
    }
    return ribbons;
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
  }

  /** Quantiles of each replicate, {@code [ranks][B]}: its values if it has as many rows. */
  private static double[][] atRanks(double[][] replicated, int ranks) {
    double[] p = new double[ranks];
    Arrays.setAll(p, i -> ranks == 1 ? 0.5 : i / (ranks - 1.0));
    double[][] atRanks = new double[ranks][replicated.length];
    for (int r = 0; r < replicated.length; r++) {
      double[] quantiles = Quantiles.of(sorted(replicated[r]), p);
      for (int i = 0; i < ranks; i++) {
        atRanks[i][r] = quantiles[i];
      }
    }
    return atRanks;
  }

  /** The values of each row in the replicates where it is present. */
  private static double[][] atRows(double[][] replicated, int rows) {
    double[][] atRows = new double[rows][];
    for (int i = 0; i < rows; i++) {
      int row = i;
      atRows[i] =
          Arrays.stream(replicated)
              .filter(one -> row < one.length && !Double.isNaN(one[row]))
              .mapToDouble(one -> one[row])
              .toArray();
    }
    return atRows;
  }

  /** A ribbon, from the replicated values at each position. */
  private static Ribbon ribbon(
      String observable, String feature, Axis axis, double[] observed, double[][] predicted) {
    List<List<Double>> quantiles = new ArrayList<>();
    for (int level = 0; level < LEVELS.length; level++) {
      quantiles.add(new ArrayList<>());
    }
    for (double[] values : predicted) {
      double[] found = values.length == 0 ? NO_QUANTILES : Quantiles.of(values, LEVELS);
      for (int level = 0; level < LEVELS.length; level++) {
        quantiles.get(level).add(found[level]);
      }
    }
    return new Ribbon(
        observable, feature, axis, Arrays.stream(observed).boxed().toList(), quantiles);
  }
}
