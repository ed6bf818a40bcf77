package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The mean of a normal law of known covariance in many dimensions, seen once.
 *
 * <pre>
 * (1)  mu ~ N(0, I),   x ~ N(mu, S)
 * (2)  S ~ Wishart(D, I / D), drawn once: S = G' G / D, the elements of G standard normal
 * </pre>
 *
 * <p>The posterior is normal, {@code N((I + S)^-1 x, (I + S^-1)^-1)}. S has eigenvalues from about
 * 4 down to about 1 / D^2: some directions are known nearly as before, some nearly exactly.
 *
 * <p>Source: the multivariate normal experiment of the cINN repository of Radev et al., the code
 * that accompanies "BayesFlow: learning complex stochastic models with invertible neural networks"
 * (arXiv:2003.06281), in 5, 50 and 500 dimensions. S is another draw of the same law.
 */
public final class NormalMean {
  private static final long SEED = 42;

  private NormalMean() {}

  /** The model in {@code dimension} dimensions, called {@code normal-mean-D}. */
  public static GenerativeModel model(int dimension) {
    Prior.Builder prior = Prior.builder();
    for (int j = 1; j <= dimension; j++) {
      prior.add("mu" + j, NormalDistribution.of(0, 1));
    }
    String[] features =
        IntStream.rangeClosed(1, dimension).mapToObj(j -> "x" + j).toArray(String[]::new);
    double[][] factor = factor(dimension);
    return GenerativeModel.builder("normal-mean-" + dimension)
        .description("Mean of a normal law of known covariance in " + dimension + " dimensions.")
        .prior(prior.build())
        .observable(Observable.vector("data", features))
        .simulator((theta, n, random) -> simulate(theta, factor, random))
        .build();
  }

  /** The covariance S, {@code [dimension][dimension]}: a function of the dimension alone. */
  public static double[][] covariance(int dimension) {
    double[][] covariance = new double[dimension][dimension];
    for (double[] row : factor(dimension)) {
      for (int i = 0; i < dimension; i++) {
        add(row[i], row, covariance[i]);
      }
    }
    return covariance;
  }

  /** G / sqrt(D), {@code [dimension][dimension]}. */
  private static double[][] factor(int dimension) {
    SharedStateContinuousSampler normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(SEED).stream(dimension));
    double[][] factor = new double[dimension][dimension];
    for (double[] row : factor) {
      fill(row, normal);
      for (int j = 0; j < dimension; j++) {
        row[j] /= Math.sqrt(dimension);
      }
    }
    return factor;
  }

  private static double[] simulate(
      double[] theta, double[][] factor, UniformRandomProvider random) {
    double[] noise = new double[theta.length];
    fill(noise, ZigguratSampler.NormalizedGaussian.of(random));
    double[] x = theta.clone();
    for (int j = 0; j < x.length; j++) {
      add(noise[j], factor[j], x);
    }
    return x;
  }

  private static void fill(double[] values, SharedStateContinuousSampler sampler) {
    for (int j = 0; j < values.length; j++) {
      values[j] = sampler.sample();
    }
  }

  /** Adds a multiple of a row: unlike a sum of products, this runs on vectors of numbers. */
  private static void add(double multiple, double[] row, double[] to) {
    for (int j = 0; j < row.length; j++) {
      to[j] += multiple * row[j];
    }
  }
}
