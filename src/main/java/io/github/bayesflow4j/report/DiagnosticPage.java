package io.github.bayesflow4j.report;

import io.github.bayesflow4j.diagnostics.CalibrationError;
import io.github.bayesflow4j.diagnostics.Contraction;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.diagnostics.RankStatistics;
import io.github.bayesflow4j.diagnostics.Recovery;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.plot.CalibrationFigure;
import io.github.bayesflow4j.plot.ContractionFigure;
import io.github.bayesflow4j.plot.EcdfFigure;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.plot.LatentFigure;
import io.github.bayesflow4j.plot.RankFigure;
import io.github.bayesflow4j.plot.RecoveryFigure;
import io.github.bayesflow4j.report.ReportTable.Cell;
import io.github.bayesflow4j.report.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page on how good a posterior is: all its diagnostics. */
public final class DiagnosticPage {
  /** Two-sided 95 % quantile of the standard normal. */
  private static final double NORMAL_95 = 1.96;

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
    List<ReportTable> tables = new ArrayList<>(List.of(parameters(report)));
    List<Figure> figures =
        new ArrayList<>(
            List.of(
                RecoveryFigure.of(posteriors, report.recovery()),
                ContractionFigure.of(posteriors),
                RankFigure.of(report.ranks()),
                EcdfFigure.of(report.ranks()),
                CalibrationFigure.of(report.calibration(), report.testSets())));
    report
        .latents()
        .ifPresent(
            check -> {
              tables.add(latents(check));
              figures.add(LatentFigure.of(latents));
            });
    return new ReportPage(
        "Diagnostics of " + name,
        "%d simulated data sets, %d posterior draws for each, seed %d."
            .formatted(report.testSets(), report.draws(), report.seed()),
        verdict(report),
        tables,
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

  private static ReportTable parameters(DiagnosticReport report) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int j = 0; j < report.names().size(); j++) {
      rows.add(row(report, j));
    }
    return new ReportTable(
        "Parameters",
        List.of(
            "parameter",
            "RMSE",
            "NRMSE",
            "R\u00B2",
            "calibration error",
            "contraction",
            "mean z-score",
            "sd of z-scores",
            "SBC p-value"),
        rows,
        "Below a number: what an exact posterior has in 95 % of tests of this size, or always where"
            + " there is an equals sign. RMSE is in the unit of the parameter, NRMSE is relative to"
            + " the range of its true values.");
  }

  private static List<Cell> row(DiagnosticReport report, int component) {
    Recovery.Component recovery = report.recovery().components().get(component);
    Contraction.Component contraction = report.contraction().components().get(component);
    RankStatistics.Component ranks = report.ranks().components().get(component);
    CalibrationError calibration = report.calibration();
    return List.of(
        Cell.of(recovery.name()),
        Cell.of(number("%.4g", recovery.rmse())),
        Cell.of(number("%.4f", recovery.nrmse())),
        Cell.of(number("%.4f", recovery.r2())),
        new Cell(
            number("%.4f", calibration.components().get(component).median()),
            number("\u2264 %.4f", calibration.noiseFloor().quantile95())),
        Cell.of(number("%.3f", contraction.contraction())),
        new Cell(
            number("%.3f", contraction.zMean()),
            number("\u00B1 %.3f", NORMAL_95 / Math.sqrt(report.testSets()))),
        new Cell(number("%.3f", contraction.zSd()), "\u2248 1"),
        new Cell(number("%.4f", ranks.pValue()), number("> %.2f", RankStatistics.LEVEL)));
  }

  private static ReportTable latents(LatentCheck check) {
    List<List<Cell>> rows = new ArrayList<>();
    for (int j = 0; j < check.dimensions().size(); j++) {
      LatentCheck.Dimension dimension = check.dimensions().get(j);
      rows.add(
          List.of(
              Cell.of("z" + (j + 1)),
              new Cell(number("%.3f", dimension.mean()), within(0, 1, check)),
              new Cell(number("%.3f", dimension.variance()), within(1, Math.sqrt(2), check)),
              new Cell(number("%.4f", dimension.normalPValue()), "> 0.05")));
    }
    return new ReportTable(
        "Latent space",
        List.of("dimension", "mean", "variance", "normality p-value"),
        rows,
        String.format(
            Locale.ROOT,
            "Largest correlation of two dimensions %.3f; p-value of the squared norms %.4f. %s",
            check.maxCorrelation(),
            check.radiusPValue(),
            check.passed()
                ? "Standard normal within the tolerances."
                : "Outside its tolerance: " + violated(check) + "."));
  }

  private static String violated(LatentCheck check) {
    return String.join(
        ", ", check.violated().stream().map(one -> one.name().toLowerCase(Locale.ROOT)).toList());
  }

  private static String within(double center, double deviation, LatentCheck check) {
    double reach = NORMAL_95 * deviation / Math.sqrt(check.testSets());
    return number("%.0f", center) + number(" \u00B1 %.3f", reach);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value)
        ? "n/a"
        : String.format(Locale.ROOT, format, value).replace('-', '\u2212');
  }
}
