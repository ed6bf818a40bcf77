package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Gives a machine of an earlier version what later ones have. */
@Command(
    name = "upgrade",
    description = {
      "Give a machine of an earlier version typicality, which tells whether data are like those it",
      "was trained on. Its weights, draws and diagnostics stay as they are."
    })
final class UpgradeCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Mixin SimulationOptions simulation;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      if (loaded.hasTypicality()) {
        bayesflow.out().println("machine " + machine.name + " has typicality already");
        return 0;
      }
      MachineStore.requireSavable(folder);
      try (EstimationMachine upgraded =
          loaded.withTypicality(
              Processes.of(loaded, machine.name, "upgraded"),
              simulation.threads,
              simulation.policy())) {
        if (!upgraded.hasTypicality()) {
          throw new CommandFailedException(
              "machine "
                  + machine.name
                  + " cannot have typicality: its training asks for fewer than 200 simulations for"
                  + " it, or its simulations do not differ or have no finite statistics");
        }
        upgraded.save(folder);
      }
    }
    bayesflow.out().println("typicality added to machine " + machine.name);
    return 0;
  }
}
