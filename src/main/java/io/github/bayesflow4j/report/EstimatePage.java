package io.github.bayesflow4j.report;

import io.github.bayesflow4j.diagnostics.PosteriorPredictive;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.plot.Figure;
import io.github.bayesflow4j.posterior.CredibleInterval;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.posterior.PosteriorSummary.Component;
import io.github.bayesflow4j.report.ReportTable.Cell;
import io.github.bayesflow4j.report.Verdict.Outcome;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The page on the posterior of one data set. */
public final class EstimatePage {
  private EstimatePage() {}

  /**
   * Puts a posterior on a page.
   *
   * @param name of what estimated it
   * @param data what it was estimated from
   * @param summary the estimates
   * @param typicality how typical the data are, where that is known
   * @param predictive what the posterior predicts beside the data, where they can be simulated
   * @param figures what to show of it, for example a {@code PairPlot}
   */
  public static ReportPage of(
      String name,
      String data,
      PosteriorSummary summary,
      Optional<Typicality> typicality,
      Optional<PosteriorPredictive> predictive,
      List<Figure> figures) {
    List<ReportTable> tables = new ArrayList<>(List.of(table(summary)));
    predictive.map(EstimatePage::checks).ifPresent(tables::add);
    return new ReportPage(
        "Estimates of " + name,
        "From " + data + ", " + summary.draws() + " posterior draws.",
        verdict(summary, typicality),
        tables,
        figures);
  }

  private static Verdict verdict(PosteriorSummary summary, Optional<Typicality> typicality) {
    boolean surprising = typicality.map(Typicality::surprising).orElse(false);
    String ofData =
        typicality
            .map(
                one ->
                    String.format(
                        Locale.ROOT,
                        surprising
                            ? "The machine has seen next to nothing like these data (typicality p ="
                                + " %.2g): do not trust this posterior. "
                            : "No sign that the data are unlike those of training (typicality p ="
                                + " %.2g). ",
                        one.pValue()))
            .orElse("");
    return new Verdict(
        surprising ? Outcome.SURPRISING_DATA : Outcome.RESULT, ofData + sentence(summary));
  }

  private static String sentence(PosteriorSummary summary) {
    CredibleInterval first = summary.components().get(0).central().get(0);
    return String.format(
        Locale.ROOT,
        "Posterior mean and central %s interval: %s.",
        percent(first),
        summary.components().stream()
            .map(
                one ->
                    one.name() + " " + number(one.mean()) + " (" + ends(one.central().get(0)) + ")")
            .collect(Collectors.joining(", ")));
  }

  private static ReportTable table(PosteriorSummary summary) {
    List<CredibleInterval> intervals = summary.components().get(0).central();
    List<String> header = new ArrayList<>(List.of("parameter", "mean", "sd", "median", "MAP"));
    for (CredibleInterval interval : intervals) {
      header.add("central " + percent(interval));
      header.add("highest density " + percent(interval));
    }
    header.add("unit");
    return new ReportTable(
        "Parameters",
        header,
        summary.components().stream().map(EstimatePage::row).toList(),
        "Mean, standard deviation and median of the posterior of each parameter, the mode of their"
            + " joint density (MAP), and intervals: with as many draws below as above, and the"
            + " shortest.");
  }

  private static List<Cell> row(Component component) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.of(component.name()));
    cells.add(Cell.of(number(component.mean())));
    cells.add(Cell.of(number(component.sd())));
    cells.add(Cell.of(number(component.median())));
    cells.add(Cell.of(number(component.map())));
    for (int k = 0; k < component.central().size(); k++) {
      cells.add(Cell.of(ends(component.central().get(k))));
      cells.add(Cell.of(ends(component.highestDensity().get(k))));
    }
    cells.add(Cell.of(component.unit().orElse("")));
    return cells;
  }

  private static ReportTable checks(PosteriorPredictive predictive) {
    List<PosteriorPredictive.Check> failed = predictive.failed();
    String verdict =
        failed.isEmpty()
            ? undecided(predictive)
            : "Unlike the replicates: "
                + failed.stream()
                    .map(one -> words(one.statistic().name()) + " of " + one.feature())
                    .collect(Collectors.joining(", "))
                + ".";
    return new ReportTable(
        "Posterior predictive checks",
        List.of("figure of the data", "observed", "in the replicates", "p-value"),
        predictive.checks().stream()
            .map(
                check ->
                    List.of(
                        Cell.of(words(check.statistic().name()) + " of " + check.feature()),
                        Cell.of(number(check.observed())),
                        Cell.of(
                            number(check.replicated().lower())
                                + " to "
                                + number(check.replicated().upper())),
                        Cell.of(number(check.pValue()))))
            .toList(),
        predictive.replicates()
            + " data sets were simulated at draws from the posterior. "
            + verdict
            + " P-values are two-sided, each for itself; the sentence corrects them for their"
            + " number.");
  }

  private static String undecided(PosteriorPredictive predictive) {
    if (predictive.decisive()) {
      return "No figure of the data is surely unlike the replicates.";
    }
    String outside =
        predictive.checks().stream()
            .filter(PosteriorPredictive.Check::outsideAllReplicates)
            .map(one -> words(one.statistic().name()) + " of " + one.feature())
            .collect(Collectors.joining(", "));
    return "There are too few replicates to tell for so many figures; outside all replicates: "
        + (outside.isEmpty() ? "none" : outside)
        + ".";
  }

  private static String words(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String percent(CredibleInterval interval) {
    return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * interval.level())
        + " %";
  }

  private static String ends(CredibleInterval interval) {
    return number(interval.lower()) + " to " + number(interval.upper());
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? "n/a"
        : String.format(Locale.ROOT, "%.4g", value).replace('-', '\u2212');
  }
}
