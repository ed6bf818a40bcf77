package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.GridPosterior;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.process.LevyFlight;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Posterior deviations follow the errors as the number of rows grows: at the smallest, the middle
 * and the largest size of each shipped machine of variable size.
 *
 * <p>For each parameter ratios over 2,000 test sets with 200 draws each: the mean posterior
 * deviation, and the root mean square posterior deviation, over the root mean square error of the
 * posterior mean. The finite number of draws adds 0.3 % to the error. The Monte Carlo error printed
 * beside them comes from the errors' fourth moments; it is 1 to 3 % for the Levy flight.
 *
 * <p>The second ratio is 1 for every exact posterior, whose mean variance is the mean square error
 * of its mean. The first one is smaller by Jensen's inequality, the more so the more the deviation
 * varies between data sets. The Levy flight is held to both, 0.85 to 1.15.
 *
 * <p>In the Gaussian model the deviation is proportional to sigma, whose prior has no third moment:
 * at 500 rows the first ratio of mu is E(sigma) / E(sigma^2)^(1/2) = 2^(-1/2) = 0.71 for the exact
 * posterior, and a few test sets decide both ratios. So there each error is taken in units of the
 * posterior deviation of its own data set: the third ratio is one over the root mean square of
 * these, 1 for every exact posterior whatever the scale of its data, and held to 0.85 to 1.15. The
 * exact posterior's on the same test sets is printed beside it.
 */
class VariableSizeCalibrationTest {
  private static final int TEST_SETS = 2000;
  private static final int DRAWS = 200;

  /** A quarter of the points of the default; its deviations agree with those to 1e-6. */
  private static final int GRID_POINTS = 100;

  @ParameterizedTest
  @ValueSource(ints = {1, 250, 500})
  void gaussianDeviationsFollowTheErrors(int n) {
    try (EstimationMachine machine = ShippedMachines.load("gaussian")) {
      checkGaussian(machine, n);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 550, 1000})
  void levyFlightDeviationsFollowTheErrors(int n) {
    try (EstimationMachine machine = ShippedMachines.load("levy-flight")) {
      checkLevyFlight(machine, n);
    }
  }

  static void checkGaussian(EstimationMachine machine, int n) {
    GenerativeModel model = GaussianMeanScale.model();
    GridPosterior exact =
        new GridPosterior(model.prior(), GaussianMeanScale::logLikelihood, GRID_POINTS);
    Simulations testSets = ShippedMachines.testSets(model, TEST_SETS, n, 3000 + n);
    List<DataSet> observed = dataSets(testSets);
    List<PosteriorSamples> draws = machine.sample(observed, DRAWS, n);
    double[][] exactMeans = observed.stream().map(exact::mean).toArray(double[][]::new);
    double[][] exactSds = observed.stream().map(exact::sd).toArray(double[][]::new);
    for (int j = 0; j < 2; j++) {
      int component = j;
      Dispersion ofExact =
          dispersion(testSets, j, i -> exactMeans[i][component], i -> exactSds[i][component]);
      Dispersion reached = dispersion(testSets, j, draws);
      String name = model.space().names().get(j);
      print(n, name + " exact", ofExact);
      print(n, name, reached);
      assertThat(reached.standardizedRatio())
          .as("one over the root mean square standardized error of %s", name)
          .isBetween(0.85, 1.15);
    }
  }

  static void checkLevyFlight(EstimationMachine machine, int n) {
    GenerativeModel model = LevyFlight.model();
    Simulations testSets = ShippedMachines.testSets(model, TEST_SETS, n, 4000 + n);
    List<PosteriorSamples> draws = machine.sample(dataSets(testSets), DRAWS, n);
    for (int j = 0; j < model.space().dimension(); j++) {
      Dispersion reached = dispersion(testSets, j, draws);
      String name = model.space().names().get(j);
      print(n, name, reached);
      assertThat(reached.rootMeanSquareRatio())
          .as("ratio of root mean square deviation and error of %s", name)
          .isBetween(0.85, 1.15);
      assertThat(reached.meanRatio())
          .as("ratio of mean deviation and error of %s", name)
          .isBetween(0.85, 1.15);
    }
  }

  private static List<DataSet> dataSets(Simulations testSets) {
    return IntStream.range(0, TEST_SETS).mapToObj(testSets::dataSet).toList();
  }

  /**
   * Posterior deviations of one parameter beside the errors of its posterior means.
   *
   * @param meanSd mean posterior deviation
   * @param rootMeanSquareSd root mean square posterior deviation
   * @param rmse root mean square error of the posterior mean
   * @param relativeError Monte Carlo error of {@code rmse}, as a fraction of it
   * @param meanSquareStandardized mean square of the error over its data set's posterior deviation
   * @param r2 share of the variance of the true values that the posterior means explain
   */
  private record Dispersion(
      double meanSd,
      double rootMeanSquareSd,
      double rmse,
      double relativeError,
      double meanSquareStandardized,
      double r2) {
    double meanRatio() {
      return meanSd / rmse;
    }

    double rootMeanSquareRatio() {
      return rootMeanSquareSd / rmse;
    }

    double standardizedRatio() {
      return 1 / Math.sqrt(meanSquareStandardized);
    }
  }

  private static Dispersion dispersion(
      Simulations testSets, int component, List<PosteriorSamples> draws) {
    return dispersion(
        testSets, component, i -> draws.get(i).mean(component), i -> draws.get(i).sd(component));
  }

  private static Dispersion dispersion(
      Simulations testSets, int component, IntToDoubleFunction mean, IntToDoubleFunction sd) {
    double[] truths = over(i -> testSets.theta(i)[component]);
    double center = Mean.of(truths).getAsDouble();
    double variance = mean(i -> Math.pow(truths[i] - center, 2));
    double[] squares = over(i -> Math.pow(mean.applyAsDouble(i) - truths[i], 2));
    double square = Mean.of(squares).getAsDouble();
    double fourth = mean(i -> squares[i] * squares[i]);
    return new Dispersion(
        mean(sd),
        Math.sqrt(mean(i -> Math.pow(sd.applyAsDouble(i), 2))),
        Math.sqrt(square),
        0.5 * Math.sqrt((fourth / (square * square) - 1) / TEST_SETS),
        mean(i -> squares[i] / Math.pow(sd.applyAsDouble(i), 2)),
        1 - square / variance);
  }

  private static double[] over(IntToDoubleFunction ofTestSet) {
    return IntStream.range(0, TEST_SETS).mapToDouble(ofTestSet).toArray();
  }

  private static double mean(IntToDoubleFunction ofTestSet) {
    return Mean.of(over(ofTestSet)).getAsDouble();
  }

  private static void print(int n, String name, Dispersion found) {
    System.out.printf(
        "n = %d %s: mean sd / RMSE %.3f, root mean square sd / RMSE %.3f (+- %.1f %%),"
            + " standardized %.3f, RMSE %.4f, R2 %.4f%n",
        n,
        name,
        found.meanRatio(),
        found.rootMeanSquareRatio(),
        100 * found.relativeError(),
        found.standardizedRatio(),
        found.rmse(),
        found.r2());
  }
}
