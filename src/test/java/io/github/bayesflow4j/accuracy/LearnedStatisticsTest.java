package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.Contraction;
import io.github.bayesflow4j.diagnostics.Recovery;
import io.github.bayesflow4j.diagnostics.SimulatedPosteriors;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.process.LotkaVolterra;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Statistics that a network learns of prey and predators against nine that were made by hand, as
 * published for the Lotka-Volterra model: the same flow, the same steps, the same simulations.
 * Prints what docs/reproductions.md states.
 */
@Tag("slow")
class LearnedStatisticsTest {
  private static final int STEPS = 10_000;
  private static final int TEST_SETS = 300;
  private static final int DRAWS = 1000;

  /** Mean log-density of the true parameters, in nats, and the recovery of each. */
  private record Reached(double logDensity, Recovery recovery) {}

  @Test
  void learnedStatisticsSayMoreThanThoseMadeByHand() {
    ExperimentSpec experiment = Experiments.packaged("lotka-volterra").orElseThrow();
    Reached byHand =
        reached("by hand", PopulationStatistics.model(), SummaryNetworks.identity(), experiment);
    Reached learned =
        reached("learned", LotkaVolterra.model(), experiment.getSummaryNetwork(), experiment);
    // The mean of 300 differences has an error of about .1 nats where they scatter by two.
    assertThat(learned.logDensity).isGreaterThan(byHand.logDensity + 1);
  }

  private static Reached reached(
      String label, GenerativeModel model, SummaryNetworkSpec network, ExperimentSpec experiment) {
    TrainingSpec training = experiment.getTraining().toBuilder().setSteps(STEPS).build();
    Simulations testSets = ShippedMachines.testSets(model, TEST_SETS, LotkaVolterra.TIMES, 2500);
    try (EstimationMachine machine =
        Trainer.online(model, network, experiment.getFlow(), training)
            .train(EstimationMachine::of)) {
      SimulatedPosteriors posteriors = SimulatedPosteriors.of(machine, testSets, DRAWS, 1);
      double logDensity = 0;
      for (int i = 0; i < TEST_SETS; i++) {
        double[][] truth = {testSets.theta(i)};
        logDensity += machine.logProb(testSets.dataSet(i), truth)[0] / TEST_SETS;
      }
      Reached reached =
          new Reached(logDensity, Recovery.of(posteriors, new RandomStreams(1).stream(0)));
      print(label, reached, Contraction.of(posteriors));
      return reached;
    }
  }

  private static void print(String label, Reached reached, Contraction contraction) {
    System.out.printf(Locale.ROOT, "%s: log-density %.3f nats%n", label, reached.logDensity);
    for (int j = 0; j < reached.recovery.components().size(); j++) {
      Recovery.Component one = reached.recovery.components().get(j);
      System.out.printf(
          Locale.ROOT,
          "%s | %s | %s | contraction %.5f%n",
          label,
          one.name(),
          RecoveryText.of(one),
          contraction.components().get(j).contraction());
    }
  }
}
