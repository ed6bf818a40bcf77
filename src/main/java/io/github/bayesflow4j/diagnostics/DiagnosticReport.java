package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.diagnostics.CalibrationDependence.Covariate;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.List;
import java.util.Optional;

/**
 * All diagnostics of one posterior on one group of simulated test sets.
 *
 * @param testSets number M of test sets
 * @param draws number L of draws for each
 * @param seed the seed of what the diagnostics themselves simulate: null distributions, resamples
 *     and ties
 * @param recovery recovery of the true parameters
 * @param recognition which parameters the data speak about
 * @param calibration calibration error of central intervals
 * @param coverage coverage of central intervals
 * @param ranks simulation-based calibration
 * @param contraction contraction and z-scores
 * @param dataAveraged the average of all posteriors against the prior
 * @param dependence where calibration is off
 * @param randomPoints coverage of balls around random points, all components together
 * @param density coverage of regions of highest density, where the posterior has a density
 * @param latents check of the latent space, where the posterior has one
 */
public record DiagnosticReport(
    int testSets,
    int draws,
    long seed,
    Recovery recovery,
    Recognition recognition,
    CalibrationError calibration,
    Coverage coverage,
    RankStatistics ranks,
    Contraction contraction,
    DataAveragedPosterior dataAveraged,
    CalibrationDependence dependence,
    Tarp randomPoints,
    Optional<ExpectedCoverage> density,
    Optional<LatentCheck> latents) {

  /**
   * Computes all metrics that need draws alone.
   *
   * @param covariates functions of the data of the test sets, such as their numbers of rows, in
   *     bins of which calibration is looked at
   * @param seed same seed, same report
   * @throws IllegalArgumentException if a covariate has not one value for each test set
   */
  public static DiagnosticReport of(
      SimulatedPosteriors posteriors, List<Covariate> covariates, long seed) {
    RandomStreams streams = new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS);
    return new DiagnosticReport(
        posteriors.testSets(),
        posteriors.draws(),
        seed,
        Recovery.of(posteriors, streams.stream(2)),
        Recognition.of(posteriors, streams.stream(3)),
        CalibrationError.of(posteriors, streams.stream(0)),
        Coverage.of(posteriors, streams.stream(4)),
        RankStatistics.of(posteriors, streams.stream(1)),
        Contraction.of(posteriors),
        DataAveragedPosterior.of(posteriors, streams.stream(5)),
        CalibrationDependence.of(posteriors, covariates, streams.stream(6)),
        Tarp.of(posteriors, streams.stream(7)),
        Optional.empty(),
        Optional.empty());
  }

  /** This report with what needs the density of the posterior and its latent space. */
  public DiagnosticReport with(ExpectedCoverage coverageByDensity, LatentCheck check) {
    return new DiagnosticReport(
        testSets,
        draws,
        seed,
        recovery,
        recognition,
        calibration,
        coverage,
        ranks,
        contraction,
        dataAveraged,
        dependence,
        randomPoints,
        Optional.of(coverageByDensity),
        Optional.of(check));
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
