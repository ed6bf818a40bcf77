package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.RankHistogram;
import io.github.bayesflow4j.diagnostics.RankHistogram.Bin;
import io.github.bayesflow4j.diagnostics.RankStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Histograms of the ranks of simulation-based calibration (Talts et al. 2018, arXiv:1804.06788).
 */
public final class RankFigure {
  /** With fewer test sets a bin, the binomial band is mostly air. */
  private static final int TEST_SETS_A_BIN = 15;

  private static final int MOST_BINS = 20;
  private static final int FEWEST_BINS = 5;

  private RankFigure() {}

  /** Draws one panel a parameter. */
  public static Figure of(RankStatistics ranks) {
    List<Panel> panels = new ArrayList<>();
    for (int j = 0; j < ranks.components().size(); j++) {
      int testSets = ranks.components().get(j).ranks().size();
      int bins = Math.max(FEWEST_BINS, Math.min(MOST_BINS, testSets / TEST_SETS_A_BIN));
      RankHistogram histogram = ranks.histogram(j, Math.min(bins, ranks.draws() + 1));
      panels.add(panel(ranks.components().get(j).name(), histogram));
    }
    return new PanelGrid(panels, "rank of the true value", "data sets")
        .figure(
            "Ranks",
            "Ranks of the true value among "
                + ranks.draws()
                + " draws. Flat within the band is calibrated; a hill means intervals too wide, a"
                + " valley too narrow, a slope bias.");
  }

  private static Panel panel(String name, RankHistogram histogram) {
    List<Bin> bins = histogram.bins();
    double[] edges = new double[bins.size() + 1];
    for (int b = 0; b < bins.size(); b++) {
      edges[b] = bins.get(b).first() - 0.5;
      edges[b + 1] = bins.get(b).last() + 0.5;
    }
    double[] ends = new double[2 * bins.size()];
    for (int b = 0; b < bins.size(); b++) {
      ends[2 * b] = edges[b];
      ends[2 * b + 1] = edges[b + 1];
    }
    return Panel.of(name)
        .xRange(edges[0], edges[bins.size()])
        .bars(edges, bins.stream().mapToDouble(Bin::count).toArray(), Theme.BARS)
        .line(ends, twice(bins, Bin::lower), Theme.SECOND)
        .line(ends, twice(bins, Bin::upper), Theme.SECOND)
        .line(ends, twice(bins, Bin::expected), Theme.EXPECTED)
        .named("counted", Theme.BARS)
        .named("expected", Theme.EXPECTED)
        .named("99 % of a bin", Theme.SECOND);
  }

  private static double[] twice(List<Bin> bins, ToDoubleFunction<Bin> height) {
    return bins.stream().mapToDouble(height).flatMap(h -> DoubleStream.of(h, h)).toArray();
  }
}
