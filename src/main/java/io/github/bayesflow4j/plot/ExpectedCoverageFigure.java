package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.ExpectedCoverage;
import io.github.bayesflow4j.diagnostics.Tarp;
import java.util.List;
import java.util.Locale;

/** Coverage of regions of all parameters together, at every level. */
public final class ExpectedCoverageFigure {
  private static final String WITHIN =
      "; the whole curve of an exact posterior stays within the band in 95 of 100 tests.";

  private ExpectedCoverageFigure() {}

  /** Regions of highest posterior density (Hermans et al. 2022). */
  public static Figure of(ExpectedCoverage coverage) {
    return figure(
        coverage,
        "Expected coverage",
        "How often regions of highest posterior density of all parameters hold the true ones, minus"
            + " their level. Above zero the posterior is too wide, below it overconfident");
  }

  /** Balls around random points (Lemos et al. 2023, arXiv:2302.03026). */
  public static Figure of(Tarp tarp) {
    return figure(
        tarp.coverage(),
        "Tests with random points (TARP)",
        "How often balls around random reference points hold the true parameters, minus the part of"
            + " the posterior that they hold. Away from zero widths, dependences or a common shift"
            + " are wrong: below it the posterior is overconfident or its values too high, above it"
            + " too wide or its values too low");
  }

  private static Figure figure(ExpectedCoverage coverage, String title, String what) {
    Panel panel =
        Panel.of("all parameters", String.format(Locale.ROOT, "p = %.3f", coverage.pValue()));
    return new PanelGrid(
            List.of(EcdfFigure.curve(panel, coverage.band(), coverage.curve())),
            "level",
            "coverage \u2212 level")
        .figure(title, what + WITHIN);
  }
}
