package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Posterior;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * How far a posterior q is from an exact one p with known density: the Kullback-Leibler divergence
 * KL(q || p), the mean of ln q - ln p over draws of q.
 *
 * <p>It is 0 only for the exact posterior, and the estimate has no bias; it can be negative by
 * chance. Draws see only where q is: of two equal modes of which q leaves one out, the divergence
 * is ln 2. For a posterior known only up to a constant see {@link ImportanceWeights}.
 *
 * @param dataSets one entry a data set, in order
 */
public record ExactDivergence(List<OfDataSet> dataSets) {

  /**
   * The divergence given one data set.
   *
   * @param nats its estimate in nats; infinite if p is 0 at a draw
   * @param standardError standard error of the estimate; 0 for an exact posterior, NaN if {@code
   *     nats} is infinite
   * @param weights the weights p / q of the same draws
   */
  public record OfDataSet(double nats, double standardError, ImportanceWeights weights) {}

  public ExactDivergence {
    dataSets = List.copyOf(dataSets);
    if (dataSets.isEmpty()) {
      throw new IllegalArgumentException("expected at least one data set, found none");
    }
  }

  /**
   * Compares a posterior with the exact one given each of several data sets.
   *
   * @param posterior q
   * @param exact p, its log-density normalized
   * @param draws number of draws of q for each data set, at least two
   * @param seed same seed, same draws
   * @throws IllegalArgumentException if the two differ in their parameters, there are too few draws
   *     or data sets, or the data have the wrong form
   */
  public static ExactDivergence of(
      Posterior posterior, Posterior exact, List<DataSet> observed, int draws, long seed) {
    requireSameParameters(posterior.space(), exact.space());
    if (draws < 2) {
      throw new IllegalArgumentException("expected at least 2 draws, found " + draws);
    }
    List<PosteriorSamples> samples = posterior.sample(observed, draws, seed);
    return new ExactDivergence(
        IntStream.range(0, observed.size())
            .mapToObj(
                i -> {
                  double[][] theta = ImportanceWeights.rows(samples.get(i));
                  return of(
                      posterior.logProb(observed.get(i), theta),
                      exact.logProb(observed.get(i), theta));
                })
            .toList());
  }

  private static OfDataSet of(double[] logQ, double[] logP) {
    double[] logWeights = new double[logQ.length];
    Arrays.setAll(logWeights, i -> logP[i] - logQ[i]);
    ImportanceWeights weights = ImportanceWeights.of(logWeights);
    double standardError =
        StandardDeviation.of(logWeights).getAsDouble() / Math.sqrt(logWeights.length);
    return new OfDataSet(-weights.meanLog(), standardError, weights);
  }

  static void requireSameParameters(ParameterSpace found, ParameterSpace exact) {
    if (!found.names().equals(exact.names())) {
      throw new IllegalArgumentException(
          "expected a posterior of parameters " + exact.names() + ", found " + found.names());
    }
  }

  /** Mean of the divergences over data sets, in nats. */
  public double mean() {
    return Mean.of(nats()).getAsDouble();
  }

  /**
   * Standard error of {@link #mean} as that of all data sets, from the spread between data sets;
   * the errors of the single estimates are part of it. For one data set it is that of its estimate.
   */
  public double standardError() {
    return dataSets.size() == 1
        ? dataSets.get(0).standardError()
        : StandardDeviation.of(nats()).getAsDouble() / Math.sqrt(dataSets.size());
  }

  private double[] nats() {
    return dataSets.stream().mapToDouble(OfDataSet::nats).toArray();
  }
}
