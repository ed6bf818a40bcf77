package io.github.bayesflow4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

/** Where a panel puts ink. The area is 200 pixels wide and high, its corner at (100, 50). */
class PanelTest {

  private static BufferedImage draw(Panel panel) {
    return new Figure(
            "test", "", 320, 300, g -> panel.draw(g, new Rectangle2D.Double(100, 50, 200, 200)))
        .toImage(1);
  }

  private static Color at(BufferedImage image, int x, int y) {
    return new Color(image.getRGB(x, y));
  }

  @Test
  void aPointIsWhereItsNumbersAre() {
    Panel panel =
        Panel.of("")
            .xRange(0, 10)
            .yRange(-1, 1)
            .points(new double[] {2.5, 7.5}, new double[] {0.5, -0.9}, Theme.POINTS);
    BufferedImage image = draw(panel);

    assertThat(at(image, 100 + 50, 50 + 50)).isEqualTo(Theme.BLUE);
    assertThat(at(image, 100 + 150, 50 + 190)).isEqualTo(Theme.BLUE);
    assertThat(at(image, 100 + 50, 50 + 190)).isEqualTo(Color.WHITE);
  }

  @Test
  void barsStandOnZeroAndEndAtTheirHeights() {
    Panel panel =
        Panel.of("")
            .bars(new double[] {0, 1, 2}, new double[] {1, 0.5}, Theme.BARS)
            .xRange(0, 2)
            .yRange(0, 1);
    BufferedImage image = draw(panel);

    assertThat(at(image, 150, 60)).isEqualTo(Theme.SKY);
    assertThat(at(image, 250, 145)).isNotEqualTo(Theme.SKY);
    assertThat(at(image, 250, 155)).isEqualTo(Theme.SKY);
    assertThat(at(image, 250, 240)).isEqualTo(Theme.SKY);
  }

  @Test
  void aBandIsFilledBetweenItsEndsAlone() {
    double[] x = {0, 1};
    Panel panel =
        Panel.of("")
            .xRange(0, 1)
            .yRange(0, 1)
            .band(x, new double[] {0.4, 0.4}, new double[] {0.6, 0.6}, Theme.BAND);
    BufferedImage image = draw(panel);

    // Off the lines of the grid.
    assertThat(at(image, 213, 143)).isEqualTo(Theme.PALE);
    assertThat(at(image, 213, 163)).isEqualTo(Theme.PALE);
    assertThat(at(image, 213, 123)).isEqualTo(Color.WHITE);
    assertThat(at(image, 213, 183)).isEqualTo(Color.WHITE);
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    double[] x = {0, 1, 2, Double.NaN, 4};
    double[] y = {0, Double.POSITIVE_INFINITY, Double.NaN, 1, 4};
    BufferedImage image = draw(Panel.of("").points(x, y, Theme.POINTS));

    // The range is that of the finite points, 0 to 4, with a margin of 4 %.
    double margin = 0.16;
    double scale = 200 / (4 + 2 * margin);
    assertThat(at(image, (int) (100 + margin * scale), (int) (250 - margin * scale)))
        .isEqualTo(Theme.BLUE);
    assertThat(at(image, (int) (100 + (4 + margin) * scale), (int) (50 + margin * scale)))
        .isEqualTo(Theme.BLUE);
  }

  @Test
  void constantsStandInTheMiddle() {
    double[] constant = {1e6, 1e6};

    assertThat(at(draw(Panel.of("").points(constant, constant, Theme.POINTS)), 200, 150))
        .isEqualTo(Theme.BLUE);
    double[] zero = {0};
    assertThat(at(draw(Panel.of("").points(zero, zero, Theme.POINTS)), 200, 150))
        .isEqualTo(Theme.BLUE);
  }
}
