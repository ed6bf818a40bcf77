package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.SimulationEngine;
import picocli.CommandLine.Option;

/** Options of every command that simulates. */
final class SimulationOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = WholeNumbers.Positive.class,
      description = "Threads that simulate; one for each core unless given.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--skip-failures",
      description = "Draw failed simulations anew, rather than stop.")
  boolean skipFailures;

  FailurePolicy policy() {
    return skipFailures ? FailurePolicy.SKIP : FailurePolicy.STOP;
  }

  SimulationEngine engine(GenerativeModel model) {
    return new SimulationEngine(model, threads, policy());
  }
}
