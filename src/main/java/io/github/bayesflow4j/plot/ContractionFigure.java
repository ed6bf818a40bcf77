package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Variance;

/**
 * Posterior z-score against posterior contraction of each test set (Schad, Betancourt and Vasishth
 * 2021, Psychological Methods 26:103).
 */
public final class ContractionFigure {
  private static final double TWO_SIDED_95 = 1.96;

  private ContractionFigure() {}

  /**
   * Draws the first {@link TestSets#SHOWN} test sets, one panel a parameter. The prior variance is
   * that of the true values; test sets whose draws are all equal have no z-score and no point.
   */
  public static Figure of(SimulatedPosteriors posteriors) {
    List<String> names = posteriors.space().names();
    List<Panel> panels = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      panels.add(panel(posteriors, j, names.get(j)));
    }
    return new PanelGrid(panels, "posterior contraction", "z-score")
        .figure(
            "Contraction and z-score",
            "Each point is a simulated data set"
                + TestSets.shown(posteriors)
                + ". To the right the data determine the parameter; of exact posteriors near"
                + " normal 95 % of the z-scores lie between the dashed lines, and a cloud that is not centered at"
                + " zero is bias.");
  }

  private static Panel panel(SimulatedPosteriors posteriors, int component, String name) {
    int shown = TestSets.count(posteriors);
    double[] truths = posteriors.truths(component);
    double priorVariance = Variance.of(truths).getAsDouble();
    double[] contractions = new double[shown];
    double[] scores = new double[shown];
    for (int i = 0; i < shown; i++) {
      double sd = posteriors.samples(i).sd(component);
      contractions[i] = 1 - sd * sd / priorVariance;
      scores[i] = sd > 0 ? (posteriors.samples(i).mean(component) - truths[i]) / sd : Double.NaN;
    }
    double smallest = Math.min(0, Arrays.stream(contractions).min().orElseThrow());
    double highest =
        Math.max(
            3.5,
            Arrays.stream(scores).filter(Double::isFinite).map(Math::abs).max().orElse(0) * 1.05);
    return Panel.of(name)
        .xRange(smallest - 0.02 * (1 - smallest), 1 + 0.02 * (1 - smallest))
        .yRange(-highest, highest)
        .points(contractions, scores, Theme.POINTS)
        .horizontal(-TWO_SIDED_95, Theme.EXPECTED)
        .horizontal(TWO_SIDED_95, Theme.EXPECTED)
        .named("simulated data set", Theme.POINTS)
        .named("95 % of a normal posterior", Theme.EXPECTED);
  }
}
