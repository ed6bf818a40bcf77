package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.Coverage;
import io.github.bayesflow4j.diagnostics.Coverage.Fraction;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Coverage of central intervals of customary levels, with its uncertainty. */
public final class CoverageFigure {
  private CoverageFigure() {}

  /** Draws coverage minus level, one panel a parameter. */
  public static Figure of(Coverage coverage) {
    List<Panel> panels =
        coverage.components().stream().map(one -> panel(one, coverage.levels())).toList();
    return new PanelGrid(panels, "level of the central interval", "coverage \u2212 level")
        .figure(
            "Coverage",
            "How often intervals of customary levels hold the true value, minus their level: below"
                + " zero they are too narrow. Of an exact posterior a point lies in its shaded range"
                + " with 95 % probability.");
  }

  private static Panel panel(Coverage.Component component, List<Double> levels) {
    double[] at = Numbers.of(levels);
    Mark range = new Mark(Theme.PALE, Mark.Style.WIDE);
    Mark confidence = new Mark(Theme.BLUE, Mark.Style.THIN);
    return Panel.of(component.name())
        .xRange(at[0] - 0.06, 1)
        .intervals(
            at,
            excess(component, at, Fraction::expectedLower),
            excess(component, at, Fraction::expectedUpper),
            range)
        .horizontal(0, Theme.EXPECTED)
        .intervals(
            at,
            excess(component, at, Fraction::lower),
            excess(component, at, Fraction::upper),
            confidence)
        .points(at, excess(component, at, Fraction::observed), Theme.POINTS)
        .named("measured", Theme.POINTS)
        .named("its 95 % confidence interval", confidence)
        .named("exact posterior, 95 % a point", Theme.BAND);
  }

  private static double[] excess(
      Coverage.Component component, double[] levels, ToDoubleFunction<Fraction> end) {
    double[] excess = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      excess[k] = end.applyAsDouble(component.fractions().get(k)) - levels[k];
    }
    return excess;
  }
}
