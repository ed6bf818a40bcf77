package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * The Levy-flight model of decisions: accumulation of evidence with jumps, between two thresholds.
 *
 * <pre>
 * x_0 = a zr      x &lt;- x + v dt + dt^(1/alpha) xi      until x &lt;= 0 or x &gt;= a
 * xi symmetric alpha-stable with scale 1/sqrt(2), dt = 0.001 s, at most 5000 steps
 * reaction time = steps dt + t0, positive if x &gt; 0 at the end, negative if not
 * v1 ~ U(0, 6)  v2 ~ U(-6, 0)  zr ~ U(0.3, 0.7)  a ~ U(0.6, 3)  t0 ~ U(0.3, 1)  alpha ~ U(1, 2)
 * </pre>
 *
 * <p>At alpha = 2 the noise is a Wiener process of unit variance and the model the diffusion model
 * [2]. A path that has not ended after 5000 steps counts as having reached the upper threshold. A
 * row holds two signed reaction times in seconds, one of a trial with drift v1 and one of a trial
 * with drift v2; the other parameters are shared. A data set has n rows, n uniform on 100 .. 1000.
 *
 * <ol>
 *   <li>Source of model, priors and sizes: the Levy-flight experiment of the cINN repository of
 *       Radev et al., the code that accompanies "BayesFlow: learning complex stochastic models with
 *       invertible neural networks" (arXiv:2003.06281).
 *   <li>Voss, Lerche, Mertens and Voss, "Sequential sampling models with variable boundaries and
 *       non-normal noise", Psychonomic Bulletin and Review 26 (2019).
 * </ol>
 */
public final class LevyFlight {
  /** Length of a time step in seconds, dt. */
  public static final double TIME_STEP = 0.001;

  /** Steps after which a path ends wherever it is. */
  public static final int MAX_STEPS = 5000;

  private static final double NOISE_SCALE = Math.sqrt(0.5);

  private LevyFlight() {}

  /** The model, called {@code levy-flight}. */
  public static GenerativeModel model() {
    return GenerativeModel.builder("levy-flight")
        .description("Two-choice decisions as a Levy flight between two thresholds.")
        .prior(
            Prior.builder()
                .add("v1", uniform(0, 6))
                .add("v2", uniform(-6, 0))
                .add("zr", uniform(0.3, 0.7))
                .add("a", uniform(0.6, 3))
                .add(
                    Parameter.scalar("t0", Support.bounded(0.3, 1)).in("s"),
                    Marginal.of(uniform(0.3, 1)))
                .add("alpha", uniform(1, 2))
                .build())
        // Fast reactions tell more than slow ones: a finer scale where they are.
        .observable(Observable.exchangeable("data", "rt1", "rt2").on(Observable.Scale.RECIPROCAL))
        .size(DataSize.uniform(100, 1000))
        .simulator(LevyFlight::simulate)
        .build();
  }

  private static UniformContinuousDistribution uniform(double lower, double upper) {
    return UniformContinuousDistribution.of(lower, upper);
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    double scale = NOISE_SCALE * Math.pow(TIME_STEP, 1 / theta[5]);
    StableIncrements increments = new StableIncrements(theta[5], scale);
    double half = 0.5 * theta[3];
    double start = theta[3] * theta[2] - half;
    double[] rows = new double[2 * n];
    for (int i = 0; i < rows.length; i++) {
      double drift = theta[i % 2] * TIME_STEP;
      double time = firstPassage(increments, drift, start, half, random) * TIME_STEP;
      rows[i] = time + Math.copySign(theta[4], time);
    }
    return rows;
  }

  /**
   * The step at which a path ends, negative if it ends at or below the lower threshold.
   *
   * <p>Two steps follow from one 64-bit number; the second is lost where the first is the last.
   *
   * @param start distance of the start from the middle between the thresholds
   * @param half distance of the thresholds from there
   */
  private static int firstPassage(
      StableIncrements increments,
      double drift,
      double start,
      double half,
      UniformRandomProvider random) {
    double x = start;
    int steps = 0;
    do {
      long bits = random.nextLong();
      x += drift + increments.value((int) bits, random);
      steps++;
      if (!(Math.abs(x) < half)) {
        break;
      }
      x += drift + increments.value((int) (bits >>> 32), random);
      steps++;
    } while (Math.abs(x) < half && steps < MAX_STEPS);
    return x > -half ? steps : -steps;
  }
}
