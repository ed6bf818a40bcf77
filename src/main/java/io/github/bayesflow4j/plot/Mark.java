package io.github.bayesflow4j.plot;

import java.awt.Color;

/**
 * How one kind of data is drawn.
 *
 * @param color its color
 * @param style its form
 */
record Mark(Color color, Style style) {

  /** Forms that are told apart without color. */
  enum Style {
    /** A line. */
    SOLID,
    /** A line of dashes. */
    DASHED,
    /** A line of dots. */
    DOTTED,
    /** A thin line. */
    THIN,
    /** A bar. */
    WIDE,
    /** An area. */
    FILLED,
    /** Discs. */
    POINTS
  }
}
