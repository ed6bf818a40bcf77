package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.CalibrationBin;
import io.github.bayesflow4j.diagnostics.CalibrationDependence;
import io.github.bayesflow4j.diagnostics.CalibrationDependence.Dependence;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Bias and width of posteriors along what the data tell. */
public final class DependenceFigure {
  /** Most panels of a figure. */
  public static final int SHOWN = 12;

  private static final double STANDARD_ERRORS = 2;
  private static final Mark WIDTHS = new Mark(Theme.VERMILLION, Mark.Style.POINTS);
  private static final Mark WIDTH_ERRORS = new Mark(Theme.VERMILLION, Mark.Style.THIN);
  private static final Mark BIAS_ERRORS = new Mark(Theme.BLUE, Mark.Style.THIN);

  private DependenceFigure() {}

  /**
   * Draws one panel for each covariate of each component, of many those of the smallest p-values.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Figure of(CalibrationDependence dependence) {
    List<Dependence> all = dependence.dependences();
    List<Dependence> surest =
        all.stream()
            .sorted(Comparator.comparingDouble(Dependence::adjustedPValue))
            .limit(SHOWN)
            .toList();
    List<Panel> panels =
        all.stream().filter(surest::contains).map(DependenceFigure::panel).toList();
    String some =
        all.size() > SHOWN
            ? " The " + SHOWN + " of " + all.size() + " that deviate most surely."
            : "";
    return new PanelGrid(panels, "covariate", "error")
        .figure(
            "Calibration along the data",
            "In bins of what the data tell, such as the posterior mean of the parameter behind 'by':"
                + " how far posteriors are shifted, in their standard deviations, and how much wider"
                + " than their errors they are, as a fraction. The bars are two standard errors; an"
                + " exact posterior is at zero everywhere."
                + some);
  }

  private static Panel panel(Dependence dependence) {
    List<CalibrationBin> bins = dependence.bins();
    double extent = bins.get(bins.size() - 1).to() - bins.get(0).from();
    double[] centers = values(bins, bin -> (bin.from() + bin.to()) / 2);
    // Beside each other, not on top of each other.
    double[] beside = values(bins, bin -> (bin.from() + bin.to()) / 2 + 0.02 * extent);
    double[] biases = values(bins, CalibrationBin::bias);
    double[] widths = values(bins, CalibrationBin::widthError);
    // Without what would leave no room for the names.
    String covariate = dependence.covariate().replace(CalibrationDependence.OF_MEAN, "");
    return Panel.of(dependence.component() + " by " + covariate)
        .horizontal(0, Theme.EXPECTED)
        .intervals(
            centers,
            values(bins, bin -> bin.bias() - STANDARD_ERRORS * bin.biasError()),
            values(bins, bin -> bin.bias() + STANDARD_ERRORS * bin.biasError()),
            BIAS_ERRORS)
        .points(centers, biases, Theme.POINTS)
        .intervals(
            beside,
            values(bins, bin -> bin.widthError() - STANDARD_ERRORS * bin.widthErrorError()),
            values(bins, bin -> bin.widthError() + STANDARD_ERRORS * bin.widthErrorError()),
            WIDTH_ERRORS)
        .points(beside, widths, WIDTHS)
        .named("bias [posterior sd]", Theme.POINTS)
        .named("width error [fraction]", WIDTHS);
  }

  private static double[] values(
      List<CalibrationBin> bins, ToDoubleFunction<CalibrationBin> value) {
    return bins.stream().mapToDouble(value).toArray();
  }
}
