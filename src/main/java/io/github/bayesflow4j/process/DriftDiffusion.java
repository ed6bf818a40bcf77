package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;

/**
 * Drift diffusion: choices and response times of a person who gathers noisy evidence, in two
 * conditions that differ in drift and in distance between the boundaries [1].
 *
 * <p>In a trial of condition c, evidence starts in the middle, {@code x = a_c / 2}, and takes steps
 * of dt = 0.005 s:
 *
 * <pre>
 *   x += v_c dt + sqrt(dt) xi,   xi ~ N(0, 1),   until x &lt;= 0 or x &gt;= a_c
 *   response time = t0 + steps dt, with minus sign where the lower boundary was reached
 *   v1, v2 ~ U(0.1, 7),   a1, a2 ~ U(0.1, 4),   t0 ~ U(0.1, 3) s
 * </pre>
 *
 * <p>The walk is looked at after each step only, as in the source: it leaves by a little more than
 * it would if watched at all times, as if each boundary were 0.583 sqrt(dt) = 0.041 further out
 * [2]. A trial of 10,000 steps (50 s) ends undecided and counts as a response at the upper boundary
 * after that time; where that is likeliest under the prior, at a = 4 and v = 0.1, its probability
 * is 4e-7.
 *
 * <p>A data set is n rows (signed_rt, condition), n uniform on 60 .. 300. The first n / 2, rounded
 * down, have condition 0, with v1 and a1; the others condition 1, with v2 and a2.
 *
 * <ol>
 *   <li>Ratcliff, "A theory of memory retrieval", Psychological Review 85 (1978). Priors, sizes and
 *       discretization: the tutorial on parameter estimation of the BayesFlow repository of Radev
 *       et al.
 *   <li>Siegmund, "Corrected diffusion approximations in certain random walk problems", Advances in
 *       Applied Probability 11 (1979).
 * </ol>
 */
public final class DriftDiffusion {
  /** Length of a step in seconds, dt. */
  public static final double TIME_STEP = 0.005;

  /** Number of steps after which a trial ends undecided. */
  public static final int MAX_STEPS = 10_000;

  private static final double NOISE = Math.sqrt(TIME_STEP);

  private DriftDiffusion() {}

  /** The model, called {@code drift-diffusion}. */
  public static GenerativeModel model() {
    Marginal drift = Marginal.of(UniformContinuousDistribution.of(0.1, 7));
    Marginal separation = Marginal.of(UniformContinuousDistribution.of(0.1, 4));
    return GenerativeModel.builder("drift-diffusion")
        .description("Drift diffusion: choices and response times in two conditions.")
        .prior(
            Prior.builder()
                .add("v1", drift)
                .add("v2", drift)
                .add("a1", separation)
                .add("a2", separation)
                .add(
                    Parameter.scalar("t0", Support.bounded(0.1, 3)).in("s"),
                    Marginal.of(UniformContinuousDistribution.of(0.1, 3)))
                .build())
        .observable(Observable.exchangeable("data", "signed_rt", "condition"))
        .size(DataSize.uniform(60, 300))
        .simulator(DriftDiffusion::simulate)
        .build();
  }

  private static double[] simulate(double[] theta, int n, UniformRandomProvider random) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[] rows = new double[2 * n];
    for (int i = 0; i < n; i++) {
      int condition = i < n / 2 ? 0 : 1;
      double time = signedDecisionTime(theta[condition], theta[2 + condition], normal);
      rows[2 * i] = time + Math.copySign(theta[4], time);
      rows[2 * i + 1] = condition;
    }
    return rows;
  }

  private static double signedDecisionTime(
      double drift, double separation, SharedStateContinuousSampler normal) {
    double mean = drift * TIME_STEP;
    double x = separation / 2;
    int steps = 0;
    do {
      x += mean + NOISE * normal.sample();
      steps++;
    } while (x > 0 && x < separation && steps < MAX_STEPS);
    return x > 0 ? steps * TIME_STEP : -steps * TIME_STEP;
  }
}
