package io.github.bayesflow4j.report;

import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.report.ReportTable.Cell;
import io.github.bayesflow4j.report.Verdict.Outcome;
import io.github.bayesflow4j.simulation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The page on the posterior of one data set. */
public final class EstimatePage {
  private EstimatePage() {}

  /**
   * Puts a posterior on a page.
   *
   * @param name of what estimated it
   * @param data what it was estimated from
   * @param posterior its draws
   * @param figures what to show of it, for example a {@code PairPlot}
   */
  public static ReportPage of(
      String name, String data, PosteriorSamples posterior, List<Figure> figures) {
    return new ReportPage(
        "Estimates of " + name,
        "From " + data + ", " + posterior.count() + " posterior draws.",
        new Verdict(Outcome.RESULT, sentence(posterior)),
        List.of(table(posterior)),
        figures);
  }

  private static String sentence(PosteriorSamples posterior) {
    List<String> names = posterior.space().names();
    List<String> estimates = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      double[] bounds = posterior.quantiles(j, 0.05, 0.95);
      estimates.add(
          names.get(j)
              + " "
              + number(posterior.mean(j))
              + " ("
              + number(bounds[0])
              + " to "
              + number(bounds[1])
              + ")");
    }
    return "Posterior mean and central 90 % interval: " + String.join(", ", estimates) + ".";
  }

  private static ReportTable table(PosteriorSamples posterior) {
    List<List<Cell>> rows = new ArrayList<>();
    int component = 0;
    for (Parameter parameter : posterior.space().parameters()) {
      for (String name : parameter.names()) {
        rows.add(row(posterior, component++, name, parameter.unit().orElse("")));
      }
    }
    return new ReportTable(
        "Parameters",
        List.of("parameter", "mean", "sd", "5 %", "50 %", "95 %", "unit"),
        rows,
        "Mean, standard deviation and quantiles of the posterior.");
  }

  private static List<Cell> row(
      PosteriorSamples posterior, int component, String name, String unit) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(name));
    cells.add(Cell.of(number(posterior.mean(component))));
    cells.add(Cell.of(number(posterior.sd(component))));
    for (double quantile : posterior.quantiles(component, 0.05, 0.5, 0.95)) {
      cells.add(Cell.of(number(quantile)));
    }
    cells.add(Cell.of(unit));
    return cells;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value).replace('-', '\u2212');
  }
}
