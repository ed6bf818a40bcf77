package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Posterior;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The exact posterior of independent theta_j ~ N(0, 1) with x_j | theta_j ~ N(theta_j, 1/4), which
 * is N(0.8 x_j, 0.2), or one with a known fault in each component.
 *
 * @param faults one entry a component
 */
record ConjugateGaussian(List<Fault> faults) implements Posterior {
  static final double NOISE_SD = 0.5;
  static final double POSTERIOR_VARIANCE = 0.2;
  private static final double SHRINKAGE = 0.8;
  private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);

  /**
   * What is wrong with one component.
   *
   * @param shift added to its mean, in exact posterior standard deviations
   * @param width factor on its standard deviation
   * @param correlation of its draws with those of the component before it, whatever that
   *     component's own fault; of no effect on the first component. The exact value is 0
   */
  record Fault(double shift, double width, double correlation) {
    static final Fault NONE = new Fault(0, 1);
    static final Fault SHIFTED = new Fault(0.3, 1);
    static final Fault NARROWED = new Fault(0, 0.8);
    static final Fault WIDENED = new Fault(0, 1.25);

    /** The law of each component alone is exact, that of two neighbors is not. */
    static final Fault CORRELATED = new Fault(0, 1, 0.6);

    Fault(double shift, double width) {
      this(shift, width, 0);
    }

    /**
     * Standard deviation that is left when the component before is known, in units of the whole.
     */
    double remainder() {
      return Math.sqrt(1 - correlation * correlation);
    }
  }

  static ConjugateGaussian of(Fault... faults) {
    return new ConjugateGaussian(List.of(faults));
  }

  static SimulatedPosteriors simulate(int testSets, int draws, long seed, Fault... faults) {
    ConjugateGaussian posterior = of(faults);
    // The draws of test set i come from the seed of the draws plus i; mixed, so that runs of
    // neighboring seeds share none.
    long drawSeed = new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS).seed();
    return SimulatedPosteriors.of(posterior, posterior.testSets(testSets, seed), draws, drawSeed);
  }

  @Override
  public ParameterSpace space() {
    return new ParameterSpace(
        IntStream.range(0, faults.size())
            .mapToObj(j -> Parameter.scalar("theta" + j, Support.real()))
            .toList());
  }

  Simulations testSets(int count, long seed) {
    int dimension = faults.size();
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(
            new RandomStreams(seed).in(RandomStreams.Domain.SIMULATION).stream(0));
    float[] theta = new float[count * dimension];
    float[] data = new float[theta.length];
    for (int i = 0; i < theta.length; i++) {
      theta[i] = (float) normal.sample();
      data[i] = (float) (theta[i] + NOISE_SD * normal.sample());
    }
    String[] features = IntStream.range(0, dimension).mapToObj(j -> "x" + j).toArray(String[]::new);
    return new Simulations(
        space(),
        theta,
        new DataBatch(
            List.of(Observable.vector("data", features)), count, 1, List.of(data), new float[0]));
  }

  private double mean(DataSet observed, int component) {
    return SHRINKAGE * observed.values("data")[component]
        + faults.get(component).shift() * Math.sqrt(POSTERIOR_VARIANCE);
  }

  private double sd(int component) {
    return faults.get(component).width() * Math.sqrt(POSTERIOR_VARIANCE);
  }

  /** What the component before tells of a component's standardized value. */
  private double predicted(double[] standardized, int component) {
    return component == 0 ? 0 : faults.get(component).correlation() * standardized[component - 1];
  }

  private double remainder(int component) {
    return component == 0 ? 1 : faults.get(component).remainder();
  }

  /** Parameters minus this posterior's means, in its standard deviations, {@code [D]}. */
  private double[] standardized(DataSet observed, double[] theta) {
    double[] standardized = new double[theta.length];
    Arrays.setAll(standardized, j -> (theta[j] - mean(observed, j)) / sd(j));
    return standardized;
  }

  /** Standardized parameters freed of what the component before tells of them, {@code [D]}. */
  private double[] whitened(double[] standardized) {
    double[] whitened = new double[standardized.length];
    Arrays.setAll(whitened, j -> (standardized[j] - predicted(standardized, j)) / remainder(j));
    return whitened;
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    double[][] standardized = new double[faults.size()][draws];
    double[][] columns = new double[faults.size()][draws];
    for (int j = 0; j < columns.length; j++) {
      double mean = mean(observed, j);
      double sd = sd(j);
      double correlation = j == 0 ? 0 : faults.get(j).correlation();
      double[] before = standardized[Math.max(0, j - 1)];
      double remainder = remainder(j);
      Arrays.setAll(standardized[j], l -> correlation * before[l] + remainder * normal.sample());
      double[] values = standardized[j];
      Arrays.setAll(columns[j], l -> mean + sd * values[l]);
    }
    return PosteriorSamples.ofColumns(space(), columns);
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    double[] z = whitened(standardized(observed, theta));
    return IntStream.range(0, z.length)
        .mapToDouble(j -> STANDARD_NORMAL.logDensity(z[j]) - Math.log(sd(j) * remainder(j)))
        .sum();
  }

  /** The true parameters of test sets in units of this posterior, {@code [M, D]}: a flow's z. */
  double[][] latents(Simulations testSets) {
    double[][] latents = new double[testSets.count()][];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = whitened(standardized(testSets.dataSet(i), testSets.theta(i)));
    }
    return latents;
  }
}
