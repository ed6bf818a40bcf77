package io.github.bayesflow4j.diagnostics;

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
 * The resimulation error: how far data simulated at posterior means are from the data observed.
 *
 * <p>For each test set the biased estimate of the squared maximum mean discrepancy ({@link Mmd})
 * between the rows observed and as many simulated at the posterior mean, with the published mixture
 * of Gaussians ({@link Kernel.GaussianMixture#published}) on the values as they are; its median
 * over test sets is the error (Radev et al. 2020, BayesFlow, IEEE TNNLS, which gives .038 for the
 * Ricker model). Rows are compared as a set, so the order of a series does not enter. The floor is
 * the same figure at the true parameters: what two data sets of the same parameters differ by.
 *
 * @param components one entry an observable, in order
 */
public record Resimulation(List<Component> components) {
  private static final Kernel KERNEL = Kernel.GaussianMixture.published();

  /**
   * The resimulation error of one observable.
   *
   * @param observable its name
   * @param errors discrepancy at the posterior mean, one a test set
   * @param floors discrepancy at the true parameters, one a test set
   */
  public record Component(String observable, List<Double> errors, List<Double> floors) {
    public Component {
      errors = List.copyOf(errors);
      floors = List.copyOf(floors);
    }

    /** The resimulation error: the median of {@link #errors}. */
    public double error() {
      return median(errors);
    }

    /** The median of {@link #floors}. */
    public double floor() {
      return median(floors);
    }

    private static double median(List<Double> values) {
      return Quantiles.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  public Resimulation {
    components = List.copyOf(components);
  }

  /**
   * Simulates twice for every test set. Time grows with the square of the number of rows.
   *
   * @param model the model of the test sets
   * @param testSets the test sets
   * @param posteriors their posteriors, in the same order
   * @param streams same streams, same figures
   * @throws IllegalArgumentException if the test sets and posteriors differ in number or parameters
   * @throws io.github.bayesflow4j.simulation.SimulationFailedException if a simulation fails
   */
  public static Resimulation of(
      GenerativeModel model,
      Simulations testSets,
      SimulatedPosteriors posteriors,
      RandomStreams streams) {
    ExactDivergence.requireSameParameters(posteriors.space(), model.space());
    if (posteriors.testSets() != testSets.count()) {
      throw new IllegalArgumentException(
          "expected posteriors of %d test sets, found %d"
              .formatted(testSets.count(), posteriors.testSets()));
    }
    int observables = model.observables().size();
    double[][] errors = new double[observables][testSets.count()];
    double[][] floors = new double[observables][testSets.count()];
    for (int i = 0; i < testSets.count(); i++) {
      DataSet observed = testSets.dataSet(i);
      int testSet = i;
      double[] mean =
          IntStream.range(0, posteriors.dimension())
              .mapToDouble(j -> posteriors.samples(testSet).mean(j))
              .toArray();
      DataSet atMean = Replicates.simulate(model, mean, observed, streams.child(2L * i));
      DataSet atTruth =
          Replicates.simulate(model, testSets.theta(i), observed, streams.child(2L * i + 1));
      for (int k = 0; k < observables; k++) {
        Observable observable = model.observables().get(k);
        errors[k][i] = distance(observable, observed, atMean);
        floors[k][i] = distance(observable, observed, atTruth);
      }
    }
    List<Component> components = new ArrayList<>();
    for (int k = 0; k < observables; k++) {
      components.add(
          new Component(
              model.observables().get(k).name(),
              Arrays.stream(errors[k]).boxed().toList(),
              Arrays.stream(floors[k]).boxed().toList()));
    }
    return new Resimulation(components);
  }

  private static double distance(Observable observable, DataSet observed, DataSet simulated) {
    int width = observable.features().size();
    return Mmd.biased(
        Replicates.presentRows(observed, observable.name(), width),
        Replicates.presentRows(simulated, observable.name(), width),
        KERNEL);
  }
}
