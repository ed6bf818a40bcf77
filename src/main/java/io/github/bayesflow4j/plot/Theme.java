package io.github.bayesflow4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.util.Arrays;
import java.util.List;

/**
 * The look of all figures: colors, lines and letters.
 *
 * <p>The colors are those of Okabe and Ito (2008, Color universal design), which people with the
 * common kinds of color blindness tell apart; lines differ in their dashes too, so that they can be
 * told apart in gray. Sizes are in pixels of a figure of {@link PanelGrid#WIDTH}, and are still
 * legible where it is shown 450 pixels wide.
 */
final class Theme {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color FRAME = new Color(0x88, 0x88, 0x88);
  static final Color GRID = new Color(0xEC, 0xEC, 0xEC);
  static final Color BLUE = new Color(0x00, 0x72, 0xB2);
  static final Color VERMILLION = new Color(0xD5, 0x5E, 0x00);
  static final Color SKY = new Color(0x56, 0xB4, 0xE9);

  /** Sky blue thinned with white, not transparent: printers and old viewers show it alike. */
  static final Color PALE = new Color(0xD0, 0xE8, 0xF7);

  static final Color GRAY = new Color(0xB8, 0xB8, 0xB8);

  static final Mark POINTS = new Mark(BLUE, Mark.Style.POINTS);
  static final Mark CURVE = new Mark(BLUE, Mark.Style.SOLID);
  static final Mark SECOND = new Mark(VERMILLION, Mark.Style.DASHED);
  static final Mark EXPECTED = new Mark(INK, Mark.Style.DASHED);
  static final Mark BAND = new Mark(PALE, Mark.Style.FILLED);
  static final Mark INNER_BAND = new Mark(SKY, Mark.Style.FILLED);
  static final Mark BARS = new Mark(SKY, Mark.Style.FILLED);
  static final Mark INTERVALS = new Mark(SKY, Mark.Style.THIN);
  static final Mark PRIOR = new Mark(new Color(0x77, 0x77, 0x77), Mark.Style.DOTTED);

  /** Families of the same widths, so that a browser sets text as wide as it was measured here. */
  private static final List<String> FAMILIES = List.of("Arial", "Helvetica", "Liberation Sans");

  /** The families as SVG wants them. */
  static final String SVG_FAMILIES = "Arial, Helvetica, Liberation Sans, sans-serif";

  static final Font TICK = font(Font.PLAIN, 14);
  static final Font LABEL = font(Font.PLAIN, 15);
  static final Font TITLE = font(Font.BOLD, 15);

  private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

  private Theme() {}

  private static Font font(int style, int size) {
    List<String> installed =
        Arrays.asList(
            GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames());
    String family =
        FAMILIES.stream().filter(installed::contains).findFirst().orElse(Font.SANS_SERIF);
    return new Font(family, style, size);
  }

  /** Width of a line of text in pixels. */
  static double width(String text, Font font) {
    return font.getStringBounds(text, MEASURE).getWidth();
  }

  /** The text, or as much of its two ends as fits into {@code pixels}. */
  static String fitted(String text, Font font, double pixels) {
    String fitted = text;
    for (int kept = text.length() - 1; width(fitted, font) > pixels && kept >= 2; kept--) {
      int head = (kept + 1) / 2;
      fitted = text.substring(0, head) + "\u2026" + text.substring(text.length() - kept + head);
    }
    return fitted;
  }

  static Stroke stroke(Mark.Style style) {
    return switch (style) {
      case THIN -> new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
      case DASHED -> dashed(1.8f, 7, 4);
      case DOTTED -> dashed(1.8f, 2, 3);
      case WIDE -> new BasicStroke(9, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
      case SOLID, FILLED -> round(1.8f);
      case POINTS -> round(4);
    };
  }

  private static Stroke round(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static Stroke dashed(float width, float... pattern) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, pattern, 0);
  }
}
