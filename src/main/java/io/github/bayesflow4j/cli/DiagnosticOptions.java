package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.Diagnosis;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDiagnostics;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.Locale;
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

  /** Of all memory, what draws may take. */
  private static final double SHARE_OF_MEMORY = 0.6;

  /** The seed of test sets unless the user gives one: never that of the training. */
  static long seedAfter(EstimationMachine machine) {
    return machine.card().getTraining().getSeed() + 1;
  }

  /**
   * Simulates test sets and computes all diagnostics, showing on a terminal how far they are.
   *
   * @throws CommandFailedException if all draws together do not fit into memory
   */
  Diagnosis diagnose(
      EstimationMachine machine, GenerativeModel model, long seed, SimulationOptions simulation) {
    requireMemory(machine.space().dimension());
    try (SimulationEngine engine = simulation.engine(model);
        DiagnosticProgress progress = new DiagnosticProgress(2L * testSets)) {
      Simulations simulated = engine.simulate(MachineDiagnostics.streams(seed), testSets);
      return MachineDiagnostics.examine(machine, simulated, draws, seed, progress);
    }
  }

  private void requireMemory(int dimension) {
    double needed = (double) testSets * draws * dimension * Double.BYTES;
    double there = Runtime.getRuntime().maxMemory() * SHARE_OF_MEMORY;
    if (needed > there) {
      throw new CommandFailedException(
          String.format(
              Locale.ROOT,
              "%d test sets of %d draws of %d parameters take %.1f GB, there are %.1f: ask for fewer,"
                  + " or allow more in BAYESFLOW_JAVA_OPTS (-Xmx)",
              testSets,
              draws,
              dimension,
              needed / 1e9,
              there / 1e9));
    }
  }
}
