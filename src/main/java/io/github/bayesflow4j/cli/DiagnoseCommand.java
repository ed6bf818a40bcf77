package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.DiagnosticTable;
import io.github.bayesflow4j.machine.EstimationMachine;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures how good a machine is on fresh simulations. */
@Command(
    name = "diagnose",
    description = "Measure recovery and calibration of a machine on fresh simulations.",
    footer = {"", "Exit code 1 if the machine is not calibrated."})
final class DiagnoseCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Mixin DiagnosticOptions diagnostics;

  @Mixin SimulationOptions simulation;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the test sets; one above that of the training unless given.")
  Optional<Long> seed = Optional.empty();

  @Override
  public Integer call() {
    try (EstimationMachine loaded = EstimationMachine.load(machine.folder(bayesflow))) {
      long used = seed.orElseGet(() -> DiagnosticOptions.seedAfter(loaded));
      DiagnosticReport report =
          diagnostics.diagnose(
              loaded, Processes.of(loaded, machine.name, "diagnosed"), used, simulation);
      bayesflow.out().print(DiagnosticTable.render(report));
      bayesflow.out().flush();
      if (!report.calibrated()) {
        throw new CommandFailedException(
            "machine "
                + machine.name
                + " is not calibrated for "
                + String.join(", ", report.uncalibrated()));
      }
    }
    return 0;
  }
}
