package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * A simple likelihood with a complex posterior: four draws of a two-dimensional normal law whose
 * covariance is a nonlinear function of the parameters.
 *
 * <pre>
 *   theta ~ U(-3, 3)^5
 *   x_1 .. x_4 ~ N(m, C),   m = (theta1, theta2),   s1 = theta3^2,   s2 = theta4^2
 *   C = [s1^2, rho s1 s2; rho s1 s2, s2^2] + 1e-6 I,   rho = tanh(theta5)
 * </pre>
 *
 * <p>The likelihood does not know the signs of theta3 and theta4, so the posterior has four modes.
 * The data are the four draws one after the other, eight numbers.
 *
 * <p>Sources: Papamakarios, Sterratt and Murray, "Sequential neural likelihood", AISTATS (2019); as
 * in task T.3 of Lueckmann, Boelts, Greenberg, Goncalves and Macke, "Benchmarking simulation-based
 * inference", AISTATS (2021).
 */
public final class Slcp {
  /** Number of parameters. */
  public static final int PARAMETERS = 5;

  /** Number of draws of the normal law. */
  public static final int DRAWS = 4;

  /** Each parameter lies between minus and plus this. */
  public static final double BOUND = 3;

  private static final double JITTER = 1e-6;

  private Slcp() {}

  /** The model, called {@code slcp}. */
  public static GenerativeModel model() {
    Prior.Builder prior = Prior.builder();
    for (int j = 1; j <= PARAMETERS; j++) {
      prior.add("theta" + j, UniformContinuousDistribution.of(-BOUND, BOUND));
    }
    String[] features =
        IntStream.rangeClosed(1, 2 * DRAWS).mapToObj(j -> "x" + j).toArray(String[]::new);
    return GenerativeModel.builder("slcp")
        .description("Four draws of a normal law; simple likelihood, complex posterior.")
        .prior(prior.build())
        .observable(Observable.vector("data", features))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  /** The Cholesky factor of C, [first, 0; cross, second]. */
  private record Factor(double first, double cross, double second) {
    static Factor of(double[] theta) {
      double s1 = theta[2] * theta[2];
      double s2 = theta[3] * theta[3];
      double first = Math.sqrt(s1 * s1 + JITTER);
      // 1 - tanh^2 is 1 / cosh^2, which keeps its digits where the correlation is nearly 1.
      double free = s1 * s2 / Math.cosh(theta[4]);
      double determinant = free * free + JITTER * (s1 * s1 + s2 * s2 + JITTER);
      return new Factor(
          first, Math.tanh(theta[4]) * s1 * s2 / first, Math.sqrt(determinant) / first);
    }
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    Factor factor = Factor.of(theta);
    double[] x = new double[2 * DRAWS];
    for (int at = 0; at < x.length; at += 2) {
      double z1 = normal.sample();
      double z2 = normal.sample();
      x[at] = theta[0] + factor.first() * z1;
      x[at + 1] = theta[1] + factor.cross() * z1 + factor.second() * z2;
    }
    return x;
  }

  /** The log-likelihood of theta, {@code [5]}, given the four draws. */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    float[] x = observed.values("data");
    return theta -> {
      Factor factor = Factor.of(theta);
      double squares = 0;
      for (int at = 0; at < x.length; at += 2) {
        double z1 = (x[at] - theta[0]) / factor.first();
        double z2 = (x[at + 1] - theta[1] - factor.cross() * z1) / factor.second();
        squares += z1 * z1 + z2 * z2;
      }
      double logDeterminant = Math.log(factor.first()) + Math.log(factor.second());
      return -0.5 * squares - DRAWS * (logDeterminant + Math.log(2 * Math.PI));
    };
  }
}
