package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.List;
import java.util.Optional;

/**
 * All diagnostics of one posterior on one group of simulated test sets.
 *
 * @param testSets number M of test sets
 * @param draws number L of draws for each
 * @param seed the seed of what the diagnostics themselves simulate: null distributions and ties
 * @param recovery recovery of the true parameters
 * @param calibration calibration error of central intervals
 * @param ranks simulation-based calibration
 * @param contraction contraction and z-scores
 * @param latents check of the latent space, where the posterior has one
 */
public record DiagnosticReport(
    int testSets,
    int draws,
    long seed,
    Recovery recovery,
    CalibrationError calibration,
    RankStatistics ranks,
    Contraction contraction,
    Optional<LatentCheck> latents) {

  /**
   * Computes all metrics but the latent check.
   *
   * @param seed same seed, same report
   */
  public static DiagnosticReport of(SimulatedPosteriors posteriors, long seed) {
    RandomStreams streams = new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS);
    return new DiagnosticReport(
        posteriors.testSets(),
        posteriors.draws(),
        seed,
        Recovery.of(posteriors, streams.stream(2)),
        CalibrationError.of(posteriors, streams.stream(0)),
        RankStatistics.of(posteriors, streams.stream(1)),
        Contraction.of(posteriors),
        Optional.empty());
  }

  /** This report with a check of the latent space. */
  public DiagnosticReport with(LatentCheck check) {
    return new DiagnosticReport(
        testSets, draws, seed, recovery, calibration, ranks, contraction, Optional.of(check));
  }

  /** Names of the components, in order. */
  public List<String> names() {
    return recovery.components().stream().map(Recovery.Component::name).toList();
  }

  /**
   * Whether the posterior passes as calibrated: the test that the ranks of the true values are
   * uniform ({@link RankUniformityTest}) rejects no component at the 5 % level, Holm-corrected for
   * the number of components. An exact posterior passes at least 95 times in 100. The other metrics
   * do not enter, nor does the latent check.
   */
  public boolean calibrated() {
    return ranks.uniform();
  }

  /** Names of the components for which {@link #calibrated} is rejected. */
  public List<String> uncalibrated() {
    return ranks.components().stream()
        .filter(RankStatistics.Component::rejected)
        .map(RankStatistics.Component::name)
        .toList();
  }
}
