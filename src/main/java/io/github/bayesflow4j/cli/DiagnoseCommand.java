package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.DiagnosticTable;
import io.github.bayesflow4j.machine.Diagnosis;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.report.DiagnosticPage;
import java.nio.file.Path;
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

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Also write a page with all figures, which needs no network.")
  Optional<Path> report = Optional.empty();

  @Option(
      names = "--save",
      description = "Write these diagnostics on the machine's card in place of those there.")
  boolean save;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    Optional<OutputFile> page = report.map(path -> new OutputFile("--report", path));
    page.ifPresent(OutputFile::requireWritable);
    if (save) {
      MachineStore.requireSavable(folder);
    }
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      long used = seed.orElseGet(() -> DiagnosticOptions.seedAfter(loaded));
      Diagnosis diagnosis =
          diagnostics.diagnose(
              loaded, Processes.of(loaded, machine.name, "diagnosed"), used, simulation);
      DiagnosticReport found = diagnosis.report();
      bayesflow.out().print(DiagnosticTable.render(found));
      bayesflow.out().flush();
      page.ifPresent(
          file ->
              file.write(
                  DiagnosticPage.of(
                          machine.name, found, diagnosis.posteriors(), diagnosis.latents())
                      .html()));
      if (save) {
        loaded.save(folder, found);
        bayesflow.out().println("diagnostics saved in " + BayesFlowCommand.shown(folder));
        bayesflow.out().flush();
      }
      if (!found.calibrated()) {
        throw new CommandFailedException(
            "machine "
                + machine.name
                + " is not calibrated for "
                + String.join(", ", found.uncalibrated()));
      }
    }
    return 0;
  }
}
