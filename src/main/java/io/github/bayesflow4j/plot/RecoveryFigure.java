package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.Recovery;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Posterior means with 90 % intervals against the true values of simulated test sets. */
public final class RecoveryFigure {
  private RecoveryFigure() {}

  /**
   * Draws the first {@link TestSets#SHOWN} test sets, one panel a parameter.
   *
   * @param recovery that of {@code posteriors}, for the R2 in the titles
   */
  public static Figure of(SimulatedPosteriors posteriors, Recovery recovery) {
    List<String> labels = ParameterLabels.of(posteriors.space());
    List<Panel> panels = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      String r2 = String.format(Locale.ROOT, "%.3f", recovery.components().get(j).r2());
      panels.add(panel(posteriors, j, Panel.of(labels.get(j), "R\u00B2 = " + r2)));
    }
    return new PanelGrid(panels, "true value", "posterior mean")
        .figure(
            "Recovery",
            "Each point is a simulated data set"
                + TestSets.shown(posteriors)
                + ": on the diagonal the posterior mean is the true value. The bars are central 90 %"
                + " intervals, nine in ten of which should cross the diagonal.");
  }

  private static Panel panel(SimulatedPosteriors posteriors, int component, Panel panel) {
    int shown = TestSets.count(posteriors);
    double[] truths = Arrays.copyOf(posteriors.truths(component), shown);
    double[] means = new double[shown];
    double[] lower = new double[shown];
    double[] upper = new double[shown];
    for (int i = 0; i < shown; i++) {
      PosteriorSamples samples = posteriors.samples(i);
      double[] bounds = samples.quantiles(component, 0.05, 0.95);
      means[i] = samples.mean(component);
      lower[i] = bounds[0];
      upper[i] = bounds[1];
    }
    double smallest = Arrays.stream(truths).min().orElseThrow();
    double largest = Arrays.stream(truths).max().orElseThrow();
    double[] ends = {smallest, largest};
    return panel
        .intervals(truths, lower, upper, Theme.INTERVALS)
        .line(ends, ends, Theme.EXPECTED)
        .points(truths, means, Theme.POINTS)
        .named("posterior mean", Theme.POINTS)
        .named("90 % interval", Theme.INTERVALS)
        .named("exact recovery", Theme.EXPECTED);
  }
}
