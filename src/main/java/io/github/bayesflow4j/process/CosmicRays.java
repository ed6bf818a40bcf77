package io.github.bayesflow4j.process;

import static io.github.bayesflow4j.simulation.Observable.Scale.LOG1P;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * The energy spectrum of cosmic rays of ultra-high energy, given how their sources accelerate five
 * nuclei.
 *
 * <pre>
 * (1)  J_A(E) = f_A (E / 10^18 eV)^-gamma cut(E / (Z R)),   cut(u) = 1 for u &lt;= 1, else exp(1 - u)
 * (2)  s_k = sum over A and E of J_A(E) E r_A(E, k),   m_k = 20000 s_k / sum of s
 * (3)  n_k ~ Poisson(m_k),   k = 1 .. 17
 *      gamma ~ U(-3, 2.7),   log10(R / V) ~ U(18, 21),   f ~ Dirichlet(1, 1, 1, 1, 1)
 * </pre>
 *
 * <p>The nuclei (A, Z) are H (1, 1), He (4, 2), N (14, 7), Si (28, 14) and Fe (56, 26); f_A are
 * their fractions at 10^18 eV. r_A(E, k) is how many particles arrive in bin k for one nucleus of
 * energy E at the source ({@link CosmicRayPropagation}); it is computed once. The bins are those of
 * log10(E / eV) from 18.7 to 20.4, 0.1 wide.
 *
 * <p>The spectrum alone says next to nothing of the fractions of H and He: their posteriors are
 * close to their priors. The data are counts, so that the likelihood is known.
 *
 * <p>Source: Bister, Erdmann, Koethe and Schulte, "Inference of cosmic-ray source properties by
 * conditional invertible neural networks", European Physical Journal C 82 (2022): parameters,
 * nuclei, bins and the uniform prior of fractions. There the propagation is a detailed simulation,
 * and the bounds of the spectral index and the rigidity follow from earlier analyses; both are
 * replaced here by simple ones. (1) is the usual form of a combined fit of spectrum and
 * composition.
 */
public final class CosmicRays {
  /** Number of bins of energy. */
  public static final int BINS = CosmicRayPropagation.BINS;

  /** Expected number of cosmic rays in all bins together. */
  public static final double EVENTS = 20_000;

  private static final int[] MASS_NUMBER = {1, 4, 14, 28, 56};
  private static final int[] CHARGE_NUMBER = {1, 2, 7, 14, 26};
  private static final int NUCLEI = MASS_NUMBER.length;

  /** log10 E at which the flux without cut-off is the fraction. */
  private static final double REFERENCE_ENERGY = 18;

  /** Beyond this many times the cut-off the flux is negligible, however hard the spectrum. */
  private static final double NEGLIGIBLE = 60;

  private CosmicRays() {}

  /** The model, called {@code cosmic-rays}. */
  public static GenerativeModel model() {
    String[] bins =
        IntStream.range(0, BINS)
            .mapToObj(k -> "lgE_" + (1875 + 10 * k) / 100.0)
            .toArray(String[]::new);
    return GenerativeModel.builder("cosmic-rays")
        .description("Energy spectrum of ultra-high-energy cosmic rays of five nuclei.")
        .prior(
            Prior.builder()
                .add("gamma", UniformContinuousDistribution.of(-3, 2.7))
                .add(
                    Parameter.scalar("log10_R", Support.bounded(18, 21)).in("log10 V"),
                    Marginal.of(UniformContinuousDistribution.of(18, 21)))
                .add(
                    new Parameter(
                        List.of("f_H", "f_He", "f_N", "f_Si", "f_Fe"),
                        Support.simplex(NUCLEI),
                        Optional.empty()),
                    Marginal.dirichlet(1, 1, 1, 1, 1))
                .build())
        .observable(Observable.vector("data", bins).on(LOG1P))
        .simulator((theta, n, random) -> simulate(theta, random))
        .build();
  }

  private static double[] simulate(double[] theta, UniformRandomProvider random) {
    double[] counts = expectedCounts(theta);
    for (int k = 0; k < BINS; k++) {
      counts[k] = PoissonCounts.sample(counts[k], random);
    }
    return counts;
  }

  /** The responses of all nuclei, computed when they are first needed. */
  private static final class Responses {
    static final double[][] OF_NUCLEUS =
        IntStream.range(0, NUCLEI)
            .mapToObj(a -> CosmicRayPropagation.response(MASS_NUMBER[a], CHARGE_NUMBER[a]))
            .toArray(double[][]::new);

    private Responses() {}
  }

  /**
   * The expected counts m_k of equation (2).
   *
   * @param theta gamma, log10(R / V) and the five fractions
   * @return {@code [17]}
   */
  public static double[] expectedCounts(double[] theta) {
    double[] spectrum = new double[BINS];
    for (int a = 0; a < NUCLEI; a++) {
      double logCutOff = theta[1] + Math.log10(CHARGE_NUMBER[a]);
      addNucleus(theta[2 + a], theta[0], logCutOff, Responses.OF_NUCLEUS[a], spectrum);
    }
    double sum = 0;
    for (double value : spectrum) {
      sum += value;
    }
    for (int k = 0; k < BINS; k++) {
      spectrum[k] *= EVENTS / sum;
    }
    return spectrum;
  }

  private static void addNucleus(
      double fraction, double gamma, double logCutOff, double[] response, double[] spectrum) {
    double start = CosmicRayPropagation.FIRST_ENERGY;
    double step = CosmicRayPropagation.ENERGY_STEP;
    double factor = Math.pow(10, step * (1 - gamma));
    double power = fraction * Math.pow(10, (start - REFERENCE_ENERGY) * (1 - gamma));
    double ratioFactor = Math.pow(10, step);
    double ratio = Math.pow(10, start - logCutOff);
    for (int at = 0; at < response.length && ratio < NEGLIGIBLE; at += BINS) {
      double flux = ratio > 1 ? power * Math.exp(1 - ratio) : power;
      for (int k = 0; k < BINS; k++) {
        spectrum[k] += flux * response[at + k];
      }
      power *= factor;
      ratio *= ratioFactor;
    }
  }

  /** The log-likelihood of the seven parameters given the 17 counts. */
  public static ToDoubleFunction<double[]> logLikelihood(DataSet observed) {
    float[] counts = observed.values("data");
    return theta -> PoissonCounts.logProbability(counts, expectedCounts(theta));
  }
}
