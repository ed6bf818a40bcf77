package io.github.bayesflow4j.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/** Histograms of the latent values of true parameters, with the standard normal density. */
public final class LatentFigure {
  private static final double REACH = 4;
  private static final int BINS = 24;
  private static final int CURVE_POINTS = 81;

  private LatentFigure() {}

  /**
   * Draws one panel a latent dimension. Values beyond the axis are counted in its outermost bins.
   *
   * @param latents z of the true parameters of each test set, {@code [M, D]}, M and D at least one
   */
  public static Figure of(double[][] latents) {
    List<Panel> panels = new ArrayList<>();
    for (int j = 0; j < latents[0].length; j++) {
      int dimension = j;
      panels.add(
          panel("z" + (j + 1), Arrays.stream(latents).mapToDouble(z -> z[dimension]).toArray()));
    }
    return new PanelGrid(panels, "latent value of the true parameters", "density")
        .figure(
            "Latent space",
            "True parameters of simulated data sets, sent through the flow: if it is exact, the bars"
                + " follow the standard normal curve.");
  }

  private static Panel panel(String title, double[] values) {
    double[] within =
        Arrays.stream(values).map(z -> Math.max(-REACH, Math.min(REACH, z))).toArray();
    Histogram histogram = Histogram.of(within, -REACH, REACH, BINS);
    double[] x = new double[CURVE_POINTS];
    Arrays.setAll(x, k -> REACH * (2.0 * k / (CURVE_POINTS - 1) - 1));
    NormalDistribution normal = NormalDistribution.of(0, 1);
    return Panel.of(title)
        .xRange(-REACH, REACH)
        .bars(histogram.edges(), histogram.densities(), Theme.BARS)
        .line(x, Arrays.stream(x).map(normal::density).toArray(), Theme.EXPECTED)
        .named("measured", Theme.BARS)
        .named("standard normal", Theme.EXPECTED);
  }
}
