package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.List;

/** Names of components with their units: {@code beta [1/day]}. */
final class ParameterLabels {
  private ParameterLabels() {}

  static List<String> of(ParameterSpace space) {
    return space.parameters().stream().flatMap(p -> labels(p).stream()).toList();
  }

  private static List<String> labels(Parameter parameter) {
    String unit = parameter.unit().map(text -> " [" + text + "]").orElse("");
    return parameter.names().stream().map(name -> name + unit).toList();
  }
}
