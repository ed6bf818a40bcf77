package io.github.bayesflow4j.plot;

import io.github.bayesflow4j.diagnostics.CalibrationError;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.posterior.PosteriorSampler;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ExactPosteriors;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Draws the figures of docs/gallery.md: of each system's machine the posterior of one simulated
 * data set and the calibration over many, and beside it Markov chains where there is a likelihood.
 */
public final class Gallery {
  private static final List<String> SYSTEMS =
      List.of(
          "linear-regression",
          "ricker",
          "sir",
          "levy-flight",
          "cosmic-rays",
          "signal-strengths",
          "beam-profile");

  private static final Map<String, PosteriorSampler> EXACT =
      Map.of(
          "cosmic-rays", ExactPosteriors.cosmicRays(),
          "beam-profile", ExactPosteriors.beamProfile());

  private static final int SEED = 3;
  private static final int TEST_SETS = 300;
  private static final int DRAWS = 1000;
  private static final int SHOWN_DRAWS = 2000;
  private static final double SCALE = 1;

  private Gallery() {}

  /**
   * Draws the figures.
   *
   * @param args folder of the machines, and folder of the figures
   */
  public static void main(String[] args) throws IOException {
    Path figures = Files.createDirectories(Path.of(args[1]));
    MachineStore machines = new MachineStore(Path.of(args[0]));
    for (String name : SYSTEMS) {
      try (EstimationMachine machine = machines.load(name)) {
        draw(name, machine, figures);
      }
    }
    System.exit(0);
  }

  private static void draw(String name, EstimationMachine machine, Path figures)
      throws IOException {
    GenerativeModel model = ProcessModels.find(name).orElseThrow();
    Simulations testSets = simulate(model, TEST_SETS, model.size().max());
    write(figures, name + "-posterior", posterior(machine, model, testSets));
    PosteriorSampler exact = EXACT.get(name);
    if (exact != null) {
      write(figures, name + "-chains", posterior(exact, model, testSets));
    }
    SimulatedPosteriors posteriors = SimulatedPosteriors.of(machine, testSets, DRAWS, SEED);
    CalibrationError calibration =
        CalibrationError.of(posteriors, new RandomStreams(SEED).stream(0));
    write(figures, name + "-calibration", CalibrationFigure.of(calibration, TEST_SETS, DRAWS));
  }

  private static Figure posterior(
      PosteriorSampler sampler, GenerativeModel model, Simulations testSets) {
    PosteriorSamples draws = sampler.sample(testSets.dataSet(0), SHOWN_DRAWS, SEED);
    // Only their parameters are looked at.
    Simulations prior = simulate(model, SHOWN_DRAWS, model.size().min());
    return PairPlot.of(draws)
        .withPrior(PosteriorSamples.ofRows(model.space(), prior.parameters(), 0, SHOWN_DRAWS))
        .marking("truth", testSets.theta(0))
        .figure();
  }

  private static Simulations simulate(GenerativeModel model, int count, int n) {
    try (SimulationEngine engine =
        new SimulationEngine(
            model, Runtime.getRuntime().availableProcessors(), FailurePolicy.STOP)) {
      return engine.simulate(
          new RandomStreams(SEED).in(RandomStreams.Domain.DIAGNOSTICS), count, n);
    }
  }

  private static void write(Path folder, String name, Figure figure) throws IOException {
    figure.writePng(folder.resolve(name + ".png"), SCALE);
  }
}
