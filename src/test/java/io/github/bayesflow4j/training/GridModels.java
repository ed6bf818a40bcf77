package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.simulation.Prior;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/** Models whose data are grids. */
public final class GridModels {
  private static final int SIDE = 16;

  private GridModels() {}

  /**
   * A spot of light on a noisy camera of 16 by 16 pixels: row and column of its center ~ U(3, 12),
   * radius ~ U(1, 3), each pixel N(3 exp(-d^2 / (2 radius^2)), 1) at distance d.
   */
  public static GenerativeModel spot() {
    return GenerativeModel.builder("spot")
        .prior(
            Prior.builder()
                .add("row", UniformContinuousDistribution.of(3, 12))
                .add("column", UniformContinuousDistribution.of(3, 12))
                .add("radius", UniformContinuousDistribution.of(1, 3))
                .build())
        .observable(
            new Observable("data", List.of("light"), new Layout.Grid(SIDE, SIDE), Scale.IDENTITY))
        .simulator((theta, n, random) -> pixels(theta, random))
        .build();
  }

  private static double[] pixels(double[] theta, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] light = new double[SIDE * SIDE];
    double scale = -0.5 / (theta[2] * theta[2]);
    for (int i = 0; i < light.length; i++) {
      double down = i / SIDE - theta[0];
      double across = i % SIDE - theta[1];
      light[i] = 3 * Math.exp(scale * (down * down + across * across)) + normal.sample();
    }
    return light;
  }
}
