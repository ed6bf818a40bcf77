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

  static void drawBelow(
      Graphics2D graphics, Rectangle2D area, Ticks ticks, double lower, double upper) {
    List<String> labels = ticks.labels();
    start(graphics);
    for (int k = 0; k < labels.size(); k++) {
      double place = (ticks.values().get(k) - lower) / (upper - lower);
      double x = area.getX() + place * area.getWidth();
      double width = Theme.width(labels.get(k), Theme.TICK);
      graphics.drawString(
          labels.get(k), (float) (x - width / 2), (float) (area.getMaxY() + HEIGHT - GAP + 1));
    }
  }

  static void drawBeside(
      Graphics2D graphics, Rectangle2D area, Ticks ticks, double lower, double upper) {
    List<String> labels = ticks.labels();
    start(graphics);
    for (int k = 0; k < labels.size(); k++) {
      double place = (ticks.values().get(k) - lower) / (upper - lower);
      double y = area.getMaxY() - place * area.getHeight();
      double width = Theme.width(labels.get(k), Theme.TICK);
      graphics.drawString(
          labels.get(k),
          (float) (area.getX() - GAP - width),
          (float) (y + 0.36 * Theme.TICK.getSize()));
    }
  }

  private static void start(Graphics2D graphics) {
    graphics.setFont(Theme.TICK);
    graphics.setPaint(Theme.INK);
  }
}
