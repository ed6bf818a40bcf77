package io.github.bayesflow4j.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Map;

/**
 * What the marks of a figure mean, in lines below it.
 *
 * @param entries meanings and marks, in order
 * @param width width of a line in pixels
 */
record Legend(Map<String, Mark> entries, double width) {
  private static final double LINE = 22;
  private static final double SAMPLE = 28;
  private static final double GAP = 6;
  private static final double BETWEEN = 20;

  /** Height in pixels; 0 without entries. */
  double height() {
    return entries.isEmpty() ? 0 : walk((meaning, mark, x, y) -> {}) + LINE;
  }

  void draw(Graphics2D graphics, double left, double top) {
    walk((meaning, mark, x, y) -> entry(graphics, meaning, mark, left + x, top + y));
  }

  private interface Entry {
    void at(String meaning, Mark mark, double x, double y);
  }

  /** Places the entries; returns the top of the last line. */
  private double walk(Entry entry) {
    double x = 0;
    double y = 0;
    for (Map.Entry<String, Mark> one : entries.entrySet()) {
      double length = SAMPLE + GAP + Theme.width(one.getKey(), Theme.TICK);
      if (x > 0 && x + length > width) {
        x = 0;
        y += LINE;
      }
      entry.at(one.getKey(), one.getValue(), x, y);
      x += length + BETWEEN;
    }
    return y;
  }

  private static void entry(Graphics2D graphics, String meaning, Mark mark, double x, double y) {
    double middle = y + LINE / 2;
    graphics.setPaint(mark.color());
    switch (mark.style()) {
      case FILLED -> graphics.fill(new Rectangle2D.Double(x, middle - 6, SAMPLE, 12));
      case POINTS -> graphics.fill(new Ellipse2D.Double(x + SAMPLE / 2 - 3, middle - 3, 6, 6));
      case SOLID, DASHED, DOTTED, THIN, WIDE -> {
        graphics.setStroke(Theme.stroke(mark.style()));
        graphics.draw(new Line2D.Double(x, middle, x + SAMPLE, middle));
      }
    }
    graphics.setStroke(new BasicStroke(1));
    graphics.setPaint(Theme.INK);
    graphics.setFont(Theme.TICK);
    graphics.drawString(
        meaning, (float) (x + SAMPLE + GAP), (float) (middle + 0.36 * Theme.TICK.getSize()));
  }
}
