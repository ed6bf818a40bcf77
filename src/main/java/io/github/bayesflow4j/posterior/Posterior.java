package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.Arrays;

/**
 * The posterior of a process model for any data set: an amortized one, or an exact one to compare
 * with.
 */
public interface Posterior extends PosteriorSampler {

  /**
   * Log-density at {@code theta} given one data set.
   *
   * @param theta parameters in their own units, {@code [dimension]}
   * @throws IllegalArgumentException if {@code theta} lies outside the support, or the data have
   *     the wrong form
   */
  double logProb(DataSet observed, double[] theta);

  /**
   * Log-density at several points given one data set. An amortized posterior computes them
   * together, which takes little longer than one.
   *
   * @param theta parameters in their own units, {@code [points][dimension]}
   * @return {@code [points]}
   * @throws IllegalArgumentException if a point lies outside the support, or the data have the
   *     wrong form
   */
  default double[] logProb(DataSet observed, double[][] theta) {
    return Arrays.stream(theta).mapToDouble(point -> logProb(observed, point)).toArray();
  }
}
