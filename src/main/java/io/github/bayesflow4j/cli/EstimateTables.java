package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.posterior.CredibleInterval;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.posterior.PosteriorSummary.Component;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Tables of a posterior's estimates, one row a parameter. */
final class EstimateTables {
  private EstimateTables() {}

  /**
   * Mean, deviation, quantiles and mode; units where there are some. The quantiles are the ends of
   * the central intervals around the median, from the lowest to the highest.
   */
  static TextTable estimates(PosteriorSummary summary) {
    List<CredibleInterval> intervals = summary.components().get(0).central();
    boolean anyUnit = summary.components().stream().anyMatch(c -> c.unit().isPresent());
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("parameter"));
    columns.add(Column.right("mean"));
    columns.add(Column.right("sd"));
    columns.addAll(
        quantiles(
            intervals,
            interval -> Column.right(percent((1 - interval.level()) / 2)),
            Column.right("50 %"),
            interval -> Column.right(percent((1 + interval.level()) / 2))));
    columns.add(Column.right("MAP"));
    if (anyUnit) {
      columns.add(Column.left("unit"));
    }
    TextTable table = new TextTable(columns, List.of());
    for (Component component : summary.components()) {
      List<String> cells = new ArrayList<>();
      cells.add(component.name());
      cells.add(number(component.mean()));
      cells.add(number(component.sd()));
      cells.addAll(
          quantiles(
              component.central(),
              interval -> number(interval.lower()),
              number(component.median()),
              interval -> number(interval.upper())));
      cells.add(number(component.map()));
      if (anyUnit) {
        cells.add(component.unit().orElse(""));
      }
      table = table.with(cells);
    }
    return table;
  }

  /** From the lower end of the widest interval over the median to its upper end. */
  private static <T> List<T> quantiles(
      List<CredibleInterval> narrowFirst,
      Function<CredibleInterval, T> lower,
      T median,
      Function<CredibleInterval, T> upper) {
    List<T> quantiles = new ArrayList<>();
    for (CredibleInterval interval : narrowFirst) {
      quantiles.add(0, lower.apply(interval));
    }
    quantiles.add(median);
    narrowFirst.forEach(interval -> quantiles.add(upper.apply(interval)));
    return quantiles;
  }

  /** The highest-density intervals, one column a level. */
  static TextTable highestDensity(PosteriorSummary summary) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("parameter"));
    for (CredibleInterval interval : summary.components().get(0).highestDensity()) {
      columns.add(Column.left(percent(interval.level()) + " highest density"));
    }
    TextTable table = new TextTable(columns, List.of());
    for (Component component : summary.components()) {
      List<String> cells = new ArrayList<>();
      cells.add(component.name());
      for (CredibleInterval interval : component.highestDensity()) {
        cells.add(number(interval.lower()) + " .. " + number(interval.upper()));
      }
      table = table.with(cells);
    }
    return table;
  }

  /** The correlations of each pair of parameters. */
  static TextTable correlations(PosteriorSummary summary) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("correlation"));
    summary.components().forEach(component -> columns.add(Column.right(component.name())));
    TextTable table = new TextTable(columns, List.of());
    for (Component component : summary.components()) {
      List<String> cells = new ArrayList<>();
      cells.add(component.name());
      for (double correlation : component.correlations()) {
        cells.add(String.format(Locale.ROOT, "%.3f", correlation));
      }
      table = table.with(cells);
    }
    return table;
  }

  /** Everything but correlations in full precision, with names of columns for programs. */
  static TextTable full(PosteriorSummary summary) {
    List<String> names =
        new ArrayList<>(List.of("parameter", "unit", "mean", "sd", "median", "map"));
    for (String kind : List.of("central", "highest_density")) {
      for (CredibleInterval interval : summary.components().get(0).central()) {
        names.add(kind + "_" + interval.level() + "_lower");
        names.add(kind + "_" + interval.level() + "_upper");
      }
    }
    TextTable table = new TextTable(names.stream().map(Column::left).toList(), List.of());
    for (Component component : summary.components()) {
      List<String> cells = new ArrayList<>();
      cells.add(component.name());
      cells.add(component.unit().orElse(""));
      cells.add(Double.toString(component.mean()));
      cells.add(Double.toString(component.sd()));
      cells.add(Double.toString(component.median()));
      cells.add(Double.toString(component.map()));
      for (List<CredibleInterval> kind : List.of(component.central(), component.highestDensity())) {
        for (CredibleInterval interval : kind) {
          cells.add(Double.toString(interval.lower()));
          cells.add(Double.toString(interval.upper()));
        }
      }
      table = table.with(cells);
    }
    return table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** A fraction in percent without rounding errors: {@code 2.5 %}. */
  private static String percent(double fraction) {
    BigDecimal percent = BigDecimal.valueOf(100 * fraction).round(new MathContext(6));
    return percent.stripTrailingZeros().toPlainString() + " %";
  }
}
