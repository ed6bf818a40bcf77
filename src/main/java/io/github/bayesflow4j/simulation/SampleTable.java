package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Samples to fit a density to: one row each, with what it was drawn given.
 *
 * <p>Made by {@link #of} and {@link #given}; a column of classes is given as {@link GivenColumns}
 * says.
 *
 * @param samples the rows as parameters, and what they are given as known quantities; no data
 * @param given names of what they are given
 */
public record SampleTable(Simulations samples, List<String> given) {

  public SampleTable {
    given = List.copyOf(given);
    if (!samples.observables().isEmpty()) {
      throw new IllegalArgumentException(
          "samples of a density have no data, found observables " + samples.observables());
    }
    if (samples.contextDimension() != given.size()) {
      throw new IllegalArgumentException(
          "expected " + samples.contextDimension() + " names of given columns, found " + given);
    }
    Set<String> seen = new HashSet<>(samples.space().names());
    for (String name : given) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("two columns are called '" + name + "'");
      }
    }
  }

  /**
   * Samples that are given nothing.
   *
   * @param space the columns with their supports
   * @param rows {@code [count][dimension]}
   * @throws IllegalArgumentException naming the row that has another length or lies outside the
   *     support
   */
  public static SampleTable of(ParameterSpace space, double[][] rows) {
    float[] values = new float[rows.length * space.dimension()];
    for (int i = 0; i < rows.length; i++) {
      requireInside(space, rows[i], i);
      for (int j = 0; j < space.dimension(); j++) {
        values[i * space.dimension() + j] = (float) rows[i][j];
      }
    }
    return new SampleTable(
        new Simulations(
            space, values, new DataBatch(List.of(), rows.length, 1, List.of(), new float[0])),
        List.of());
  }

  private static void requireInside(ParameterSpace space, double[] row, int index) {
    try {
      space.requireInside(row);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("sample " + (index + 1) + ": " + e.getMessage(), e);
    }
  }

  /**
   * These samples, given another column of numbers.
   *
   * @param values one for each sample
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite
   */
  public SampleTable given(String name, double... values) {
    requireCount(name, values.length);
    double[][] column = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite((float) values[i])) {
        throw new IllegalArgumentException(
            "sample "
                + (i + 1)
                + ": expected a finite number for "
                + name
                + ", found "
                + values[i]);
      }
      column[i] = new double[] {values[i]};
    }
    return with(List.of(name), column);
  }

  /**
   * These samples, given another column of classes: one known quantity a class, 1 for that of the
   * sample and 0 for all others.
   *
   * @param labels one for each sample
   * @throws IllegalArgumentException if there are more or fewer
   */
  public SampleTable given(String name, List<String> labels) {
    requireCount(name, labels.size());
    GivenColumns columns = GivenColumns.ofClasses(name, labels);
    double[][] indicators = new double[labels.size()][];
    for (int i = 0; i < indicators.length; i++) {
      indicators[i] = columns.encode(java.util.Map.of(name, labels.get(i)));
    }
    return with(columns.names(), indicators);
  }

  private void requireCount(String name, int found) {
    if (found != samples.count()) {
      throw new IllegalArgumentException(
          "given column '"
              + name
              + "': expected a value for each of "
              + samples.count()
              + " samples, found "
              + found);
    }
  }

  private SampleTable with(List<String> names, double[][] columns) {
    int old = given.size();
    int width = old + names.size();
    float[] context = new float[samples.count() * width];
    for (int i = 0; i < samples.count(); i++) {
      System.arraycopy(samples.context(), i * old, context, i * width, old);
      for (int j = 0; j < names.size(); j++) {
        context[i * width + old + j] = (float) columns[i][j];
      }
    }
    List<String> all = new ArrayList<>(given);
    all.addAll(names);
    DataBatch batch = new DataBatch(List.of(), samples.count(), 1, List.of(), context);
    return new SampleTable(new Simulations(space(), samples.parameters(), batch), all);
  }

  /** The columns with their supports. */
  public ParameterSpace space() {
    return samples.space();
  }
}
