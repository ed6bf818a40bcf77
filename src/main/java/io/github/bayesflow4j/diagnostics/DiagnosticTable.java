package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A diagnostic report as plain text: one row a component, the noise floor of a perfect posterior,
 * the verdict.
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
    report.latents().map(DiagnosticTable::latents).ifPresent(lines::add);
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
