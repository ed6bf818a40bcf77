package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.process.LotkaVolterra;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * The nine statistics that are made by hand of prey and predators.
 *
 * <pre>
 *   of each population: mean, log(1 + variance), autocorrelation at a fifth and at two fifths of
 *   the series; of both: their correlation
 * </pre>
 *
 * <p>Means are given as {@code log(1 + mean)}, because they spread over orders of magnitude. A
 * population that does not change has correlations of zero.
 *
 * <p>Source: the experiment of the cINN repository of Radev et al., the code that accompanies
 * "BayesFlow: learning complex stochastic models with invertible neural networks"
 * (arXiv:2003.06281).
 */
final class PopulationStatistics {
  private static final int[] LAGS = {LotkaVolterra.TIMES / 5, 2 * LotkaVolterra.TIMES / 5};

  private PopulationStatistics() {}

  /** The model whose data are the statistics of the Lotka-Volterra model's. */
  static GenerativeModel model() {
    GenerativeModel model = LotkaVolterra.model();
    return GenerativeModel.builder(model.name() + "-statistics")
        .prior(model.prior())
        .observable(
            Observable.vector(
                "data",
                "prey_mean",
                "prey_variance",
                "prey_fifth",
                "prey_two_fifths",
                "predators_mean",
                "predators_variance",
                "predators_fifth",
                "predators_two_fifths",
                "correlation"))
        .size(model.size())
        .jointSimulator(
            (theta, context, n, random) ->
                new double[][] {
                  statistics(model.simulator().simulate(theta, context, n, random)[0])
                })
        .build();
  }

  private static double[] statistics(double[] populations) {
    double[] prey = column(populations, 0);
    double[] predators = column(populations, 1);
    double[] statistics = new double[9];
    fill(statistics, 0, prey);
    fill(statistics, 4, predators);
    statistics[8] = correlation(prey, predators, 0);
    return statistics;
  }

  private static void fill(double[] statistics, int from, double[] series) {
    statistics[from] = Math.log1p(mean(series));
    statistics[from + 1] = Math.log1p(Variance.of(series).setBiased(true).getAsDouble());
    for (int k = 0; k < LAGS.length; k++) {
      statistics[from + 2 + k] = correlation(series, series, LAGS[k]);
    }
  }

  /** Between the first series and the second so many times later; sums over the whole series. */
  private static double correlation(double[] first, double[] second, int lag) {
    double mean1 = mean(first);
    double mean2 = mean(second);
    double product = 0;
    double squares1 = 0;
    double squares2 = 0;
    for (int t = 0; t < first.length; t++) {
      squares1 += (first[t] - mean1) * (first[t] - mean1);
      squares2 += (second[t] - mean2) * (second[t] - mean2);
      if (t + lag < first.length) {
        product += (first[t] - mean1) * (second[t + lag] - mean2);
      }
    }
    double scale = Math.sqrt(squares1) * Math.sqrt(squares2);
    return scale > 0 ? product / scale : 0;
  }

  private static double mean(double[] series) {
    return Mean.of(series).getAsDouble();
  }

  private static double[] column(double[] rows, int column) {
    double[] values = new double[rows.length / 2];
    for (int t = 0; t < values.length; t++) {
      values[t] = rows[2 * t + column];
    }
    return values;
  }
}
