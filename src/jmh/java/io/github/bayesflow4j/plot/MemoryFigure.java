package io.github.bayesflow4j.plot;

import java.util.List;

/** Memory of a process against the time since its start. */
public final class MemoryFigure {
  private MemoryFigure() {}

  /**
   * Draws the course.
   *
   * @param minutes times of the measurements
   * @param megabytes resident memory at each
   */
  public static Figure of(double[] minutes, double[] megabytes) {
    Panel panel = Panel.of("").line(minutes, megabytes, Theme.CURVE);
    double highest = 0;
    for (double each : megabytes) {
      highest = Math.max(highest, each);
    }
    panel.yRange(0, 1.1 * highest);
    return new PanelGrid(List.of(panel), "minutes of training", "resident memory [MB]")
        .figure("Memory", "A training that frees what it takes levels off after its start.");
  }
}
