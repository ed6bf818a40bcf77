package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.simulation.GivenColumns;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What a density is given on the command line. */
final class GivenOption {
  @Option(
      names = "--given",
      paramLabel = "COL=VALUE",
      split = ",",
      description = "What the density is given: a number, or a class.")
  Map<String, String> given = new LinkedHashMap<>();

  /**
   * The columns that a density is given.
   *
   * @throws CommandFailedException if the machine takes data
   * @throws picocli.CommandLine.ParameterException if what is given is none of them
   */
  GivenColumns columns(BayesFlowCommand bayesflow, MachineDescription machine) {
    ModelSpec model = machine.estimator().getModel();
    if (model.getObservableCount() > 0) {
      throw new CommandFailedException(
          "machine "
              + model.getName()
              + " is no density that was fitted to samples: it takes data; see bayesflow estimate");
    }
    GivenColumns columns = new GivenColumns(model.getContextList());
    Set<String> names = columns.columns();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw bayesflow.usageError(
            names.isEmpty()
                ? "machine " + model.getName() + " is given nothing, found --given " + name
                : "--given "
                    + name
                    + ": machine "
                    + model.getName()
                    + " is given "
                    + String.join(", ", names));
      }
    }
    return columns;
  }

  /**
   * The known quantities, all of them from the command line.
   *
   * @throws picocli.CommandLine.ParameterException if one is missing or has no such value
   */
  double[] values(BayesFlowCommand bayesflow, MachineDescription machine) {
    GivenColumns columns = columns(bayesflow, machine);
    if (!given.keySet().equals(columns.columns())) {
      throw bayesflow.usageError(
          "machine "
              + machine.estimator().getModel().getName()
              + " needs --given "
              + columns.columns().stream()
                  .map(name -> name + "=VALUE")
                  .collect(Collectors.joining(",")));
    }
    try {
      return columns.encode(given);
    } catch (IllegalArgumentException e) {
      throw bayesflow.usageError("--given: " + e.getMessage());
    }
  }
}
