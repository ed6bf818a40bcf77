package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.storage.DurableFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A drawing with its size, its title and one sentence on how to read it.
 *
 * <p>Needs no display. The same data give the same bytes where the same fonts are installed.
 *
 * @param title what is shown; not part of the drawing
 * @param reading how to read it, for people who see such a figure for the first time
 * @param width width in pixels
 * @param height height in pixels
 * @param drawing draws onto a white area of this size
 */
public record Figure(String title, String reading, int width, int height, Drawing drawing) {

  /** What draws itself. */
  @FunctionalInterface
  public interface Drawing {
    /** Draws into the area from (0, 0) to (width, height). */
    void draw(Graphics2D graphics);
  }

  /** Draws the figure on a white ground. */
  public void draw(Graphics2D graphics) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setPaint(Color.WHITE);
    graphics.fill(new Rectangle2D.Double(0, 0, width, height));
    drawing.draw(graphics);
  }

  /** The figure as one SVG element, whose identifiers differ from those of other titles. */
  public String toSvg() {
    return SvgDrawing.render(this);
  }

  /** Writes the figure as an SVG file, which replaces an older one whole. */
  public void writeSvg(Path file) throws IOException {
    byte[] content = (toSvg() + "\n").getBytes(StandardCharsets.UTF_8);
    DurableFiles.replace(file, out -> out.write(content));
  }

  /**
   * Writes the figure as a PNG file, which replaces an older one whole.
   *
   * @param scale pixels of the file for one of the figure, for example 3 for print
   * @throws IllegalArgumentException if the scale is not above zero
   */
  public void writePng(Path file, double scale) throws IOException {
    BufferedImage image = toImage(scale);
    DurableFiles.replace(file, out -> ImageIO.write(image, "png", out));
  }

  /** The figure as pixels. */
  BufferedImage toImage(double scale) {
    if (!(scale > 0)) {
      throw new IllegalArgumentException("expected a scale above 0, found " + scale);
    }
    BufferedImage image =
        new BufferedImage(
            (int) Math.ceil(width * scale),
            (int) Math.ceil(height * scale),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(scale, scale);
    draw(graphics);
    graphics.dispose();
    return image;
  }
}
