package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How well posterior means recover the true parameters.
 *
 * <p>With a posterior equal to the prior R2 is 0, and NRMSE is 1 / sqrt(12) = 0.2887 for a uniform
 * prior.
 *
 * @param components one entry a component, in order
 */
public record Recovery(List<Component> components) {

  /**
   * The recovery of one component.
   *
   * @param name its name
   * @param rmse root mean square of (posterior mean - true value), in the parameter's unit
   * @param nrmse {@code rmse} over the range of the true values of the test sets
   * @param r2 one minus the squared error over the squared deviation of the true values from their
   *     mean; 1 is perfect, negative is worse than guessing the mean
   */
  public record Component(String name, double rmse, double nrmse, double r2) {}

  public Recovery {
    components = List.copyOf(components);
  }

  /** Measures recovery. */
  public static Recovery of(SimulatedPosteriors posteriors) {
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      components.add(
          component(posteriors.space().names().get(j), posteriors.truths(j), posteriors.means(j)));
    }
    return new Recovery(components);
  }

  private static Component component(String name, double[] truths, double[] means) {
    double center = Arrays.stream(truths).average().orElseThrow();
    double squaredError = 0;
    double squaredDeviation = 0;
    for (int i = 0; i < truths.length; i++) {
      squaredError += square(means[i] - truths[i]);
      squaredDeviation += square(truths[i] - center);
    }
    double rmse = Math.sqrt(squaredError / truths.length);
    double range =
        Arrays.stream(truths).max().orElseThrow() - Arrays.stream(truths).min().orElseThrow();
    return new Component(name, rmse, rmse / range, 1 - squaredError / squaredDeviation);
  }

  private static double square(double value) {
    return value * value;
  }
}
