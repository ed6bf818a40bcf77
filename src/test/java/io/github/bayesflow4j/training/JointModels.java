package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Prior;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/** Models with several observables, of different layouts and lengths. */
public final class JointModels {
  private static final int SIDE = 4;

  private JointModels() {}

  /**
   * Level mu ~ N(0, 1) and memory phi ~ U(-0.9, 0.9), seen in three ways:
   *
   * <ul>
   *   <li>{@code trials}: 1 to 30 exchangeable rows of N(mu, 1);
   *   <li>{@code track}: 10 to 40 rows, whatever the number of trials, of a first-order
   *       autoregression with coefficient phi, in which each row is lost with probability 0.1;
   *   <li>{@code image}: a grid of 4 by 4 cells, N(mu column / 3, 1).
   * </ul>
   */
  public static GenerativeModel trialsTrackImage() {
    return GenerativeModel.builder("trials-track-image")
        .prior(
            Prior.builder()
                .add("mu", NormalDistribution.of(0, 1))
                .add("phi", UniformContinuousDistribution.of(-0.9, 0.9))
                .build())
        .observable(Observable.exchangeable("trials", "x"))
        .observable(
            Observable.series("track", "y").ofSize(DataSize.uniform(10, 40)).withMissingRows())
        .observable(
            new Observable("image", List.of("z"), new Layout.Grid(SIDE, SIDE), Scale.IDENTITY))
        .size(DataSize.uniform(1, 30))
        .jointSimulator(
            (theta, context, n, random) ->
                new double[][] {
                  trials(theta[0], n, random), track(theta[1], random), image(theta[0], random)
                })
        .build();
  }

  private static double[] trials(double mu, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] x = new double[n];
    Arrays.setAll(x, i -> mu + normal.sample());
    return x;
  }

  private static double[] track(double phi, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] y = new double[10 + random.nextInt(31)];
    double state = normal.sample() / Math.sqrt(1 - phi * phi);
    for (int t = 0; t < y.length; t++) {
      // The first row is always there: a data set of absent rows alone is no data set.
      y[t] = t > 0 && random.nextDouble() < 0.1 ? Double.NaN : state;
      state = phi * state + normal.sample();
    }
    return y;
  }

  private static double[] image(double mu, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] z = new double[SIDE * SIDE];
    Arrays.setAll(z, i -> mu * (i % SIDE) / 3 + normal.sample());
    return z;
  }
}
