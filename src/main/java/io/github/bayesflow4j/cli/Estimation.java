package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineLoading;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.posterior.PosteriorMode;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * All that a machine says about one data set.
 *
 * @param samples draws from the posterior
 * @param mode of the posterior
 * @param typicality of the data, where the machine tells
 */
record Estimation(PosteriorSamples samples, PosteriorMode mode, Optional<Typicality> typicality) {

  /** Asks the machine that is being loaded. */
  static Estimation of(MachineLoading loading, DataSet observed, int draws, long seed) {
    try (EstimationMachine machine = loading.finish()) {
      CompletableFuture<Void> prepared =
          CompletableFuture.runAsync(() -> machine.prepareScores(observed));
      PosteriorSamples samples = machine.sample(observed, draws, seed);
      // Where the preparation failed, the scores fail in the same way, and the user learns of it.
      prepared.exceptionally(error -> null).join();
      PosteriorMode mode = PosteriorMode.of(machine, observed, samples);
      return new Estimation(samples, mode, typicality(machine, observed));
    }
  }

  private static Optional<Typicality> typicality(EstimationMachine machine, DataSet observed) {
    return machine.hasTypicality() ? Optional.of(machine.typicality(observed)) : Optional.empty();
  }
}
