package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian;

/**
 * Exact posteriors of theta_j ~ N(0, 1) seen through x_j ~ N(theta_j, 1/4), N(0.8 x_j, 0.2), with
 * what the diagnostics say of them.
 *
 * @param posteriors draws for test sets
 * @param latents true parameters in units of their posteriors, {@code [M, D]}
 * @param report all diagnostics
 */
@SuppressWarnings("ArrayRecordComponent") // a fixture
public record GaussianDiagnostics(
    SimulatedPosteriors posteriors, double[][] latents, DiagnosticReport report) {

  /** Of parameters with these names. */
  public static GaussianDiagnostics of(int testSets, int draws, List<String> names) {
    NormalizedGaussian normal = normal(7);
    ParameterSpace space = space(names);
    double[][] truths = new double[testSets][names.size()];
    double[][] latents = new double[testSets][names.size()];
    List<PosteriorSamples> samples = new ArrayList<>();
    double sd = Math.sqrt(0.2);
    for (int i = 0; i < testSets; i++) {
      double[][] columns = new double[names.size()][draws];
      for (int j = 0; j < names.size(); j++) {
        truths[i][j] = normal.sample();
        double mean = 0.8 * (truths[i][j] + 0.5 * normal.sample());
        latents[i][j] = (truths[i][j] - mean) / sd;
        Arrays.setAll(columns[j], l -> mean + sd * normal.sample());
      }
      samples.add(PosteriorSamples.ofColumns(space, columns));
    }
    SimulatedPosteriors posteriors = SimulatedPosteriors.of(space, truths, samples);
    return new GaussianDiagnostics(
        posteriors, latents, DiagnosticReport.of(posteriors, List.of(), 1));
  }

  /** Parameters that take any value. */
  public static ParameterSpace space(List<String> names) {
    return new ParameterSpace(
        names.stream().map(name -> Parameter.scalar(name, Support.real())).toList());
  }

  /** Correlated draws: component j is half of component j - 1 and a normal number. */
  public static PosteriorSamples draws(int count, List<String> names) {
    NormalizedGaussian normal = normal(11);
    double[][] columns = new double[names.size()][count];
    for (int l = 0; l < count; l++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][l] = normal.sample() + (j == 0 ? 0 : columns[j - 1][l]);
      }
    }
    return PosteriorSamples.ofColumns(space(names), columns);
  }

  private static NormalizedGaussian normal(long seed) {
    return NormalizedGaussian.of(new RandomStreams(seed).stream(0));
  }
}
