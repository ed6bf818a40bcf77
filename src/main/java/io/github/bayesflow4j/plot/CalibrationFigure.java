package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.CalibrationError;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/** How far the coverage of central intervals is from their level, at all levels. */
public final class CalibrationFigure {
  private static final double OUTSIDE = 0.05;

  private CalibrationFigure() {}

  /**
   * Draws the signed calibration error, one panel a parameter.
   *
   * @param testSets number M of test sets behind it; the band is that of binomial counts of M
   * @param draws number L of draws behind it, which the coverage of an exact posterior depends on
   */
  public static Figure of(CalibrationError calibration, int testSets, int draws) {
    List<Panel> panels =
        calibration.components().stream().map(one -> panel(one, testSets, draws)).toList();
    return new PanelGrid(panels, "level of the central interval", "coverage \u2212 level")
        .figure(
            "Calibration error",
            String.format(
                Locale.ROOT,
                "The fraction of %d data sets whose true value lies in the interval, minus its"
                    + " level: above zero intervals are too wide, below too narrow. Of an exact"
                    + " posterior each point lies in the band with 95 %% probability, and the"
                    + " median error in the title is %.4f on average.",
                testSets,
                calibration.noiseFloor().mean()));
  }

  private static Panel panel(CalibrationError.Component component, int testSets, int draws) {
    double[] levels = Numbers.of(CalibrationError.levels());
    double[] lower = new double[levels.length];
    double[] upper = new double[levels.length];
    for (int k = 0; k < levels.length; k++) {
      BinomialDistribution inside =
          BinomialDistribution.of(testSets, CalibrationError.exactCoverage(levels[k], draws));
      lower[k] = (double) inside.inverseCumulativeProbability(OUTSIDE / 2) / testSets - levels[k];
      upper[k] =
          (double) inside.inverseCumulativeProbability(1 - OUTSIDE / 2) / testSets - levels[k];
    }
    String error = String.format(Locale.ROOT, "%.4f", component.median());
    return Panel.of(component.name(), "median " + error)
        .band(levels, lower, upper, Theme.BAND)
        .horizontal(0, Theme.EXPECTED)
        .line(levels, Numbers.of(component.curve()), Theme.CURVE)
        .named("measured", Theme.CURVE)
        .named("exact posterior, 95 % a point", Theme.BAND);
  }
}
