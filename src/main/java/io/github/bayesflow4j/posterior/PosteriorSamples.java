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

  /** All draws of all components, {@code [dimension][draws]}. */
  public double[][] columns() {
    return Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
  }

  /** All draws of the component with this name. */
  public double[] column(String name) {
    return column(index(name));
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

  private int index(String name) {
    int index = space.names().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no parameter '" + name + "', there are " + space.names());
    }
    return index;
  }
}
