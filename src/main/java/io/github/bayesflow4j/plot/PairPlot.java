package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A posterior seen along each parameter and each pair: marginal densities on the diagonal, regions
 * of highest density below it, draws and correlations above it.
 *
 * <p>Immutable; the methods that add something return another plot.
 */
public final class PairPlot {
  /** More parameters than these cannot be told apart on a page; the first are shown. */
  public static final int SHOWN = 6;

  private static final double[] TAILS = {0.001, 0.999};
  private static final int BINS = 30;
  private static final int DRAWS_SHOWN = 300;
  private static final double[] REGIONS = {0.9, 0.5};
  private static final List<Color> MARKED =
      List.of(Theme.VERMILLION, new Color(0x00, 0x9E, 0x73), new Color(0xCC, 0x79, 0xA7));

  /** Height of a line of text in a panel. */
  private static final double TEXT = 22;

  private static final double EDGE = 8;
  private static final double LABEL = 24;
  private static final double GAP = 8;
  private static final double RIGHT = 14;

  private final PosteriorSamples posterior;
  private final List<PosteriorSamples> prior;
  private final Map<String, double[]> marked;

  private PairPlot(
      PosteriorSamples posterior, List<PosteriorSamples> prior, Map<String, double[]> marked) {
    this.posterior = posterior;
    this.prior = prior;
    this.marked = marked;
  }

  /**
   * The plot of a posterior's draws.
   *
   * @throws IllegalArgumentException if there is one draw only
   */
  public static PairPlot of(PosteriorSamples posterior) {
    if (posterior.count() < 2) {
      throw new IllegalArgumentException("a pair plot needs at least 2 draws, had 1");
    }
    return new PairPlot(posterior, List.of(), Map.of());
  }

  /**
   * With the prior's density on the diagonal.
   *
   * @param draws draws from the prior
   * @throws IllegalArgumentException if they are of other parameters
   */
  public PairPlot withPrior(PosteriorSamples draws) {
    if (!draws.space().names().equals(posterior.space().names())) {
      throw new IllegalArgumentException(
          "expected prior draws of %s, found %s"
              .formatted(posterior.space().names(), draws.space().names()));
    }
    return new PairPlot(posterior, List.of(draws), marked);
  }

  /**
   * With a point marked by lines, such as the true parameters or the posterior mode.
   *
   * @param meaning what the legend says
   * @param theta parameters in their own units, {@code [dimension]}
   * @throws IllegalArgumentException if their number is wrong, or there is a fourth point
   */
  public PairPlot marking(String meaning, double... theta) {
    if (theta.length != posterior.space().dimension()) {
      throw new IllegalArgumentException(
          "%s: expected %d parameters, found %d"
              .formatted(meaning, posterior.space().dimension(), theta.length));
    }
    Map<String, double[]> more = new LinkedHashMap<>(marked);
    more.put(meaning, theta.clone());
    if (more.size() > MARKED.size()) {
      throw new IllegalArgumentException(
          "expected at most " + MARKED.size() + " points to mark, found " + more.keySet());
    }
    return new PairPlot(posterior, prior, more);
  }

  /** The drawing. */
  public Figure figure() {
    int shown = Math.min(SHOWN, posterior.space().dimension());
    String some =
        shown < posterior.space().dimension()
            ? " The first " + shown + " of " + posterior.space().dimension() + " parameters."
            : "";
    Legend legend = legend();
    double height = EDGE + shown * (cell(shown) + GAP) + AxisLabels.HEIGHT + LABEL;
    return new Figure(
        "Posterior",
        "On the diagonal the density of each parameter; below it the regions that hold 50 % and"
            + " 90 % of the posterior; above it draws and their correlation r."
            + some,
        PanelGrid.WIDTH,
        (int) Math.ceil(height + legend.height() + EDGE),
        graphics -> draw(graphics, shown, legend, height));
  }

  private Legend legend() {
    Map<String, Mark> entries = new LinkedHashMap<>();
    entries.put("posterior", Theme.BARS);
    if (!prior.isEmpty()) {
      entries.put("prior", Theme.PRIOR);
    }
    if (posterior.space().dimension() > 1) {
      entries.put("50 % and 90 % regions", Theme.CURVE);
    }
    List<String> meanings = List.copyOf(marked.keySet());
    for (int k = 0; k < meanings.size(); k++) {
      entries.put(meanings.get(k), mark(k));
    }
    return new Legend(entries, PanelGrid.WIDTH - 2 * EDGE - LABEL);
  }

  /** Of the lines of the k-th marked point. */
  private static Mark mark(int k) {
    return new Mark(MARKED.get(k), k == 0 ? Mark.Style.DASHED : Mark.Style.DOTTED);
  }

  private static double cell(int shown) {
    return Math.min(300, (PanelGrid.WIDTH - 110.0 - RIGHT) / shown - GAP);
  }

  private void draw(Graphics2D graphics, int shown, Legend legend, double height) {
    List<String> labels = ParameterLabels.of(posterior.space());
    double[][] correlations = posterior.correlations();
    Panel[][] panels = panels(shown, correlations);
    double cell = cell(shown);
    double numbers =
        IntStream.range(1, shown).mapToDouble(i -> panels[i][0].labelWidth(cell)).max().orElse(0);
    double left = EDGE + LABEL + numbers + GAP;
    for (int i = 0; i < shown; i++) {
      for (int j = 0; j < shown; j++) {
        double x = left + j * (cell + GAP);
        double y = EDGE + i * (cell + GAP);
        panels[i][j].draw(graphics, new Rectangle2D.Double(x, y, cell, cell));
        if (i < j) {
          correlation(graphics, correlations[i][j], x + cell / 2, y + 17, cell);
        }
      }
      double middle = EDGE + i * (cell + GAP) + cell / 2;
      if (shown > 1) {
        PanelGrid.rotated(graphics, labels.get(i), EDGE + LABEL / 2, middle, cell);
      }
      double x = left + i * (cell + GAP) + cell / 2;
      String below = Theme.fitted(labels.get(i), Theme.LABEL, cell + GAP / 2);
      PanelGrid.centered(graphics, below, x, height - 0.3 * LABEL);
    }
    legend.draw(graphics, left, height);
  }

  private void correlation(Graphics2D graphics, double r, double x, double y, double width) {
    String text = Double.isNaN(r) ? "r = n/a" : String.format(Locale.ROOT, "r = %.2f", r);
    String fitted = Theme.fitted(text.replace('-', '\u2212'), Theme.LABEL, width);
    double half = Theme.width(fitted, Theme.LABEL) / 2 + 3;
    graphics.setPaint(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(x - half, y - 14, 2 * half, 18));
    PanelGrid.centered(graphics, fitted, x, y);
  }

  private Panel[][] panels(int shown, double[][] correlations) {
    double[][] ranges = new double[shown][];
    Arrays.setAll(ranges, this::range);
    Panel[][] panels = new Panel[shown][shown];
    for (int i = 0; i < shown; i++) {
      for (int j = 0; j < shown; j++) {
        Panel panel =
            i == j
                ? marginal(i, ranges[i])
                : i > j
                    ? regions(i, j, ranges, correlations[i][j])
                    : draws(i, j, ranges, cell(shown));
        panels[i][j] = panel.labels(labels(i, j, shown)).overhang(GAP / 2 - 1);
      }
    }
    return panels;
  }

  /** Numbers stand at the left and the bottom, but the height of a density has none. */
  private static Panel.TickLabels labels(int row, int column, int shown) {
    boolean bottom = row == shown - 1;
    boolean left = column == 0 && row > 0;
    if (bottom && left) {
      return Panel.TickLabels.BOTH;
    }
    return bottom
        ? Panel.TickLabels.HORIZONTAL
        : left ? Panel.TickLabels.VERTICAL : Panel.TickLabels.NONE;
  }

  /** The axis of a parameter: all but the outermost draws, and what is marked. */
  private double[] range(int component) {
    Extent extent = new Extent();
    for (double bound : posterior.quantiles(component, TAILS)) {
      extent.include(bound);
    }
    marked.values().forEach(theta -> extent.include(theta[component]));
    return new double[] {extent.lower(), extent.upper()};
  }

  private Panel marginal(int component, double[] range) {
    Histogram density = histogram(posterior, component, range);
    double highest = Arrays.stream(density.densities()).max().orElseThrow();
    Panel panel =
        Panel.of("")
            .xRange(range[0], range[1])
            .yRange(0, highest * 1.12)
            .bars(density.edges(), density.densities(), Theme.BARS);
    for (PosteriorSamples draws : prior) {
      Histogram before = histogram(draws, component, range);
      double[] centers = new double[BINS];
      Arrays.setAll(centers, k -> (before.edges()[k] + before.edges()[k + 1]) / 2);
      panel.line(centers, before.densities(), Theme.PRIOR);
    }
    int k = 0;
    for (double[] theta : marked.values()) {
      panel.vertical(theta[component], mark(k++));
    }
    return panel;
  }

  private static Histogram histogram(PosteriorSamples draws, int component, double[] range) {
    return Histogram.of(draws.column(component), range[0], range[1], BINS);
  }

  private Panel framed(int row, int column, double[][] ranges) {
    Panel panel =
        Panel.of("")
            .xRange(ranges[column][0], ranges[column][1])
            .yRange(ranges[row][0], ranges[row][1]);
    int k = 0;
    for (double[] theta : marked.values()) {
      panel.vertical(theta[column], mark(k)).horizontal(theta[row], mark(k++));
    }
    return panel;
  }

  private Panel regions(int row, int column, double[][] ranges, double correlation) {
    Panel panel = framed(row, column, ranges);
    // Of heavy tails the outermost draws would leave the rest to a few cells of the grid.
    int[] within =
        IntStream.range(0, posterior.count())
            .filter(i -> inside(posterior.draw(i), row, column, ranges))
            .toArray();
    double[] x = selected(posterior.column(column), within);
    double[] y = selected(posterior.column(row), within);
    DensityGrid.of(x, y, correlation)
        .ifPresentOrElse(
            grid -> {
              for (double probability : REGIONS) {
                double[][] contour = grid.contour(grid.level(probability));
                panel.line(contour[0], contour[1], Theme.CURVE);
              }
            },
            () -> panel.points(x, y, Theme.POINTS));
    return panel;
  }

  private static boolean inside(double[] draw, int row, int column, double[][] ranges) {
    return draw[row] >= ranges[row][0]
        && draw[row] <= ranges[row][1]
        && draw[column] >= ranges[column][0]
        && draw[column] <= ranges[column][1];
  }

  private static double[] selected(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  /** Draws, with room above them for their correlation. */
  private Panel draws(int row, int column, double[][] ranges, double cell) {
    int count = Math.min(DRAWS_SHOWN, posterior.count());
    double room = TEXT / (cell - TEXT) * (ranges[row][1] - ranges[row][0]);
    return framed(row, column, ranges)
        .yRange(ranges[row][0], ranges[row][1] + room)
        .points(
            Arrays.copyOf(posterior.column(column), count),
            Arrays.copyOf(posterior.column(row), count),
            Theme.POINTS);
  }
}
