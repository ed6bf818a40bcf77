package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.training.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Machines trained anew by the packaged experiments, held to what the shipped ones are held to.
 *
 * <p>Each training takes minutes; the seed is fixed by the experiment. The Levy flight is left out:
 * its simulations alone take a core more than a quarter of an hour.
 */
@Tag("slow")
class RetrainedMachinesTest {

  @Test
  void influenza() {
    try (EstimationMachine machine = train("influenza")) {
      InfluenzaAccuracyTest.check(machine);
    }
  }

  @Test
  void linearRegression() {
    try (EstimationMachine machine = train("linear-regression")) {
      LinearRegressionAccuracyTest.check(machine, 50, 0.1467, 0.9787);
      LinearRegressionAccuracyTest.check(machine, 250, 0.0637, 0.9959);
      LinearRegressionAccuracyTest.check(machine, 500, 0.0449, 0.9980);
    }
  }

  @Test
  void gaussian() {
    try (EstimationMachine machine = train("gaussian")) {
      for (int n : new int[] {1, 10, 100, 250, 500}) {
        GaussianAccuracyTest.check(machine, n);
      }
    }
  }

  private static EstimationMachine train(String name) {
    GenerativeModel model = ProcessModels.find(name).orElseThrow();
    ExperimentSpec experiment = Experiments.packaged(name).orElseThrow();
    return Trainer.online(
            model, experiment.getSummaryNetwork(), experiment.getFlow(), experiment.getTraining())
        .train(EstimationMachine::of);
  }
}
