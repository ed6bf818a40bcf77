package io.github.bayesflow4j.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The named parameters of a process model, in order, with their supports.
 *
 * @param parameters the parameters; a simplex takes one entry and several components
 */
public record ParameterSpace(List<Parameter> parameters) {

  public ParameterSpace {
    parameters = List.copyOf(parameters);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          "a parameter space needs at least one parameter, had none");
    }
    Set<String> seen = new HashSet<>();
    for (Parameter parameter : parameters) {
      for (String name : parameter.names()) {
        if (!seen.add(name)) {
          throw new IllegalArgumentException("parameter name '" + name + "' is used twice");
        }
      }
    }
  }

  public static ParameterSpace of(Parameter... parameters) {
    return new ParameterSpace(List.of(parameters));
  }

  /** Component names, in order; the columns of every table of parameters. */
  public List<String> names() {
    return parameters.stream().flatMap(p -> p.names().stream()).toList();
  }

  /** Number of components in the parameters' own units. */
  public int dimension() {
    // Asked for several times a simulation, where a stream would take longer than a simple model.
    int dimension = 0;
    for (Parameter parameter : parameters) {
      dimension += parameter.support().dimension();
    }
    return dimension;
  }

  /** Number of components in unconstrained space, where the flow works. */
  public int freeDimension() {
    return parameters.stream().mapToInt(p -> p.support().freeDimension()).sum();
  }

  /** Whether every component of {@code theta} lies inside its support. */
  public boolean contains(double[] theta) {
    requireDimension(theta);
    int offset = 0;
    for (Parameter parameter : parameters) {
      if (!parameter.support().contains(theta, offset)) {
        return false;
      }
      offset += parameter.support().dimension();
    }
    return true;
  }

  /**
   * Checks that {@code theta} lies inside the support.
   *
   * @throws IllegalArgumentException naming the first parameter that does not, its value and its
   *     support
   */
  public void requireInside(double[] theta) {
    requireDimension(theta);
    int offset = 0;
    for (Parameter parameter : parameters) {
      Support support = parameter.support();
      if (!support.contains(theta, offset)) {
        throw new IllegalArgumentException(
            "parameter "
                + String.join(", ", parameter.names())
                + " = "
                + values(theta, offset, support)
                + " is outside its support "
                + support.describe());
      }
      offset += support.dimension();
    }
  }

  private static String values(double[] theta, int offset, Support support) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < support.dimension(); i++) {
      text.append(i == 0 ? "" : ", ").append(theta[offset + i]);
    }
    return text.toString();
  }

  private void requireDimension(double[] theta) {
    if (theta.length != dimension()) {
      throw new IllegalArgumentException(
          "expected " + dimension() + " parameters " + names() + ", found " + theta.length);
    }
  }
}
