package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Rows {@code x ~ N(mu, 1)} with {@code mu ~ N(0, 1)}: a model of them, possibly with the wrong
 * standard deviation or correlated rows, and the exact posterior of the right one.
 */
record NormalRows(Observable observable, double sd, double autocorrelation)
    implements PosteriorSampler {

  GenerativeModel model() {
    return GenerativeModel.builder("normal-rows")
        .prior(Prior.builder().add("mu", NormalDistribution.of(0, 1)).build())
        .observable(observable)
        .size(DataSize.uniform(2, 100))
        .simulator(
            (theta, n, random) -> {
              ZigguratSampler.NormalizedGaussian normal =
                  ZigguratSampler.NormalizedGaussian.of(random);
              double[] x = new double[n];
              double state = normal.sample();
              double rest = Math.sqrt(1 - autocorrelation * autocorrelation);
              for (int i = 0; i < n; i++) {
                x[i] = theta[0] + sd * state;
                state = autocorrelation * state + rest * normal.sample();
              }
              return x;
            })
        .build();
  }

  @Override
  public ParameterSpace space() {
    return model().space();
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    double sum = 0;
    int n = 0;
    for (float x : observed.values("data")) {
      sum += Float.isNaN(x) ? 0 : x;
      n += Float.isNaN(x) ? 0 : 1;
    }
    double precision = n + 1;
    double mean = sum / precision;
    double[] column = new double[draws];
    Arrays.setAll(column, l -> mean + normal.sample() / Math.sqrt(precision));
    return PosteriorSamples.ofColumns(space(), new double[][] {column});
  }
}
