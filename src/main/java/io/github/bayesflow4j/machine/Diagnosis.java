package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import java.util.Arrays;

/** The diagnostics of a machine with the draws and latent values they were computed from. */
public final class Diagnosis {
  private final SimulatedPosteriors posteriors;
  private final double[][] latents;
  private final DiagnosticReport report;

  Diagnosis(SimulatedPosteriors posteriors, double[][] latents, DiagnosticReport report) {
    this.posteriors = posteriors;
    this.latents = latents;
    this.report = report;
  }

  /** Posterior draws for the test sets. */
  public SimulatedPosteriors posteriors() {
    return posteriors;
  }

  /** True parameters of the test sets in latent space, {@code [M, free D]}. */
  public double[][] latents() {
    return Arrays.stream(latents).map(double[]::clone).toArray(double[][]::new);
  }

  /** All metrics. */
  public DiagnosticReport report() {
    return report;
  }
}
