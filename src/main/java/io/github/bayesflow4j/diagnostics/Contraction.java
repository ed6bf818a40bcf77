package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * How much the data narrow each parameter down, and whether the posteriors lie where the true
 * values are.
 *
 * <p>As in Schad, Betancourt and Vasishth (2021, Psychological Methods 26:103): the posterior
 * contraction is 1 - (mean posterior variance) / (prior variance), the posterior z-score of a test
 * set is (posterior mean - true value) / (posterior standard deviation). An exact posterior has
 * z-scores of mean 0 and standard deviation 1 whatever its shape; an overconfident one has a
 * standard deviation above 1.
 *
 * @param components one entry a component, in order
 */
public record Contraction(List<Component> components) {

  /**
   * The contraction of one component.
   *
   * @param name its name
   * @param contraction 1 if the data determine it, 0 if they say nothing of it; the prior variance
   *     is that of the true values of the test sets
   * @param zMean mean z-score; NaN if fewer than two test sets have one
   * @param zSd standard deviation of the z-scores; NaN if fewer than two test sets have one
   * @param withoutSpread number of test sets whose draws are all equal; they have no z-score
   */
  public record Component(
      String name, double contraction, double zMean, double zSd, int withoutSpread) {}

  public Contraction {
    components = List.copyOf(components);
  }

  /** Measures contraction and z-scores. */
  public static Contraction of(SimulatedPosteriors posteriors) {
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      components.add(
          component(
              posteriors.space().names().get(j),
              posteriors.truths(j),
              posteriors.means(j),
              posteriors.sds(j)));
    }
    return new Contraction(components);
  }

  private static Component component(String name, double[] truths, double[] means, double[] sds) {
    double posteriorVariance = Arrays.stream(sds).map(sd -> sd * sd).average().orElseThrow();
    double priorVariance = Variance.of(truths).getAsDouble();
    double[] z = new double[truths.length];
    int scored = 0;
    for (int i = 0; i < z.length; i++) {
      if (sds[i] > 0) {
        z[scored++] = (means[i] - truths[i]) / sds[i];
      }
    }
    double[] scores = Arrays.copyOf(z, scored);
    return new Component(
        name,
        1 - posteriorVariance / priorVariance,
        scored < 2 ? Double.NaN : Arrays.stream(scores).average().orElseThrow(),
        scored < 2 ? Double.NaN : StandardDeviation.of(scores).getAsDouble(),
        z.length - scored);
  }
}
