package io.github.bayesflow4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * One system of axes with its layers of data, the first at the back.
 *
 * <p>Where no range is set it holds all data with a margin, and a range without extent is widened.
 * Values that are not finite are left out; a line breaks there.
 */
final class Panel {
  private final String name;
  private final String remark;
  private final XYPlot plot = new XYPlot();
  private final Map<String, Mark> legend = new LinkedHashMap<>();
  private final Extent horizontal = new Extent();
  private final Extent vertical = new Extent();
  private TickLabels labels = TickLabels.BOTH;
  private double overhang = Double.POSITIVE_INFINITY;
  private int layers;

  /** Which axes have numbers. */
  enum TickLabels {
    BOTH,
    HORIZONTAL,
    VERTICAL,
    NONE
  }

  private Panel(String name, String remark) {
    this.name = name;
    this.remark = remark;
    plot.setDomainAxis(axis());
    plot.setRangeAxis(axis());
    plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setFixedDomainAxisSpace(new AxisSpace());
    plot.setFixedRangeAxisSpace(new AxisSpace());
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinePaint(Theme.GRID);
    plot.setRangeGridlinePaint(Theme.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
  }

  static Panel of(String name) {
    return new Panel(name, "");
  }

  /** With a remark in its title, which is kept where a long name is cut. */
  static Panel of(String name, String remark) {
    return new Panel(name, ", " + remark);
  }

  /** Labels are drawn by {@link AxisLabels}: beside the area of the data, all alike. */
  private static NumberAxis axis() {
    NumberAxis axis = new NumberAxis();
    axis.setTickLabelsVisible(false);
    axis.setAxisLineVisible(false);
    axis.setTickMarkInsideLength(4);
    axis.setTickMarkOutsideLength(0);
    axis.setTickMarkPaint(Theme.FRAME);
    return axis;
  }

  /** The title, in as many pixels. */
  String title(double width) {
    double left = width - Theme.width(remark, Theme.TITLE);
    return Theme.fitted(name, Theme.TITLE, left) + remark;
  }

  /** What the marks mean. */
  Map<String, Mark> legend() {
    return legend;
  }

  Panel named(String meaning, Mark mark) {
    legend.put(meaning, mark);
    return this;
  }

  Panel labels(TickLabels shown) {
    labels = shown;
    return this;
  }

  /** Leaves out numbers that would stand out by more pixels at the ends of their axis. */
  Panel overhang(double pixels) {
    overhang = pixels;
    return this;
  }

  Panel xRange(double lower, double upper) {
    horizontal.fix(lower, upper);
    return this;
  }

  Panel yRange(double lower, double upper) {
    vertical.fix(lower, upper);
    return this;
  }

  /** Discs: one path of round ends of no length, a tenth as large in a file as a shape each. */
  Panel points(double[] x, double[] y, Mark mark) {
    return intervals(x, y, y, mark);
  }

  Panel line(double[] x, double[] y, Mark mark) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    renderer.setDrawSeriesLineAsPath(true);
    return add(series(x, y), renderer, mark);
  }

  /** Vertical lines from {@code lower} to {@code upper}. */
  Panel intervals(double[] x, double[] lower, double[] upper, Mark mark) {
    double[] path = new double[3 * x.length];
    double[] heights = new double[path.length];
    for (int i = 0; i < x.length; i++) {
      path[3 * i] = x[i];
      path[3 * i + 1] = x[i];
      path[3 * i + 2] = x[i];
      heights[3 * i] = lower[i];
      heights[3 * i + 1] = upper[i];
      heights[3 * i + 2] = Double.NaN;
    }
    return line(path, heights, mark);
  }

  Panel band(double[] x, double[] lower, double[] upper, Mark mark) {
    YIntervalSeries series = new YIntervalSeries("", false, true);
    for (int i = 0; i < x.length; i++) {
      if (include(x[i], lower[i]) && include(x[i], upper[i])) {
        series.add(x[i], lower[i], lower[i], upper[i]);
      }
    }
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    data.addSeries(series);
    DeviationRenderer renderer = new DeviationRenderer(false, false);
    renderer.setAlpha(1);
    renderer.setSeriesFillPaint(0, mark.color());
    return add(data, renderer, mark);
  }

  /** Bars from zero, the k-th between {@code edges[k]} and {@code edges[k + 1]}. */
  Panel bars(double[] edges, double[] heights, Mark mark) {
    XYIntervalSeries series = new XYIntervalSeries("", false, true);
    include(edges[0], 0);
    for (int k = 0; k < heights.length; k++) {
      include(edges[k + 1], heights[k]);
      double center = (edges[k] + edges[k + 1]) / 2;
      series.add(center, edges[k], edges[k + 1], heights[k], heights[k], heights[k]);
    }
    vertical.startAt(0);
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    data.addSeries(series);
    XYBarRenderer renderer = new XYBarRenderer();
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(true);
    renderer.setSeriesOutlinePaint(0, Color.WHITE);
    return add(data, renderer, mark);
  }

  /** A line across the panel at a height. */
  Panel horizontal(double y, Mark mark) {
    vertical.include(y);
    plot.addRangeMarker(
        new ValueMarker(y, mark.color(), Theme.stroke(mark.style())), Layer.FOREGROUND);
    return this;
  }

  /** A line through the panel at a place. */
  Panel vertical(double x, Mark mark) {
    horizontal.include(x);
    plot.addDomainMarker(
        new ValueMarker(x, mark.color(), Theme.stroke(mark.style())), Layer.FOREGROUND);
    return this;
  }

  private XYDataset series(double[] x, double[] y) {
    XYSeries series = new XYSeries("", false, true);
    for (int i = 0; i < x.length; i++) {
      if (include(x[i], y[i])) {
        series.add(x[i], y[i]);
      } else if (Double.isFinite(x[i])) {
        series.add(x[i], Double.NaN);
      }
    }
    return new XYSeriesCollection(series);
  }

  private boolean include(double x, double y) {
    boolean finite = Double.isFinite(x) && Double.isFinite(y);
    if (finite) {
      horizontal.include(x);
      vertical.include(y);
    }
    return finite;
  }

  private Panel add(XYDataset data, XYItemRenderer renderer, Mark mark) {
    renderer.setSeriesPaint(0, mark.color());
    renderer.setSeriesStroke(0, Theme.stroke(mark.style()));
    plot.setDataset(layers, data);
    plot.setRenderer(layers, renderer);
    layers++;
    return this;
  }

  /** Width in pixels that the numbers beside an area of this height take. */
  double labelWidth(double height) {
    return labels == TickLabels.BOTH || labels == TickLabels.VERTICAL
        ? AxisLabels.width(AxisLabels.vertical(vertical.lower(), vertical.upper(), height))
        : 0;
  }

  /** Draws the data into an area, the numbers beside and below it. */
  void draw(Graphics2D graphics, Rectangle2D area) {
    Ticks below = AxisLabels.horizontal(horizontal.lower(), horizontal.upper(), area.getWidth());
    Ticks beside = AxisLabels.vertical(vertical.lower(), vertical.upper(), area.getHeight());
    scale((NumberAxis) plot.getDomainAxis(), horizontal, below);
    scale((NumberAxis) plot.getRangeAxis(), vertical, beside);
    JFreeChart chart = new JFreeChart(plot);
    chart.removeLegend();
    chart.setBackgroundPaint(Color.WHITE);
    chart.draw(graphics, area);
    graphics.setPaint(Theme.FRAME);
    graphics.setStroke(new BasicStroke(1));
    graphics.draw(area);
    if (labels == TickLabels.BOTH || labels == TickLabels.HORIZONTAL) {
      AxisLabels.drawBelow(graphics, area, below, horizontal, overhang);
    }
    if (labels == TickLabels.BOTH || labels == TickLabels.VERTICAL) {
      AxisLabels.drawBeside(graphics, area, beside, vertical, overhang);
    }
  }

  private static void scale(NumberAxis axis, Extent extent, Ticks ticks) {
    axis.setRange(extent.lower(), extent.upper());
    axis.setTickUnit(new NumberTickUnit(ticks.step()));
  }
}
