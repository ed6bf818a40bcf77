package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.machine.MachineFormatException;
import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists the machines of the models folder. */
@Command(name = "machines", description = "List the trained machines.")
final class MachinesCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Override
  public Integer call() {
    MachineStore store = bayesflow.store();
    if (store.names().isEmpty()) {
      bayesflow
          .out()
          .println(
              "no machines in "
                  + BayesFlowCommand.shown(store.root())
                  + "; train one with: bayesflow train PROCESS");
      return 0;
    }
    TextTable table =
        TextTable.of(
            Column.left("machine"),
            Column.left("process"),
            Column.left("parameters"),
            Column.right("simulations"),
            Column.left("state"));
    for (String name : store.names()) {
      table = table.with(row(store, name));
    }
    bayesflow.print(table.lines());
    return 0;
  }

  /** A damaged machine is listed as such; describe says what is wrong with it. */
  private static List<String> row(MachineStore store, String name) {
    try {
      MachineDescription machine = MachineDescription.read(store.root().resolve(name));
      ModelSpec model = machine.estimator().getModel();
      return List.of(
          name,
          model.getName(),
          model.getParameterList().stream()
              .flatMap(parameter -> parameter.getNameList().stream())
              .collect(Collectors.joining(", ")),
          Long.toString(machine.card().getSimulations()),
          state(machine.card()));
    } catch (MachineFormatException e) {
      return List.of(name, "", "", "", "damaged");
    }
  }

  private static String state(MachineCardSpec card) {
    if (!card.hasDiagnostics()) {
      return "not diagnosed";
    }
    return card.getDiagnostics().getCalibrated() ? "calibrated" : "not calibrated";
  }
}
