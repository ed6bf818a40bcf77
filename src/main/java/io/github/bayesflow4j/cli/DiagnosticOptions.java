package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.Diagnosis;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDiagnostics;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import picocli.CommandLine.Option;

/** Options of every command that diagnoses a machine. */
final class DiagnosticOptions {
  @Option(
      names = "--test-sets",
      paramLabel = "N",
      converter = WholeNumbers.Several.class,
      description = "Simulated data sets to diagnose on (${DEFAULT-VALUE}).")
  int testSets = 1000;

  @Option(
      names = "--draws",
      paramLabel = "N",
      converter = WholeNumbers.Several.class,
      description = "Posterior draws for each of them (${DEFAULT-VALUE}).")
  int draws = 1000;

  /** The seed of test sets unless the user gives one: never that of the training. */
  static long seedAfter(EstimationMachine machine) {
    return machine.card().getTraining().getSeed() + 1;
  }

  /** Simulates test sets and computes all diagnostics. */
  Diagnosis diagnose(
      EstimationMachine machine, GenerativeModel model, long seed, SimulationOptions simulation) {
    try (SimulationEngine engine = simulation.engine(model)) {
      RandomStreams streams = new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS);
      Simulations simulated = engine.simulate(streams, testSets);
      return MachineDiagnostics.examine(machine, simulated, draws, seed, done -> {});
    }
  }
}
