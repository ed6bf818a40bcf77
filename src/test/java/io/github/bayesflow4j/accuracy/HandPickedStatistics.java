package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a flow gets that has no summary network: the mean and the logarithm of the variance of every
 * feature of every observable, on the observable's scale, and the logarithm of the number of
 * values.
 */
final class HandPickedStatistics {
  /** Added to a variance that may be zero. */
  private static final double TINY = 1e-6;

  private HandPickedStatistics() {}

  /** The model whose data are the statistics of the data of {@code model}. */
  static GenerativeModel of(GenerativeModel model) {
    List<String> names = new ArrayList<>();
    for (Observable observable : model.observables()) {
      for (String feature : observable.features()) {
        for (String statistic : List.of("mean", "log_variance", "log_count")) {
          names.add(observable.name() + "_" + feature + "_" + statistic);
        }
      }
    }
    return GenerativeModel.builder(model.name() + "-statistics")
        .prior(model.prior())
        .observable(Observable.vector("data", names.toArray(String[]::new)))
        .size(model.size())
        .jointSimulator(
            (theta, context, n, random) ->
                new double[][] {
                  statistics(model, model.simulator().simulate(theta, context, n, random))
                })
        .build();
  }

  private static double[] statistics(GenerativeModel model, double[][] data) {
    List<Double> statistics = new ArrayList<>();
    for (int k = 0; k < data.length; k++) {
      Observable observable = model.observables().get(k);
      int width = observable.features().size();
      for (int j = 0; j < width; j++) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = j; i < data[k].length; i += width) {
          if (!Double.isNaN(data[k][i])) {
            double value = onScale(observable.scale(), data[k][i]);
            sum += value;
            squares += value * value;
            count++;
          }
        }
        double mean = sum / count;
        statistics.add(mean);
        statistics.add(Math.log(Math.max(squares / count - mean * mean, 0) + TINY));
        statistics.add(Math.log(count));
      }
    }
    return statistics.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double onScale(Observable.Scale scale, double value) {
    return switch (scale) {
      case IDENTITY -> value;
      case LOG1P -> Math.log1p(value);
      case ASINH -> Math.log(Math.abs(value) + Math.sqrt(value * value + 1)) * Math.signum(value);
      case RECIPROCAL -> 1 / value;
    };
  }
}
