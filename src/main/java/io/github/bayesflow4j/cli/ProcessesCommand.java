package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists the built-in process models. */
@Command(name = "processes", description = "List the built-in process models.")
final class ProcessesCommand implements Callable<Integer> {
  private static final int MOST_NAMES = 8;

  @ParentCommand BayesFlowCommand bayesflow;

  @Override
  public Integer call() {
    TextTable table =
        TextTable.of(
            Column.left("process"),
            Column.left("parameters"),
            Column.left("data"),
            Column.left("description"));
    for (GenerativeModel model : ProcessModels.all()) {
      table =
          table.with(
              model.name(),
              parameters(model.space().names()),
              model.size().describe(),
              model.description());
    }
    bayesflow.print(table.lines());
    return 0;
  }

  /** All names, or the ends of a long list and how many there are. */
  private static String parameters(List<String> names) {
    int count = names.size();
    return count <= MOST_NAMES
        ? String.join(", ", names)
        : names.get(0)
            + ", "
            + names.get(1)
            + ", ..., "
            + names.get(count - 1)
            + " ("
            + count
            + ")";
  }
}
