package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.CardText;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.spec.ModelSpecs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints the card of a machine, or what a process is where there is no such machine. */
@Command(
    name = "describe",
    description = "Say what a machine or a process is, and what its data file holds.")
final class DescribeCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Parameters(
      index = "0",
      paramLabel = "MACHINE|PROCESS",
      description = "A machine as elsewhere; or, if there is none, a process.")
  String name;

  @Override
  public Integer call() {
    Optional<Path> machine = MachineArgument.find(bayesflow.store(), name);
    String text =
        machine.isPresent()
            ? CardText.markdown(MachineDescription.read(machine.get()))
            : ProcessModels.find(name)
                .map(model -> CardText.model(ModelSpecs.of(model)))
                .orElseThrow(this::unknown);
    bayesflow.out().print(text);
    bayesflow.out().flush();
    return 0;
  }

  private ParameterException unknown() {
    List<String> names =
        Stream.concat(bayesflow.store().names().stream(), Processes.CHOICES.names().stream())
            .distinct()
            .toList();
    return bayesflow.usageError(new Choices("machine or process", names).unknown(name));
  }
}
