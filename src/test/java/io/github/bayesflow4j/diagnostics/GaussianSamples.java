package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * A law of two normal components with equal means, standard deviations and a correlation.
 *
 * @param mean of each
 * @param sd of each
 * @param correlation of the two
 */
record GaussianSamples(double mean, double sd, double correlation) {
  static final GaussianSamples STANDARD = new GaussianSamples(0, 1, 0);
  static final GaussianSamples SHIFTED = new GaussianSamples(0.3, 1, 0);
  static final GaussianSamples NARROWED = new GaussianSamples(0, 0.8, 0);
  static final GaussianSamples WIDENED = new GaussianSamples(0, 1.25, 0);
  static final GaussianSamples CORRELATED = new GaussianSamples(0, 1, 0.6);

  /** Draws, {@code [2][count]}. */
  double[][] draw(int count, long seed) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    double[][] columns = new double[2][count];
    double rest = Math.sqrt(1 - correlation * correlation);
    for (int i = 0; i < count; i++) {
      double first = normal.sample();
      columns[0][i] = mean + sd * first;
      columns[1][i] = mean + sd * (correlation * first + rest * normal.sample());
    }
    return columns;
  }

  /** Draws as those of a posterior. */
  PosteriorSamples posterior(int count, long seed) {
    return PosteriorSamples.ofColumns(
        new ParameterSpace(
            List.of(Parameter.scalar("a", Support.real()), Parameter.scalar("b", Support.real()))),
        draw(count, seed));
  }
}
