package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Data sets that could have been observed in the place of one: simulated by its model at other
 * parameters, under the same known quantities and with as many rows.
 */
final class Replicates {
  private Replicates() {}

  /**
   * Simulates data sets.
   *
   * @param draws each simulation takes one of these, at random
   * @param observed gives context and number of rows
   * @param count number of data sets
   * @throws IllegalArgumentException if the observed data do not have the form of the model
   * @throws io.github.bayesflow4j.simulation.SimulationFailedException if a simulation fails
   */
  static Simulations simulate(
      GenerativeModel model,
      PosteriorSamples draws,
      DataSet observed,
      int count,
      RandomStreams streams) {
    DataBatch form =
        DataBatch.of(List.of(observed), model.observables(), model.contextNames().size());
    double[] context = new double[form.contextDimension()];
    Arrays.setAll(context, j -> form.context()[j]);
    GenerativeModel.Builder fixed =
        GenerativeModel.builder(model.name())
            .prior(new DrawnPrior(draws))
            .size(model.size())
            .context(model.contextNames(), random -> context)
            .jointSimulator(model.simulator());
    model.observables().forEach(fixed::observable);
    try (SimulationEngine engine = new SimulationEngine(fixed.build(), 1, FailurePolicy.STOP)) {
      return engine.simulate(streams, count, form.rows());
    }
  }

  /** Simulates one data set at given parameters, {@code [dimension]}. */
  static DataSet simulate(
      GenerativeModel model, double[] theta, DataSet observed, RandomStreams streams) {
    double[][] column = new double[theta.length][];
    Arrays.setAll(column, j -> new double[] {theta[j]});
    return simulate(model, PosteriorSamples.ofColumns(model.space(), column), observed, 1, streams)
        .dataSet(0);
  }

  /** The rows of an observable that are present, {@code [n][features]}. */
  static double[][] presentRows(DataSet dataSet, String observable, int width) {
    float[] values = dataSet.values(observable);
    return IntStream.range(0, values.length / width)
        .mapToObj(row -> row(values, row, width))
        .filter(row -> !Arrays.stream(row).allMatch(Double::isNaN))
        .toArray(double[][]::new);
  }

  private static double[] row(float[] values, int row, int width) {
    return IntStream.range(0, width).mapToDouble(j -> values[row * width + j]).toArray();
  }

  /** Any of given draws, each as likely. */
  private record DrawnPrior(PosteriorSamples draws) implements Prior {

    @Override
    public ParameterSpace space() {
      return draws.space();
    }

    @Override
    public double[] sample(UniformRandomProvider random) {
      return draws.draw(random.nextInt(draws.count()));
    }

    @Override
    public double logDensity(double[] theta) {
      throw new UnsupportedOperationException("draws have no density");
    }
  }
}
