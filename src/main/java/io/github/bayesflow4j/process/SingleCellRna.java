package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * Counts of RNA molecules of a hundred genes in single cells: the Splat model.
 *
 * <pre>
 * (1)  l'_i ~ Gamma(shape, rate)                                          gene i
 * (2)  l_i = median(l') exp(|N(out_loc, out_scale^2)|) with probability out_prob, else l'_i
 * (3)  L_j ~ LogNormal(lib_loc, lib_scale),   l_ij = L_j l_i / sum of l    cell j
 * (4)  B_ij = (bcv + 1 / sqrt(l_ij)) sqrt(60 / X_i),   X_i ~ ChiSquared(60)
 * (5)  count_ij ~ Poisson(g_ij),   g_ij ~ Gamma(shape 1 / B_ij^2, mean l_ij)
 *      shape ~ U(1, 2)   rate ~ U(0.1, 5)   out_loc ~ U(0.5, 5)   out_prob ~ U(0.01, 0.5)
 *      out_scale ~ U(0.1, 2)   lib_loc ~ U(6, 10)   lib_scale ~ U(1, 2)   bcv ~ U(0.1, 0.9)
 * </pre>
 *
 * <p>A row is a cell, its columns are the genes; there are 40 cells. The rate is a scale of all l',
 * which (3) divides out: the data do not depend on it. It is a control, whose posterior must be its
 * prior.
 *
 * <p>Source of the model: Zappia, Phipson and Oshlack, "Splatter: simulation of single-cell RNA
 * sequencing data", Genome Biology 18 (2017). As in its program, the factor of an outlier in (2) is
 * never below 1, and the variable X of (4) belongs to the gene. Priors and sizes: the experiment on
 * sequencing in the cINN repository of Radev et al., the code that accompanies "BayesFlow: learning
 * complex stochastic models with invertible neural networks" (arXiv:2003.06281).
 */
public final class SingleCellRna {
  /** Number of genes. */
  public static final int GENES = 100;

  /** Number of cells. */
  public static final int CELLS = 40;

  /** Degrees of freedom of the dispersion of a gene. */
  public static final double DEGREES_OF_FREEDOM = 60;

  private SingleCellRna() {}

  /** The model, called {@code single-cell-rna}. */
  public static GenerativeModel model() {
    String[] genes =
        IntStream.rangeClosed(1, GENES).mapToObj(i -> "gene" + i).toArray(String[]::new);
    return GenerativeModel.builder("single-cell-rna")
        .description("Counts of RNA molecules of a hundred genes in forty cells.")
        .prior(
            Prior.builder()
                .add("shape", uniform(1, 2))
                .add("rate", uniform(0.1, 5))
                .add("out_loc", uniform(0.5, 5))
                .add("out_prob", uniform(0.01, 0.5))
                .add("out_scale", uniform(0.1, 2))
                .add("lib_loc", uniform(6, 10))
                .add("lib_scale", uniform(1, 2))
                .add("bcv", uniform(0.1, 0.9))
                .build())
        .observable(Observable.exchangeable("data", genes).on(LOG1P))
        .size(DataSize.fixed(CELLS))
        .simulator(SingleCellRna::simulate)
        .build();
  }

  private static UniformContinuousDistribution uniform(double lower, double upper) {
    return UniformContinuousDistribution.of(lower, upper);
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] proportions = proportions(theta, normal, random);
    double[] dispersions = dispersions(random);
    double[] counts = new double[n * GENES];
    for (int j = 0; j < n; j++) {
      double library = Math.exp(theta[5] + theta[6] * normal.sample());
      for (int i = 0; i < GENES; i++) {
        counts[j * GENES + i] = count(library * proportions[i], theta[7], dispersions[i], random);
      }
    }
    return counts;
  }

  /** The l_i of (2) divided by their sum. */
  static double[] proportions(
      double[] theta, SharedStateContinuousSampler normal, UniformRandomProvider random) {
    SharedStateContinuousSampler gamma =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, theta[0], 1 / theta[1]);
    double[] means = new double[GENES];
    for (int i = 0; i < GENES; i++) {
      means[i] = gamma.sample();
    }
    double[] sorted = means.clone();
    Arrays.sort(sorted);
    double median = 0.5 * (sorted[GENES / 2 - 1] + sorted[GENES / 2]);
    double sum = 0;
    for (int i = 0; i < GENES; i++) {
      if (random.nextDouble() < theta[3]) {
        means[i] = median * Math.exp(Math.abs(theta[2] + theta[4] * normal.sample()));
      }
      sum += means[i];
    }
    for (int i = 0; i < GENES; i++) {
      means[i] /= sum;
    }
    return means;
  }

  /** The square roots in (4). */
  private static double[] dispersions(UniformRandomProvider random) {
    SharedStateContinuousSampler chiSquared =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, DEGREES_OF_FREEDOM / 2, 2);
    double[] dispersions = new double[GENES];
    for (int i = 0; i < GENES; i++) {
      dispersions[i] = Math.sqrt(DEGREES_OF_FREEDOM / chiSquared.sample());
    }
    return dispersions;
  }

  /** A count of mean {@code mean}, l_ij, by (4) and (5). */
  static double count(double mean, double bcv, double dispersion, UniformRandomProvider random) {
    double b = (bcv + 1 / Math.sqrt(mean)) * dispersion;
    double scale = mean * b * b;
    double rate = AhrensDieterMarsagliaTsangGammaSampler.of(random, 1 / (b * b), scale).sample();
    return PoissonCounts.sample(rate, random);
  }
}
