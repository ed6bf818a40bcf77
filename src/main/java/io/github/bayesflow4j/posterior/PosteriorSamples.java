package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/** Draws from the posterior of one data set. Immutable. */
public final class PosteriorSamples {
  private final ParameterSpace space;
  private final double[][] columns;

  private PosteriorSamples(ParameterSpace space, double[][] columns) {
    this.space = space;
    this.columns = columns;
  }

  /**
   * Draws given as columns.
   *
   * @param columns {@code [dimension][draws]}; given up by the caller
   * @throws IllegalArgumentException if there is not one column a component, or they differ in
   *     length
   */
  public static PosteriorSamples ofColumns(ParameterSpace space, double[][] columns) {
    if (columns.length != space.dimension()) {
      throw new IllegalArgumentException(
          "expected " + space.dimension() + " columns of draws, found " + columns.length);
    }
    for (double[] column : columns) {
      if (column.length != columns[0].length || column.length == 0) {
        throw new IllegalArgumentException(
            "expected columns of one length above 0, found "
                + column.length
                + " beside "
                + columns[0].length);
      }
    }
    return new PosteriorSamples(space, columns);
  }

  /** Draws given row by row, {@code [draws * dimension]}, from {@code offset} on. */
  public static PosteriorSamples ofRows(ParameterSpace space, float[] rows, int offset, int draws) {
    int dimension = space.dimension();
    double[][] columns = new double[dimension][draws];
    for (int i = 0; i < draws; i++) {
      for (int j = 0; j < dimension; j++) {
        columns[j][i] = rows[offset + i * dimension + j];
      }
    }
    return ofColumns(space, columns);
  }

  public ParameterSpace space() {
    return space;
  }

  /** Number of draws. */
  public int count() {
    return columns[0].length;
  }

  /** All draws of one component, {@code [draws]}. */
  public double[] column(int component) {
    return columns[component].clone();
  }

  /** All draws of the component with this name. */
  public double[] column(String name) {
    return column(index(name));
  }

  /** All draws, {@code [dimension][draws]}. */
  public double[][] columns() {
    return Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
  }

  /** One draw, {@code [dimension]}. */
  public double[] draw(int index) {
    return Arrays.stream(columns).mapToDouble(column -> column[index]).toArray();
  }

  public double mean(int component) {
    return Mean.of(columns[component]).getAsDouble();
  }

  public double mean(String name) {
    return mean(index(name));
  }

  /** Standard deviation, with the n - 1 denominator. */
  public double sd(int component) {
    return StandardDeviation.of(columns[component]).getAsDouble();
  }

  public double sd(String name) {
    return sd(index(name));
  }

  /** Quantile of one component, {@code 0 <= p <= 1}. */
  public double quantile(int component, double p) {
    return Quantiles.of(columns[component], p);
  }

  public double quantile(String name, double p) {
    return quantile(index(name), p);
  }

  /** Several quantiles of one component, sorted once. */
  public double[] quantiles(int component, double... p) {
    return Quantiles.of(columns[component], p);
  }

  public double median(int component) {
    return quantile(component, 0.5);
  }

  public double median(String name) {
    return median(index(name));
  }

  /**
   * The central interval of one component: as many draws below it as above.
   *
   * @param level the fraction of the draws inside, between 0 and 1
   * @throws IllegalArgumentException if the level is not between 0 and 1
   */
  public CredibleInterval centralInterval(int component, double level) {
    CredibleInterval.requireLevel(level);
    double[] bounds = quantiles(component, (1 - level) / 2, (1 + level) / 2);
    return new CredibleInterval(level, bounds[0], bounds[1]);
  }

  public CredibleInterval centralInterval(String name, double level) {
    return centralInterval(index(name), level);
  }

  /**
   * The highest-density interval of one component: the shortest that holds the fraction {@code
   * level} of the draws (Chen and Shao, "Monte Carlo estimation of Bayesian credible and HPD
   * intervals", Journal of Computational and Graphical Statistics 8 (1999) 69). It is one interval
   * also where the density has several modes and the region of highest density several parts.
   *
   * @param level between 0 and 1
   * @throws IllegalArgumentException if the level is not between 0 and 1
   */
  public CredibleInterval highestDensityInterval(int component, double level) {
    CredibleInterval.requireLevel(level);
    double[] sorted = column(component);
    Arrays.sort(sorted);
    // Between draw i and draw i + span of the sorted ones lies the fraction span / count.
    int span = Math.min((int) Math.ceil(level * sorted.length), sorted.length - 1);
    int best = 0;
    for (int i = 1; i + span < sorted.length; i++) {
      if (sorted[i + span] - sorted[i] < sorted[best + span] - sorted[best]) {
        best = i;
      }
    }
    return new CredibleInterval(level, sorted[best], sorted[best + span]);
  }

  public CredibleInterval highestDensityInterval(String name, double level) {
    return highestDensityInterval(index(name), level);
  }

  /**
   * Correlations of the components, {@code [dimension, dimension]}: 1 on the diagonal, NaN in the
   * row and column of a component whose draws are all equal.
   *
   * @throws IllegalStateException if there is one draw only
   */
  public double[][] correlations() {
    if (count() < 2) {
      throw new IllegalStateException("correlations need at least 2 draws, there is 1");
    }
    Moments moments = Moments.of(columns);
    double[][] correlations = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        correlations[i][j] = moments.correlation(i, j);
      }
    }
    return correlations;
  }

  private int index(String name) {
    int index = space.names().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no parameter '" + name + "', there are " + space.names());
    }
    return index;
  }
}
