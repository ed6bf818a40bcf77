package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Posterior draws for simulated test sets beside the parameters that made them: what every metric
 * of this package is computed from.
 *
 * <p>Holds M test sets of D components with L draws each. Immutable; the draws are shared with the
 * samples given, not copied.
 */
public final class SimulatedPosteriors {
  private final ParameterSpace space;
  private final double[][] truths;
  private final List<PosteriorSamples> samples;

  private SimulatedPosteriors(
      ParameterSpace space, double[][] truths, List<PosteriorSamples> samples) {
    this.space = space;
    this.truths = truths;
    this.samples = samples;
  }

  /**
   * Draws from a posterior given each of the test sets.
   *
   * @param testSets data sets drawn from the joint distribution of the model, unseen in training
   * @param draws draws for each test set, at least two
   * @param seed same seed, same draws
   * @throws IllegalArgumentException as {@link #of(ParameterSpace, double[][], List)}, or if
   *     posterior and test sets differ in their parameters
   */
  public static SimulatedPosteriors of(
      PosteriorSampler posterior, Simulations testSets, int draws, long seed) {
    if (!posterior.space().names().equals(testSets.space().names())) {
      throw new IllegalArgumentException(
          "expected test sets of parameters "
              + posterior.space().names()
              + ", found "
              + testSets.space().names());
    }
    requireAtLeastTwo("draws", draws);
    List<DataSet> observed =
        IntStream.range(0, testSets.count()).mapToObj(testSets::dataSet).toList();
    double[][] truths =
        IntStream.range(0, testSets.count()).mapToObj(testSets::theta).toArray(double[][]::new);
    return of(posterior.space(), truths, posterior.sample(observed, draws, seed));
  }

  /**
   * Draws that exist already.
   *
   * @param truths true parameters in their own units, {@code [M, D]}
   * @param samples the posterior draws of each test set, in the same order
   * @throws IllegalArgumentException if there are fewer than two test sets or draws, shapes do not
   *     fit, a value is not finite, or a component has the same true value in all test sets (its
   *     recovery, contraction and ranks have no meaning)
   */
  public static SimulatedPosteriors of(
      ParameterSpace space, double[][] truths, List<PosteriorSamples> samples) {
    requireAtLeastTwo("test sets", truths.length);
    if (samples.size() != truths.length) {
      throw new IllegalArgumentException(
          "expected posterior draws for " + truths.length + " test sets, found " + samples.size());
    }
    requireAtLeastTwo("draws", samples.get(0).count());
    for (int i = 0; i < truths.length; i++) {
      requireSound(space, i, truths[i], samples.get(i), samples.get(0).count());
    }
    double[][] columns = new double[space.dimension()][];
    for (int j = 0; j < columns.length; j++) {
      int component = j;
      columns[j] = Arrays.stream(truths).mapToDouble(theta -> theta[component]).toArray();
      requireVaried(space.names().get(j), columns[j]);
    }
    return new SimulatedPosteriors(space, columns, List.copyOf(samples));
  }

  private static void requireAtLeastTwo(String what, int found) {
    if (found < 2) {
      throw new IllegalArgumentException("diagnostics need at least 2 " + what + ", had " + found);
    }
  }

  private static void requireSound(
      ParameterSpace space, int testSet, double[] theta, PosteriorSamples samples, int draws) {
    List<String> names = space.names();
    if (theta.length != names.size()
        || !samples.space().names().equals(names)
        || samples.count() != draws) {
      throw new IllegalArgumentException(
          ("test set %d: expected %d draws of %s and as many true parameters,"
                  + " found %d draws of %s and %d true parameters")
              .formatted(
                  testSet, draws, names, samples.count(), samples.space().names(), theta.length));
    }
    for (int j = 0; j < theta.length; j++) {
      requireFinite("the true value", testSet, names.get(j), theta[j]);
      for (double draw : samples.column(j)) {
        requireFinite("a posterior draw", testSet, names.get(j), draw);
      }
    }
  }

  private static void requireFinite(String what, int testSet, String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "test set " + testSet + ": " + what + " of parameter " + name + " is " + value);
    }
  }

  private static void requireVaried(String name, double[] truth) {
    if (Arrays.stream(truth).allMatch(value -> value == truth[0])) {
      throw new IllegalArgumentException(
          "parameter "
              + name
              + " is "
              + truth[0]
              + " in all "
              + truth.length
              + " test sets; a parameter that never varies cannot be diagnosed");
    }
  }

  /** The parameters. */
  public ParameterSpace space() {
    return space;
  }

  /** Number of components D. */
  public int dimension() {
    return truths.length;
  }

  /** Number of test sets M. */
  public int testSets() {
    return samples.size();
  }

  /** Number of draws L for each test set. */
  public int draws() {
    return samples.get(0).count();
  }

  /** True values of one component, {@code [M]}. */
  public double[] truths(int component) {
    return truths[component].clone();
  }

  /** The posterior draws of one test set. */
  public PosteriorSamples samples(int testSet) {
    return samples.get(testSet);
  }

  /** Posterior means of one component, {@code [M]}. */
  double[] means(int component) {
    return samples.stream().mapToDouble(sample -> sample.mean(component)).toArray();
  }

  /** Posterior standard deviations of one component, {@code [M]}. */
  double[] sds(int component) {
    return samples.stream().mapToDouble(sample -> sample.sd(component)).toArray();
  }
}
