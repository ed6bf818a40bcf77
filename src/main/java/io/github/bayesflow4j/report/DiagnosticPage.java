package io.github.bayesflow4j.report;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.plot.CalibrationFigure;
import io.github.bayesflow4j.plot.ContractionFigure;
import io.github.bayesflow4j.plot.CoverageFigure;
import io.github.bayesflow4j.plot.DependenceFigure;
import io.github.bayesflow4j.plot.EcdfFigure;
import io.github.bayesflow4j.plot.ExpectedCoverageFigure;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.plot.LatentFigure;
import io.github.bayesflow4j.plot.RankFigure;
import io.github.bayesflow4j.plot.RecoveryFigure;
import io.github.bayesflow4j.report.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The page on how good a posterior is: all its diagnostics. */
public final class DiagnosticPage {
  private DiagnosticPage() {}

  /**
   * Puts diagnostics on a page.
   *
   * @param name of what was diagnosed
   * @param report all metrics
   * @param posteriors the draws behind them
   * @param latents true parameters of the test sets in latent space, {@code [M, D]}; shown if the
   *     report has a check of them
   */
  public static ReportPage of(
      String name, DiagnosticReport report, SimulatedPosteriors posteriors, double[][] latents) {
    List<Figure> figures =
        new ArrayList<>(
            List.of(
                RecoveryFigure.of(posteriors, report.recovery()),
                ContractionFigure.of(posteriors),
                RankFigure.of(report.ranks()),
                EcdfFigure.of(report.ranks()),
                CalibrationFigure.of(report.calibration(), report.testSets(), report.draws()),
                CoverageFigure.of(report.coverage()),
                ExpectedCoverageFigure.of(report.randomPoints())));
    report.density().map(ExpectedCoverageFigure::of).ifPresent(figures::add);
    figures.add(DependenceFigure.of(report.dependence()));
    report.latents().ifPresent(check -> figures.add(LatentFigure.of(latents)));
    return new ReportPage(
        "Diagnostics of " + name,
        "%d simulated data sets, %d posterior draws for each, seed %d."
            .formatted(report.testSets(), report.draws(), report.seed()),
        verdict(report),
        DiagnosticTables.of(report),
        figures);
  }

  private static Verdict verdict(DiagnosticReport report) {
    String basis =
        " (simulation-based calibration, 5 % level, Holm-corrected for the number of parameters).";
    return report.calibrated()
        ? new Verdict(Outcome.CALIBRATED, "The ranks of no parameter deviate from uniform" + basis)
        : new Verdict(
            Outcome.NOT_CALIBRATED,
            "The ranks are not uniform for " + String.join(", ", report.uncalibrated()) + basis);
  }
}
