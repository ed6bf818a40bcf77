package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A diagnostic report as plain text: one row a component in each of two tables, what a perfect
 * posterior reaches below each, what concerns all components together, the verdict.
 *
 * <p>The p-values of the rows are those of single components; the verdict corrects them for their
 * number.
 */
public final class DiagnosticTable {
  private static final TextTable HEADER =
      TextTable.of(
          Column.left("parameter"),
          Column.right("RMSE"),
          Column.right("NRMSE"),
          Column.right("R2"),
          Column.right("cal. error"),
          Column.right("contraction"),
          Column.right("z mean"),
          Column.right("z sd"),
          Column.right("SBC p"));

  private static final List<Column> COVERAGE_COLUMNS =
      List.of(Column.right("prior shift"), Column.right("prior spread"), Column.left("data say"));

  /** Two-sided 95 % quantile of the standard normal. */
  private static final double NORMAL_95 = 1.96;

  private DiagnosticTable() {}

  /** The text, ending in a line break. */
  public static String render(DiagnosticReport report) {
    TextTable table = HEADER;
    for (int j = 0; j < report.names().size(); j++) {
      table = table.with(row(report, j));
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add("");
    lines.add(noiseFloor(report));
    spreadless(report).ifPresent(lines::add);
    lines.add("");
    lines.addAll(coverage(report).lines());
    lines.add("");
    lines.add(coverageFloor(report));
    lines.addAll(together(report));
    lines.add(verdict(report));
    return String.join("\n", lines) + "\n";
  }

  private static List<String> row(DiagnosticReport report, int component) {
    Recovery.Component recovery = report.recovery().components().get(component);
    Contraction.Component contraction = report.contraction().components().get(component);
    return List.of(
        recovery.name(),
        number("%.4g", recovery.rmse()),
        number("%.4f", recovery.nrmse()),
        number("%.4f", recovery.r2()),
        number("%.4f", report.calibration().components().get(component).median()),
        number("%.3f", contraction.contraction()),
        number("%.3f", contraction.zMean()),
        number("%.3f", contraction.zSd()),
        number("%.4f", report.ranks().components().get(component).pValue()));
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "n/a" : String.format(Locale.ROOT, format, value);
  }

  private static String noiseFloor(DiagnosticReport report) {
    CalibrationError.NoiseFloor floor = report.calibration().noiseFloor();
    return String.format(
        Locale.ROOT,
        "A perfect posterior has cal. error %.4f on average and at most %.4f in 95 %% of tests, "
            + "|z mean| below %.3f and SBC p above 0.05.",
        floor.mean(),
        floor.quantile95(),
        NORMAL_95 / Math.sqrt(report.testSets()));
  }

  private static Optional<String> spreadless(DiagnosticReport report) {
    String counts =
        report.contraction().components().stream()
            .filter(component -> component.withoutSpread() > 0)
            .map(component -> component.name() + " in " + component.withoutSpread())
            .collect(Collectors.joining(", "));
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of("All draws are equal, and there is no z, for " + counts + " data sets.");
  }

  /** Coverage of central intervals, the average posterior against the prior, recognition. */
  private static TextTable coverage(DiagnosticReport report) {
    List<Column> columns = new ArrayList<>(List.of(Column.left("parameter")));
    for (double level : report.coverage().levels()) {
      columns.add(Column.right(number("in %.0f %%", 100 * level)));
    }
    columns.addAll(COVERAGE_COLUMNS);
    TextTable table = new TextTable(columns, List.of());
    for (int j = 0; j < report.names().size(); j++) {
      List<String> cells = new ArrayList<>(List.of(report.names().get(j)));
      for (Coverage.Fraction fraction : report.coverage().components().get(j).fractions()) {
        cells.add(number("%.3f", fraction.observed()));
      }
      DataAveragedPosterior.Component average = report.dataAveraged().components().get(j);
      cells.add(number("%.3f", average.shift()));
      cells.add(number("%.3f", average.spread()));
      cells.add(words(report.recognition().components().get(j).verdict()));
      table = table.with(cells);
    }
    return table;
  }

  private static String words(Recognition.Verdict verdict) {
    return switch (verdict) {
      case RECOGNIZED -> "much";
      case WEAKLY_RECOGNIZED -> "little";
      case NOT_RECOGNIZED -> "nothing";
    };
  }

  private static String coverageFloor(DiagnosticReport report) {
    String ranges =
        report.coverage().components().get(0).fractions().stream()
            .map(
                fraction ->
                    number("%.3f", fraction.expectedLower())
                        + " to "
                        + number("%.3f", fraction.expectedUpper()))
            .collect(Collectors.joining(", "));
    String unlike =
        report.dataAveraged().components().stream()
            .filter(DataAveragedPosterior.Component::rejected)
            .map(DataAveragedPosterior.Component::name)
            .collect(Collectors.joining(", "));
    return "A perfect posterior has true values in its central intervals in fractions "
        + ranges
        + " in 95 % of tests, prior shift 0 (in deviations of the prior) and prior spread 1. "
        + (unlike.isEmpty()
            ? "The average of all posteriors does not deviate from the prior, as far as these data"
                + " sets tell."
            : "The average of all posteriors is not the prior for " + unlike + ".");
  }

  /** What concerns all components together. */
  private static List<String> together(DiagnosticReport report) {
    List<String> lines = new ArrayList<>();
    List<String> nothing = report.recognition().names(Recognition.Verdict.NOT_RECOGNIZED);
    if (!nothing.isEmpty()) {
      lines.add(
          "Not recognized, the posterior hardly depends on the data: "
              + String.join(", ", nothing)
              + ".");
    }
    lines.add(
        "All parameters together, "
            + joint("around random points", report.randomPoints().coverage()));
    report
        .density()
        .map(coverage -> "All parameters together, " + joint("of highest density", coverage))
        .ifPresent(lines::add);
    lines.add(dependence(report.dependence()));
    report.latents().map(DiagnosticTable::latents).ifPresent(lines::add);
    return lines;
  }

  private static String joint(String what, ExpectedCoverage coverage) {
    return String.format(
        Locale.ROOT,
        "coverage of regions %s: mean error %+.3f, p %.4f%s.",
        what,
        coverage.meanSignedError(),
        coverage.pValue(),
        coverage.rejected() ? ", rejected at the 5 % level" : "");
  }

  private static String dependence(CalibrationDependence dependence) {
    return dependence
        .worst()
        .map(
            worst ->
                String.format(
                    Locale.ROOT,
                    "Calibration is off along the data: surest for %s where the %s is %s to %s, with"
                        + " estimates %+.2f sd off and widths %+.0f %% off (p %.2g, corrected).",
                    worst.component(),
                    worst.covariate(),
                    rounded(worst.worst().from()),
                    rounded(worst.worst().to()),
                    worst.worst().bias(),
                    100 * worst.worst().widthError(),
                    worst.adjustedPValue()))
        .orElse("No bin of the data is off in calibration, as far as these data sets tell.");
  }

  /** Four digits, without zeros at the end. */
  private static String rounded(double value) {
    return new BigDecimal(value, new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  private static String latents(LatentCheck check) {
    if (check.passed()) {
      return "Latent space: standard normal within tolerance.";
    }
    return "Latent space: not standard normal in "
        + check.violated().stream()
            .map(property -> property.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "))
        + ".";
  }

  private static String verdict(DiagnosticReport report) {
    String basis =
        String.format(
            Locale.ROOT,
            " (simulation-based calibration, %d data sets, %d draws each, 5 %% level, "
                + "Holm-corrected).",
            report.testSets(),
            report.draws());
    return report.calibrated()
        ? "Calibrated: the ranks of no parameter deviate from uniform" + basis
        : "Not calibrated: the ranks are not uniform for "
            + String.join(", ", report.uncalibrated())
            + basis;
  }
}
