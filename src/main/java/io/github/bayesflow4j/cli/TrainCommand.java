package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.DiagnosticTable;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.tabular.SimulationTable;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains a machine, saves it, and says how good it is. */
@Command(
    name = "train",
    description = {
      "Train a machine, save it, and measure its recovery and calibration.",
      "An interrupted training goes on from its checkpoint when the same command is given again."
    })
final class TrainCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin ExperimentOptions experiment;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder of the machine; the process's name in the models folder unless given.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--table",
      paramLabel = "FILE.csv",
      description = "Train on this table, in the layout that bayesflow simulate writes.")
  Optional<Path> table = Optional.empty();

  @Option(
      names = "--simulations",
      paramLabel = "N",
      converter = WholeNumbers.Positive.class,
      description =
          "Train on N simulations that are made once, rather than on fresh ones at every step.")
  Optional<Integer> simulations = Optional.empty();

  @Mixin SimulationOptions simulation;

  @Mixin DiagnosticOptions diagnostics;

  @Override
  public Integer call() {
    if (table.isPresent() && simulations.isPresent()) {
      throw bayesflow.usageError("--table and --simulations exclude each other, found both");
    }
    boolean limited = table.isPresent() || simulations.isPresent();
    Experiment chosen =
        experiment.experiment(
            bayesflow,
            process ->
                limited
                    ? Experiments.forTables(process.space())
                    : ExperimentSpec.getDefaultInstance());
    GenerativeModel model = chosen.model();
    Path folder = out.orElseGet(() -> bayesflow.models.resolve(model.name()));
    MachineTraining session = MachineTraining.into(bayesflow, folder);
    Trainer trainer =
        trainer(chosen).simulationThreads(simulation.threads).failurePolicy(simulation.policy());
    try (EstimationMachine machine =
        session.run(trainer, chosen.training(), model.name(), "simulations")) {
      session.say("");
      DiagnosticReport report =
          diagnostics
              .diagnose(machine, model, DiagnosticOptions.seedAfter(machine), simulation)
              .report();
      machine.save(folder, report);
      bayesflow.out().print(DiagnosticTable.render(report));
      session.say("");
      session.say("next: bayesflow estimate " + bayesflow.nameOf(folder) + " DATA.csv");
    }
    return 0;
  }

  private Trainer trainer(Experiment chosen) {
    Optional<Simulations> budget = budget(chosen);
    if (budget.isEmpty()) {
      return Trainer.online(
          chosen.model(), chosen.summaryNetwork(), chosen.flow(), chosen.training());
    }
    return Trainer.fromTable(
        ModelSpecs.of(chosen.model()),
        budget.get(),
        chosen.summaryNetwork(),
        chosen.flow(),
        chosen.training());
  }

  /** All there is to train on, where that is limited. */
  private Optional<Simulations> budget(Experiment chosen) {
    GenerativeModel model = chosen.model();
    if (table.isPresent()) {
      return Optional.of(
          SimulationTable.read(
              table.get(), model.space(), model.observables(), model.contextNames()));
    }
    if (simulations.isEmpty()) {
      return Optional.empty();
    }
    RandomStreams streams =
        new RandomStreams(chosen.training().getSeed()).in(RandomStreams.Domain.SIMULATION);
    try (SimulationEngine engine = simulation.engine(model)) {
      return Optional.of(engine.simulate(streams, simulations.get()));
    }
  }
}
