package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.List;

/** Measures how good a machine is on fresh simulations of its process model. */
public final class MachineDiagnostics {
  private MachineDiagnostics() {}

  /**
   * Simulates test sets, of sizes drawn as in training, and computes all diagnostics.
   *
   * @param testSets number of test sets
   * @param draws posterior draws for each
   * @param seed same seed, same report; use one that training did not
   */
  public static DiagnosticReport diagnose(
      EstimationMachine machine, GenerativeModel model, int testSets, int draws, long seed) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (SimulationEngine engine = new SimulationEngine(model, threads, FailurePolicy.STOP)) {
      Simulations simulations =
          engine.simulate(new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS), testSets);
      return diagnose(machine, simulations, draws, seed);
    }
  }

  /** Computes all diagnostics on given test sets, for example ones of a single size. */
  public static DiagnosticReport diagnose(
      EstimationMachine machine, Simulations testSets, int draws, long seed) {
    return examine(machine, testSets, draws, seed).report();
  }

  /** Computes all diagnostics on given test sets and keeps what they were computed from. */
  public static Diagnosis examine(
      EstimationMachine machine, Simulations testSets, int draws, long seed) {
    SimulatedPosteriors posteriors = SimulatedPosteriors.of(machine, testSets, draws, seed);
    double[][] latents = latents(machine, testSets);
    return new Diagnosis(
        posteriors, latents, DiagnosticReport.of(posteriors, seed).with(LatentCheck.of(latents)));
  }

  private static double[][] latents(EstimationMachine machine, Simulations testSets) {
    int dimension = machine.space().dimension();
    int together = Math.max(1, EstimationMachine.ROWS_AT_ONCE / Math.max(1, testSets.rows()));
    List<double[]> all = new ArrayList<>();
    for (int first = 0; first < testSets.count(); first += together) {
      Simulations some = testSets.range(first, Math.min(testSets.count(), first + together));
      all.addAll(List.of(machine.latent(some.batch(), some.parameters())));
    }
    return all.toArray(new double[0][dimension]);
  }
}
