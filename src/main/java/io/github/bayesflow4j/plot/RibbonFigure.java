package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.PosteriorPredictive;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Axis;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Ribbon;
import java.util.Arrays;
import java.util.List;

/** Observed data over what their posterior predicts. */
public final class RibbonFigure {
  private static final Mark OBSERVED = new Mark(Theme.INK, Mark.Style.POINTS);
  private static final Mark MEDIAN = new Mark(Theme.BLUE, Mark.Style.SOLID);

  private RibbonFigure() {}

  /** Draws one panel for each feature of each observable. */
  public static Figure of(PosteriorPredictive predictive) {
    List<Ribbon> ribbons = predictive.ribbons();
    return new PanelGrid(
            ribbons.stream().map(RibbonFigure::panel).toList(), position(ribbons), "value")
        .figure(
            "Posterior predictive",
            "Observed data over "
                + predictive.replicates()
                + " data sets simulated at posterior draws: about nine in ten of the points of a"
                + " model that fits lie in the wide band, half of them in the narrow one.");
  }

  private static String position(List<Ribbon> ribbons) {
    List<Axis> axes = ribbons.stream().map(Ribbon::axis).distinct().toList();
    return axes.size() == 1
        ? switch (axes.get(0)) {
          case ROW -> "row";
          case RANK -> "rank, from the smallest value";
          case FEATURE -> "feature";
        }
        : "position";
  }

  private static Panel panel(Ribbon ribbon) {
    List<double[]> quantiles = ribbon.quantiles().stream().map(Numbers::of).toList();
    double[] positions = new double[ribbon.observed().size()];
    Arrays.setAll(positions, k -> k + 1.0);
    String name =
        ribbon.feature().equals(ribbon.observable())
            ? ribbon.observable()
            : ribbon.observable() + ": " + ribbon.feature();
    return Panel.of(name)
        .band(positions, quantiles.get(0), quantiles.get(4), Theme.BAND)
        .band(positions, quantiles.get(1), quantiles.get(3), Theme.INNER_BAND)
        .line(positions, quantiles.get(2), MEDIAN)
        .points(positions, Numbers.of(ribbon.observed()), OBSERVED)
        .named("observed", OBSERVED)
        .named("median", MEDIAN)
        .named("50 %", Theme.INNER_BAND)
        .named("90 %", Theme.BAND);
  }
}
