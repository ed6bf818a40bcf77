package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Likelihood;
import io.github.bayesflow4j.posterior.Posterior;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Prior;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How well draws of a posterior q serve as draws of an exact one p by importance sampling, with
 * weights w = p / q, where p need be known only up to a constant.
 *
 * <p>The effective sample size (sum of w)^2 / (sum of w^2) is the number of exact draws that are
 * worth as much (A. Kong, "A note on importance sampling using standardized weights", University of
 * Chicago, 1992). It is the number of draws if q = p. Draws see only where q is: a mode that q
 * leaves out lowers nothing.
 *
 * <p>Where p is normalized, minus {@link #meanLog} is the divergence KL(q || p). Where p is prior
 * times likelihood, {@code meanLog} is the evidence lower bound, the log-evidence minus KL(q || p),
 * so that the divergence itself has an unknown constant; {@link #logMean} estimates that
 * log-evidence.
 *
 * @param draws number of draws of q
 * @param effectiveSampleSize in draws, {@code 1 .. draws}; 0 if p is 0 at every draw
 * @param meanLog mean of ln w; negative infinity if p is 0 at a draw
 * @param logMean logarithm of the mean of w
 */
public record ImportanceWeights(
    int draws, double effectiveSampleSize, double meanLog, double logMean) {

  /**
   * The figures of given weights.
   *
   * @param logWeights ln p - ln q at draws of q, at least one, negative infinity where p is 0
   * @throws IllegalArgumentException if there is none, or one is NaN or positive infinity
   */
  public static ImportanceWeights of(double... logWeights) {
    if (logWeights.length == 0) {
      throw new IllegalArgumentException("expected at least one importance weight, found none");
    }
    for (int i = 0; i < logWeights.length; i++) {
      if (!(logWeights[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "importance weight of draw %d: expected a logarithm below infinity, found %s"
                .formatted(i + 1, logWeights[i]));
      }
    }
    double largest = Arrays.stream(logWeights).max().orElseThrow();
    if (largest == Double.NEGATIVE_INFINITY) {
      return new ImportanceWeights(logWeights.length, 0, largest, largest);
    }
    double sum = 0;
    double squares = 0;
    for (double logWeight : logWeights) {
      double weight = Math.exp(logWeight - largest);
      sum += weight;
      squares += weight * weight;
    }
    return new ImportanceWeights(
        logWeights.length,
        sum * sum / squares,
        Arrays.stream(logWeights).average().orElseThrow(),
        largest + Math.log(sum / logWeights.length));
  }

  /**
   * The weights of prior times likelihood at draws of a posterior given one data set.
   *
   * @param draws number of draws, at least one
   * @param seed same seed, same draws
   * @throws IllegalArgumentException if posterior and prior differ in their parameters, or the data
   *     have the wrong form
   */
  public static ImportanceWeights of(
      Posterior posterior,
      Prior prior,
      Likelihood likelihood,
      DataSet observed,
      int draws,
      long seed) {
    ExactDivergence.requireSameParameters(posterior.space(), prior.space());
    ToDoubleFunction<double[]> logLikelihood = likelihood.given(observed);
    double[][] theta = rows(posterior.sample(observed, draws, seed));
    double[] logQ = posterior.logProb(observed, theta);
    return of(
        IntStream.range(0, draws)
            .mapToDouble(
                i -> {
                  double logPrior = prior.logDensity(theta[i]);
                  // Outside the prior the likelihood may be no number.
                  return logPrior == Double.NEGATIVE_INFINITY
                      ? logPrior
                      : logPrior + logLikelihood.applyAsDouble(theta[i]) - logQ[i];
                })
            .toArray());
  }

  /** Draws one by one, {@code [draws][dimension]}. */
  static double[][] rows(PosteriorSamples draws) {
    return IntStream.range(0, draws.count()).mapToObj(draws::draw).toArray(double[][]::new);
  }

  /** {@link #effectiveSampleSize} as a share of the draws, {@code 0 .. 1}. */
  public double efficiency() {
    return effectiveSampleSize / draws;
  }
}
