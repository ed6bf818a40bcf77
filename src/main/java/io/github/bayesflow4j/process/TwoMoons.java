package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * A point on a noisy half circle, shifted by the parameters: the posterior is two thin crescents.
 *
 * <pre>
 *   theta ~ U(-1, 1)^2,   a ~ U(-pi/2, pi/2),   r ~ N(0.1, 0.01^2)
 *   x1 = r cos(a) + 0.25 - |theta1 + theta2| / sqrt(2)
 *   x2 = r sin(a) + (theta2 - theta1) / sqrt(2)
 * </pre>
 *
 * <p>The data do not tell the sign of theta1 + theta2, so both crescents have the same mass where
 * the prior contains them.
 *
 * <p>Sources: Greenberg, Nonnenmacher and Macke, "Automatic posterior transformation for
 * likelihood-free inference", ICML (2019); as in task T.8 of Lueckmann, Boelts, Greenberg,
 * Goncalves and Macke, "Benchmarking simulation-based inference", AISTATS (2021).
 */
public final class TwoMoons {
  /** Mean radius of the half circle. */
  public static final double RADIUS = 0.1;

  /** Standard deviation of the radius. */
  public static final double RADIUS_SD = 0.01;

  /** First coordinate of the center of the half circle, before the shift. */
  public static final double CENTER = 0.25;

  private TwoMoons() {}

  /** The model, called {@code two-moons}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("two-moons")
        .description("Point on a shifted noisy half circle, with a posterior of two crescents.")
        .prior(
            Prior.builder()
                .add("theta1", UniformContinuousDistribution.of(-1, 1))
                .add("theta2", UniformContinuousDistribution.of(-1, 1))
                .build())
        .observable(Observable.vector("data", "x1", "x2"))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    double[] point = crescent(random);
    point[0] -= Math.abs(theta[0] + theta[1]) * Math.sqrt(0.5);
    point[1] += (theta[1] - theta[0]) * Math.sqrt(0.5);
    return point;
  }

  /** A point of the noisy half circle that is not shifted, {@code [2]}. */
  static double[] crescent(UniformRandomProvider random) {
    double angle = Math.PI * (random.nextDouble() - 0.5);
    double radius = RADIUS + RADIUS_SD * ZigguratSampler.NormalizedGaussian.of(random).sample();
    return new double[] {CENTER + radius * Math.cos(angle), radius * Math.sin(angle)};
  }

  /**
   * The log-likelihood of theta, {@code [2]}, given x.
   *
   * <p>A half circle of radius r has length pi r; a negative radius, ten deviations out, is left
   * out.
   */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    float[] x = observed.values("data");
    NormalDistribution radius = NormalDistribution.of(RADIUS, RADIUS_SD);
    return theta -> {
      double p1 = x[0] - CENTER + Math.abs(theta[0] + theta[1]) * Math.sqrt(0.5);
      double p2 = x[1] - (theta[1] - theta[0]) * Math.sqrt(0.5);
      double r = Math.hypot(p1, p2);
      return p1 > 0 ? radius.logDensity(r) - Math.log(Math.PI * r) : Double.NEGATIVE_INFINITY;
    };
  }
}
