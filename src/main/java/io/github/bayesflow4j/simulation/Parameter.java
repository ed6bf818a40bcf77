package io.github.bayesflow4j.simulation;

import java.util.List;
import java.util.Optional;

/**
 * One parameter of a process model: its component names, its support and its unit.
 *
 * @param names one name for a scalar, one for each fraction of a simplex
 * @param support the values it can take
 * @param unit the unit its values are given in, where there is one
 */
public record Parameter(List<String> names, Support support, Optional<String> unit) {

  public Parameter {
    names = List.copyOf(names);
    if (names.size() != support.dimension()) {
      throw new IllegalArgumentException(
          "parameter "
              + names
              + " has "
              + names.size()
              + " names for a support of dimension "
              + support.dimension());
    }
    for (String name : names) {
      if (name.isBlank() || name.contains(",") || name.contains("\n")) {
        throw new IllegalArgumentException(
            "a parameter name must be non-blank and free of commas and line breaks, was '"
                + name
                + "'");
      }
    }
  }

  /** A scalar without unit. */
  public static Parameter scalar(String name, Support support) {
    return new Parameter(List.of(name), support, Optional.empty());
  }

  /** This parameter with its values said to be in {@code unit}. */
  public Parameter in(String unit) {
    return new Parameter(names, support, Optional.of(unit));
  }
}
