package io.github.bayesflow4j.report;

import io.github.bayesflow4j.diagnostics.CalibrationError;
import io.github.bayesflow4j.diagnostics.Contraction;
import io.github.bayesflow4j.diagnostics.Coverage;
import io.github.bayesflow4j.diagnostics.DataAveragedPosterior;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.diagnostics.RankStatistics;
import io.github.bayesflow4j.diagnostics.Recognition;
import io.github.bayesflow4j.diagnostics.Recovery;
import io.github.bayesflow4j.report.ReportTable.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of diagnostics, each number with what an exact posterior has. */
final class DiagnosticTables {
  /** Two-sided 95 % quantile of the standard normal. */
  private static final double NORMAL_95 = 1.96;

  private DiagnosticTables() {}

  static List<ReportTable> of(DiagnosticReport report) {
    List<ReportTable> tables = new ArrayList<>(List.of(parameters(report), coverage(report)));
    report.latents().map(DiagnosticTables::latents).ifPresent(tables::add);
    return tables;
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
        "Below a number: what an exact posterior has in 95 % of tests of this size, or about which"
            + " value. RMSE is in the unit of the parameter, NRMSE relative to the range of its true"
            + " values.");
  }

  private static List<Cell> row(DiagnosticReport report, int component) {
    Recovery.Component recovery = report.recovery().components().get(component);
    Contraction.Component contraction = report.contraction().components().get(component);
    RankStatistics.Component ranks = report.ranks().components().get(component);
    CalibrationError calibration = report.calibration();
    return List.of(
        Cell.of(recovery.name()),
        new Cell(number("%.4g", recovery.rmse()), number("\u2248 %.4g", recovery.expectedRmse())),
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

  private static ReportTable coverage(DiagnosticReport report) {
    List<String> header = new ArrayList<>(List.of("parameter"));
    for (double level : report.coverage().levels()) {
      header.add(number("in %.0f %%", 100 * level));
    }
    header.addAll(List.of("prior shift", "prior spread", "data say"));
    List<List<Cell>> rows = new ArrayList<>();
    for (int j = 0; j < report.names().size(); j++) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.of(report.names().get(j))));
      for (Coverage.Fraction fraction : report.coverage().components().get(j).fractions()) {
        String range =
            number("%.3f", fraction.expectedLower()) + number(" to %.3f", fraction.expectedUpper());
        cells.add(new Cell(number("%.3f", fraction.observed()), range));
      }
      DataAveragedPosterior.Component average = report.dataAveraged().components().get(j);
      cells.add(
          new Cell(
              number("%.3f", average.shift()),
              number("0 \u00B1 %.3f", NORMAL_95 * average.shiftError())));
      cells.add(
          new Cell(
              number("%.3f", average.spread()),
              number("1 \u00B1 %.3f", NORMAL_95 * average.spreadError())));
      cells.add(Cell.of(words(report.recognition().components().get(j).verdict())));
      rows.add(cells);
    }
    return new ReportTable(
        "Coverage and the average posterior",
        header,
        rows,
        "Fractions of true values in central intervals; mean and spread of all posteriors together,"
            + " relative to the true values, whose distribution they should have, the shift in their"
            + " standard deviations; how much the data say of a parameter.");
  }

  private static String words(Recognition.Verdict verdict) {
    return switch (verdict) {
      case RECOGNIZED -> "much";
      case WEAKLY_RECOGNIZED -> "little";
      case NOT_RECOGNIZED -> "nothing";
    };
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
                ? "Standard normal within the tolerances, which are four standard errors and not the"
                    + " 95 % below each number."
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
