package io.github.bayesflow4j.plot;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/** The density of pairs of numbers on a grid, and the contours of its highest part. */
final class DensityGrid {
  /*
   * Pairs are counted in the cells of a grid and the counts smoothed by a normal kernel along each
   * axis, which is a kernel density estimate with kernels moved to the middle of a cell [1]. The
   * bandwidth is Scott's, n^(-1/6) standard deviations for pairs [1], times (1 - r^2)^(1/4): a
   * kernel along the axes must be narrower where the pairs lie along a diagonal.
   *
   * The region of highest density that holds a probability p is where the density is above the
   * largest level whose cells hold p [2]. Its border is drawn cell by cell: where the level lies
   * between two corners the border crosses their edge, at a place found by linear interpolation
   * (marching squares). Crossings are joined in pairs in the order of the edges around a cell; in a
   * saddle, either joining is as good.
   *
   * [1] D. W. Scott: Multivariate Density Estimation. Wiley, 2nd edition, 2015, chapters 5 and 6.
   * [2] R. J. Hyndman: Computing and graphing highest density regions. The American Statistician
   *     50 (1996) 120.
   */
  private static final int CELLS = 72;

  /** Space around the pairs for the tails of kernels, in bandwidths. */
  private static final double SPACE = 3;

  private final double[] x;
  private final double[] y;
  private final double[][] density;

  private DensityGrid(double[] x, double[] y, double[][] density) {
    this.x = x;
    this.y = y;
    this.density = density;
  }

  /**
   * The density of pairs; empty if one of the two has no spread.
   *
   * @param correlation that of the pairs
   */
  static Optional<DensityGrid> of(double[] first, double[] second, double correlation) {
    if (!spread(first) || !spread(second)) {
      return Optional.empty();
    }
    double factor =
        Math.pow(first.length, -1.0 / 6) * Math.pow(1 - correlation * correlation + 1e-3, 0.25);
    Axis across = Axis.of(first, factor);
    Axis along = Axis.of(second, factor);
    double[][] counts = new double[CELLS][CELLS];
    for (int i = 0; i < first.length; i++) {
      counts[across.cell(first[i])][along.cell(second[i])]++;
    }
    double[][] smooth = transposed(smoothed(counts, along));
    return Optional.of(
        new DensityGrid(across.centers(), along.centers(), transposed(smoothed(smooth, across))));
  }

  private static boolean spread(double[] values) {
    return values.length > 1 && StandardDeviation.of(values).getAsDouble() > 0;
  }

  /** The level above which the density holds a probability. */
  double level(double probability) {
    double[] sorted = Arrays.stream(density).flatMapToDouble(Arrays::stream).sorted().toArray();
    double wanted = probability * Arrays.stream(sorted).sum();
    double held = 0;
    int k = sorted.length;
    while (k > 0 && held < wanted) {
      k--;
      held += sorted[k];
    }
    return sorted[k];
  }

  /** Border of the region above a level: {@code {x, y}}, pieces parted by NaN. */
  double[][] contour(double level) {
    double[] across = new double[6 * CELLS * CELLS];
    double[] along = new double[across.length];
    int count = 0;
    for (int i = 0; i + 1 < CELLS; i++) {
      for (int j = 0; j + 1 < CELLS; j++) {
        int[][] corners = {{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}};
        boolean second = false;
        for (int edge = 0; edge < corners.length; edge++) {
          int[] from = corners[edge];
          int[] to = corners[(edge + 1) % corners.length];
          double here = density[from[0]][from[1]] - level;
          double there = density[to[0]][to[1]] - level;
          if (here >= 0 != there >= 0) {
            double way = here / (here - there);
            across[count] = x[from[0]] + way * (x[to[0]] - x[from[0]]);
            along[count++] = y[from[1]] + way * (y[to[1]] - y[from[1]]);
            if (second) {
              across[count] = across[count - 1];
              along[count++] = Double.NaN;
            }
            second = !second;
          }
        }
      }
    }
    return new double[][] {Arrays.copyOf(across, count), Arrays.copyOf(along, count)};
  }

  private static double[][] smoothed(double[][] rows, Axis axis) {
    return Arrays.stream(rows).map(axis::smooth).toArray(double[][]::new);
  }

  private static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return columns;
  }

  /**
   * One axis of the grid.
   *
   * @param start lower bound of the first cell
   * @param step width of a cell
   * @param bandwidth standard deviation of the kernel
   */
  private record Axis(double start, double step, double bandwidth) {
    static Axis of(double[] values, double factor) {
      double bandwidth = factor * StandardDeviation.of(values).getAsDouble();
      double lower = Arrays.stream(values).min().orElseThrow() - SPACE * bandwidth;
      double upper = Arrays.stream(values).max().orElseThrow() + SPACE * bandwidth;
      return new Axis(lower, (upper - lower) / CELLS, bandwidth);
    }

    int cell(double value) {
      return (int) Math.max(0, Math.min(CELLS - 1, Math.floor((value - start) / step)));
    }

    double[] centers() {
      double[] centers = new double[CELLS];
      Arrays.setAll(centers, k -> start + (k + 0.5) * step);
      return centers;
    }

    double[] smooth(double[] counts) {
      double[] smooth = new double[CELLS];
      for (int k = 0; k < CELLS; k++) {
        for (int l = 0; counts[k] > 0 && l < CELLS; l++) {
          double distance = (k - l) * step / bandwidth;
          smooth[l] += counts[k] * Math.exp(-distance * distance / 2);
        }
      }
      return smooth;
    }
  }
}
