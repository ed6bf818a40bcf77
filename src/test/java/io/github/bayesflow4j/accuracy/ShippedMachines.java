package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.nio.file.Path;

/** The machines in the models folder, and fresh test sets for them. */
final class ShippedMachines {
  private ShippedMachines() {}

  static EstimationMachine load(String name) {
    return new MachineStore(Path.of("models")).load(name);
  }

  /** Test sets of one size, from streams that training does not use. */
  static Simulations testSets(GenerativeModel model, int count, int n, long seed) {
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      return engine.simulate(
          new RandomStreams(seed).in(RandomStreams.Domain.DIAGNOSTICS), count, n);
    }
  }
}
