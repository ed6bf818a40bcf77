package io.github.bayesflow4j.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Panels in rows, with one label for all horizontal axes, one for all vertical ones, and the legend
 * of the first panel.
 *
 * @param panels at least one
 * @param xLabel what the horizontal axes measure
 * @param yLabel what the vertical axes measure
 */
record PanelGrid(List<Panel> panels, String xLabel, String yLabel) {
  /** Width of every figure in pixels. */
  static final int WIDTH = 720;

  private static final double EDGE = 12;
  private static final double LABEL_HEIGHT = 24;
  private static final double TITLE_HEIGHT = 24;
  private static final double BETWEEN_ROWS = 14;
  private static final double NUMBER_GAP = 10;

  /** Half of the longest number below an axis, which may stand out to the right. */
  private static final double OVERHANG = 18;

  PanelGrid {
    panels = List.copyOf(panels);
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a figure needs at least one panel, had none");
    }
  }

  Figure figure(String title, String reading) {
    return new Figure(title, reading, WIDTH, (int) Math.ceil(height()), this::draw);
  }

  private int columns() {
    return switch (panels.size()) {
      case 1 -> 1;
      case 2, 4 -> 2;
      default -> 3;
    };
  }

  private int rows() {
    return (panels.size() + columns() - 1) / columns();
  }

  private double panelHeight() {
    return switch (columns()) {
      case 1 -> 320;
      case 2 -> 230;
      default -> 165;
    };
  }

  private double rowHeight() {
    return TITLE_HEIGHT + panelHeight() + AxisLabels.HEIGHT + BETWEEN_ROWS;
  }

  private Legend legend() {
    return new Legend(panels.get(0).legend(), WIDTH - 2 * EDGE - LABEL_HEIGHT);
  }

  private double height() {
    return rows() * rowHeight() - BETWEEN_ROWS + LABEL_HEIGHT + legend().height() + EDGE;
  }

  private void draw(Graphics2D graphics) {
    double numbers =
        NUMBER_GAP
            + panels.stream().mapToDouble(p -> p.labelWidth(panelHeight())).max().orElseThrow();
    double left = EDGE / 2 + LABEL_HEIGHT;
    double cell = (WIDTH - left) / columns();
    double width = cell - numbers - OVERHANG;
    for (int k = 0; k < panels.size(); k++) {
      double x = left + k % columns() * cell + numbers;
      double y = k / columns() * rowHeight() + TITLE_HEIGHT;
      title(graphics, panels.get(k).title(width + OVERHANG / 2), x, y);
      panels.get(k).draw(graphics, new Rectangle2D.Double(x, y, width, panelHeight()));
    }
    double bottom = rows() * rowHeight() - BETWEEN_ROWS;
    double center = left + numbers + (WIDTH - left - numbers - OVERHANG) / 2;
    centered(graphics, xLabel, center, bottom + 0.7 * LABEL_HEIGHT);
    rotated(graphics, yLabel, left - 0.35 * LABEL_HEIGHT, (bottom + TITLE_HEIGHT) / 2, bottom);
    legend().draw(graphics, left, bottom + LABEL_HEIGHT + EDGE / 2);
  }

  private static void title(Graphics2D graphics, String text, double x, double y) {
    graphics.setFont(Theme.TITLE);
    graphics.setPaint(Theme.INK);
    graphics.drawString(text, (float) x, (float) (y - 7));
  }

  /** Text with its center at {@code x}. */
  static void centered(Graphics2D graphics, String text, double x, double y) {
    Font font = Theme.LABEL;
    graphics.setFont(font);
    graphics.setPaint(Theme.INK);
    graphics.drawString(text, (float) (x - Theme.width(text, font) / 2), (float) y);
  }

  /** Text that is read from below, with its center at {@code (x, y)}. */
  static void rotated(Graphics2D graphics, String text, double x, double y, double length) {
    AffineTransform upright = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, x, y);
    centered(graphics, Theme.fitted(text, Theme.LABEL, length), x, y);
    graphics.setTransform(upright);
  }
}
