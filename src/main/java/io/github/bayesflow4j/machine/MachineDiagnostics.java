package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.diagnostics.CalibrationDependence.Covariate;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.ExpectedCoverage;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.diagnostics.RankUniformityTest;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/** Measures how good a machine is on fresh simulations of its process model. */
public final class MachineDiagnostics {
  private MachineDiagnostics() {}

  /**
   * Simulates test sets, of sizes drawn from the model's law, and computes all diagnostics.
   *
   * @param testSets number of test sets
   * @param draws posterior draws for each
   * @param seed same seed, same report; use one that training did not
   */
  public static DiagnosticReport diagnose(
      EstimationMachine machine, GenerativeModel model, int testSets, int draws, long seed) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (SimulationEngine engine = new SimulationEngine(model, threads, FailurePolicy.STOP)) {
      return diagnose(machine, engine.simulate(streams(seed), testSets), draws, seed);
    }
  }

  /** The streams of the test sets that belong to a seed. */
  public static RandomStreams streams(long seed) {
    return new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS);
  }

  /** Computes all diagnostics on given test sets, for example ones of a single size. */
  public static DiagnosticReport diagnose(
      EstimationMachine machine, Simulations testSets, int draws, long seed) {
    return examine(machine, testSets, draws, seed, done -> {}).report();
  }

  /**
   * Computes all diagnostics on given test sets and keeps what they were computed from.
   *
   * @param progress told how many test sets were finished since the last time; each is counted
   *     twice, for its draws and for their densities
   */
  public static Diagnosis examine(
      EstimationMachine machine, Simulations testSets, int draws, long seed, IntConsumer progress) {
    SimulatedPosteriors posteriors =
        SimulatedPosteriors.of(new Watched(machine, progress), testSets, draws, seed);
    double[][] latents = latents(machine, testSets);
    // Apart from the streams of the metrics, which are those of the seed itself.
    UniformRandomProvider random = streams(seed).child(1).stream(0);
    int[] ranks = densityRanks(machine, testSets, posteriors, random, progress);
    ExpectedCoverage density =
        ExpectedCoverage.of(ranks, RankUniformityTest.simulate(testSets.count(), draws, random));
    DiagnosticReport report =
        DiagnosticReport.of(posteriors, covariates(machine, testSets), seed)
            .with(density, LatentCheck.of(latents));
    return new Diagnosis(posteriors, latents, report);
  }

  /** A machine that tells how far it is. */
  private record Watched(EstimationMachine machine, IntConsumer progress)
      implements PosteriorSampler {
    @Override
    public ParameterSpace space() {
      return machine.space();
    }

    @Override
    public PosteriorSamples sample(DataSet observed, int draws, long seed) {
      return machine.sample(observed, draws, seed);
    }

    @Override
    public List<PosteriorSamples> sample(List<DataSet> observed, int draws, long seed) {
      return machine.sample(observed, draws, seed, progress);
    }
  }

  /** The number of rows where it varies, and known quantities. */
  private static List<Covariate> covariates(EstimationMachine machine, Simulations testSets) {
    List<Covariate> covariates = new ArrayList<>();
    if (machine.size().min() < machine.size().max()) {
      double[] rows =
          IntStream.range(0, testSets.count())
              .mapToDouble(i -> testSets.dataSet(i).rows(testSets.observables()))
              .toArray();
      covariates.add(Covariate.of("number of rows", rows));
    }
    List<String> names = machine.estimator().getModel().getContextList();
    for (int k = 0; k < names.size(); k++) {
      int column = k;
      double[] values =
          IntStream.range(0, testSets.count())
              .mapToDouble(i -> testSets.context()[i * names.size() + column])
              .toArray();
      covariates.add(Covariate.of(names.get(k), values));
    }
    return covariates;
  }

  private static double[][] latents(EstimationMachine machine, Simulations testSets) {
    int dimension = machine.space().dimension();
    int together = DataSetGroups.together(testSets.rows());
    List<double[]> all = new ArrayList<>();
    for (int first = 0; first < testSets.count(); first += together) {
      Simulations some = testSets.range(first, Math.min(testSets.count(), first + together));
      all.addAll(List.of(machine.latent(some.batch(), some.parameters())));
    }
    return all.toArray(new double[0][dimension]);
  }

  /** The number of draws in the smallest region of highest density that holds the truth. */
  private static int[] densityRanks(
      EstimationMachine machine,
      Simulations testSets,
      SimulatedPosteriors posteriors,
      UniformRandomProvider random,
      IntConsumer progress) {
    int points = posteriors.draws() + 1;
    int together =
        Math.min(
            DataSetGroups.together(testSets.rows()),
            Math.max(1, InferenceSession.ROWS_TOGETHER / points));
    double[][] logProb = new double[testSets.count()][];
    IntStream.range(0, (logProb.length + together - 1) / together)
        .parallel()
        .forEach(
            group -> {
              int first = group * together;
              int end = Math.min(logProb.length, first + together);
              Simulations some = testSets.range(first, end);
              double[] found =
                  machine.logProb(some.batch(), truthsAndDraws(some, posteriors, first));
              for (int i = first; i < end; i++) {
                int start = (i - first) * points;
                logProb[i] = Arrays.copyOfRange(found, start, start + points);
              }
              synchronized (logProb) {
                progress.accept(end - first);
              }
            });
    return Arrays.stream(logProb)
        .mapToInt(
            each ->
                ExpectedCoverage.densityRank(each[0], Arrays.copyOfRange(each, 1, points), random))
        .toArray();
  }

  /** The true parameters of each test set and its draws, {@code [count * (L + 1) * D]}. */
  private static float[] truthsAndDraws(
      Simulations some, SimulatedPosteriors posteriors, int first) {
    int dimension = posteriors.dimension();
    int points = posteriors.draws() + 1;
    float[] theta = new float[some.count() * points * dimension];
    for (int i = 0; i < some.count(); i++) {
      int start = i * points * dimension;
      System.arraycopy(some.parameters(), i * dimension, theta, start, dimension);
      for (int j = 0; j < dimension; j++) {
        double[] column = posteriors.samples(first + i).column(j);
        for (int l = 0; l < column.length; l++) {
          theta[start + (l + 1) * dimension + j] = (float) column[l];
        }
      }
    }
    return theta;
  }
}
