package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.GuideTableDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * The place and the size of a beam of particles or light, from counts along two axes as scans with
 * a knife edge give them.
 *
 * <pre>
 * (1)  c_ij ~ Poisson(K p_i q_j),   i, j = 0 .. 99,   K = 1024
 *      p_i = N(i; mx, sx^2),   q_j = N(j; my, sy^2)
 * (2)  data: x_i = sum over j of c_ij, then y_j = sum over i of c_ij
 *      mx, my ~ U(20, 80),   sx, sy ~ U(5, 15),   e1, e2 ~ U(0, 1)
 * </pre>
 *
 * <p>The data do not depend on e1 and e2: they are controls, whose posteriors must be their priors.
 *
 * <p>With P and Q the sums of p and q, the number n of all counts is Poisson of mean K P Q, and
 * each of them falls into column i with probability p_i / P and, independently, into row j with
 * probability q_j / Q. So given n the two projections are independent multinomials (without n they
 * are not: they have the same sum), which is how they are drawn, and the likelihood is
 *
 * <pre>
 * (3)  log L = n log K - K P Q + sum of x_i log p_i + sum of y_j log q_j
 *              + log n! - sum of log x_i! - sum of log y_j!
 * </pre>
 *
 * <p>A posterior is about sx / sqrt(n) wide in mx and sx / sqrt(2 n) in sx.
 *
 * <p>Source: the model of a beam in the history of the sbibm repository, written for the inversion
 * of beam parameters by Steinbach: the priors and, up to a hundredth of its step, the grid of its
 * first version, the counts of its last one. There c_ij is binomial with 1024 trials; with p_i q_j
 * below 0.0064 a Poisson count has a variance that is larger by less than 0.7 %, and a likelihood
 * in closed form.
 */
public final class BeamProfile {
  /** Number of columns, and of rows. */
  public static final int POINTS = 100;

  /** Counts expected of a beam that lies on the grid as a whole, K. */
  public static final int INTENSITY = 1024;

  private BeamProfile() {}

  /** The model, called {@code beam-profile}. */
  public static GenerativeModel model() {
    String[] features =
        IntStream.range(0, 2 * POINTS)
            .mapToObj(k -> (k < POINTS ? "x" : "y") + k % POINTS)
            .toArray(String[]::new);
    return GenerativeModel.builder("beam-profile")
        .description("Place and size of a beam from its two projections.")
        .prior(
            Prior.builder()
                .add("mx", UniformContinuousDistribution.of(20, 80))
                .add("my", UniformContinuousDistribution.of(20, 80))
                .add("sx", UniformContinuousDistribution.of(5, 15))
                .add("sy", UniformContinuousDistribution.of(5, 15))
                .add("e1", UniformContinuousDistribution.of(0, 1))
                .add("e2", UniformContinuousDistribution.of(0, 1))
                .build())
        .observable(Observable.vector("data", features).on(LOG1P))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    double[] columns = densities(theta[0], theta[2]);
    double[] rows = densities(theta[1], theta[3]);
    int count = (int) PoissonCounts.sample(INTENSITY * sum(columns) * sum(rows), random);
    double[] projections = new double[2 * POINTS];
    scatter(count, columns, projections, 0, random);
    scatter(count, rows, projections, POINTS, random);
    return projections;
  }

  private static void scatter(
      int count, double[] weights, double[] projections, int offset, UniformRandomProvider random) {
    SharedStateDiscreteSampler point = GuideTableDiscreteSampler.of(random, weights);
    for (int k = 0; k < count; k++) {
      projections[offset + point.sample()]++;
    }
  }

  /** The normal density at 0, 1 .. 99. */
  private static double[] densities(double mean, double sd) {
    double[] densities = new double[POINTS];
    double height = 1 / (sd * Math.sqrt(2 * Math.PI));
    for (int i = 0; i < POINTS; i++) {
      double z = (i - mean) / sd;
      densities[i] = height * Math.exp(-0.5 * z * z);
    }
    return densities;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /**
   * What a projection tells of a normal law: the number of its counts, their sum of places and of
   * squared places.
   */
  private record Statistics(double count, double sum, double squares) {
    static Statistics of(float[] projections, int offset) {
      double count = 0;
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < POINTS; i++) {
        double value = projections[offset + i];
        count += value;
        sum += value * i;
        squares += value * i * i;
      }
      return new Statistics(count, sum, squares);
    }

    /** The sum of x_i log p_i. */
    double logDensity(double mean, double sd) {
      double deviations = squares - 2 * mean * sum + count * mean * mean;
      return -count * Math.log(sd * Math.sqrt(2 * Math.PI)) - 0.5 * deviations / (sd * sd);
    }
  }

  /** The log-likelihood (3) of the six parameters given the two projections. */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    float[] counts = observed.values("data");
    Statistics x = Statistics.of(counts, 0);
    Statistics y = Statistics.of(counts, POINTS);
    if (x.count() != y.count()) {
      return theta -> Double.NEGATIVE_INFINITY;
    }
    double constant = x.count() * Math.log(INTENSITY) + LogGamma.value(x.count() + 1);
    for (float count : counts) {
      constant -= LogGamma.value(count + 1.0);
    }
    double ofData = constant;
    return theta -> {
      double expected =
          INTENSITY * sum(densities(theta[0], theta[2])) * sum(densities(theta[1], theta[3]));
      return ofData
          - expected
          + x.logDensity(theta[0], theta[2])
          + y.logDensity(theta[1], theta[3]);
    };
  }
}
