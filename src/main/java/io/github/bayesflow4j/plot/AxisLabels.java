package io.github.bayesflow4j.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** The numbers below and beside an area of data. */
final class AxisLabels {
  /** Height of the numbers below an area, with their distance from it. */
  static final double HEIGHT = 21;

  private static final double GAP = 6;
  private static final double BETWEEN = 12;
  private static final int MOST_INTERVALS = 6;
  private static final double PIXELS_FOR_AN_INTERVAL = 38;

  private AxisLabels() {}

  /** As many round numbers as stand side by side below {@code width} pixels. */
  static Ticks horizontal(double lower, double upper, double width) {
    for (int intervals = MOST_INTERVALS; intervals > 1; intervals--) {
      Ticks ticks = Ticks.of(lower, upper, intervals);
      double space = ticks.step() / (upper - lower) * width;
      if (width(ticks) + BETWEEN <= space) {
        return ticks;
      }
    }
    return Ticks.of(lower, upper, 1);
  }

  /** As many round numbers as stand one below the other beside {@code height} pixels. */
  static Ticks vertical(double lower, double upper, double height) {
    int intervals = (int) Math.floor(height / PIXELS_FOR_AN_INTERVAL);
    return Ticks.of(lower, upper, Math.max(2, Math.min(MOST_INTERVALS, intervals)));
  }

  /** Width of the widest number. */
  static double width(Ticks ticks) {
    return ticks.labels().stream()
        .mapToDouble(label -> Theme.width(label, Theme.TICK))
        .max()
        .orElse(0);
  }

  /** Draws numbers below an area, but none that stands out by more than {@code overhang}. */
  static void drawBelow(
      Graphics2D graphics, Rectangle2D area, Ticks ticks, Extent extent, double overhang) {
    List<String> labels = ticks.labels();
    start(graphics);
    for (int k = 0; k < labels.size(); k++) {
      double x = area.getX() + extent.place(ticks.values().get(k)) * area.getWidth();
      double half = Theme.width(labels.get(k), Theme.TICK) / 2;
      if (x - half >= area.getX() - overhang && x + half <= area.getMaxX() + overhang) {
        graphics.drawString(
            labels.get(k), (float) (x - half), (float) (area.getMaxY() + HEIGHT - GAP + 1));
      }
    }
  }

  /** Draws numbers beside an area, but none that stands out by more than {@code overhang}. */
  static void drawBeside(
      Graphics2D graphics, Rectangle2D area, Ticks ticks, Extent extent, double overhang) {
    List<String> labels = ticks.labels();
    start(graphics);
    double half = Theme.TICK.getSize() / 2.0;
    for (int k = 0; k < labels.size(); k++) {
      double y = area.getMaxY() - extent.place(ticks.values().get(k)) * area.getHeight();
      double width = Theme.width(labels.get(k), Theme.TICK);
      if (y - half >= area.getY() - overhang && y + half <= area.getMaxY() + overhang) {
        graphics.drawString(
            labels.get(k),
            (float) (area.getX() - GAP - width),
            (float) (y + 0.36 * Theme.TICK.getSize()));
      }
    }
  }

  private static void start(Graphics2D graphics) {
    graphics.setFont(Theme.TICK);
    graphics.setPaint(Theme.INK);
  }
}
