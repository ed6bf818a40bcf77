package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.RankStatistics;
import io.github.bayesflow4j.diagnostics.RankUniformityTest.Band;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Differences of empirical distribution functions from the uniform one, with their simultaneous
 * band (Saeilynoja, Buerkner and Vehtari 2022, arXiv:2103.10522).
 */
public final class EcdfFigure {
  private EcdfFigure() {}

  /** The ranks of simulation-based calibration, one panel a parameter. */
  public static Figure of(RankStatistics ranks) {
    List<Panel> panels = new ArrayList<>();
    for (RankStatistics.Component component : ranks.components()) {
      panels.add(
          curve(
              Panel.of(
                  component.name(), String.format(Locale.ROOT, "p = %.3f", component.pValue())),
              ranks.band(),
              component.ecdfDifference()));
    }
    return new PanelGrid(panels, "rank of the true value / draws", "ECDF difference")
        .figure(
            "ECDF differences",
            "The fraction of ranks below each value, minus that of uniform ranks. The whole curve of"
                + " an exact posterior stays within the band in 95 of 100 tests; the title has the"
                + " p-value of this test.");
  }

  /** Adds one curve in its band. */
  static Panel curve(Panel panel, Band band, List<Double> differences) {
    double[] points = Numbers.of(band.points());
    String inside =
        String.format(Locale.ROOT, "exact posterior, %.0f %% of curves", 100 * (1 - band.level()));
    return panel
        .xRange(0, 1)
        .band(points, Numbers.of(band.lower()), Numbers.of(band.upper()), Theme.BAND)
        .horizontal(0, Theme.EXPECTED)
        .line(points, Numbers.of(differences), Theme.CURVE)
        .named("measured", Theme.CURVE)
        .named(inside, Theme.BAND);
  }
}
