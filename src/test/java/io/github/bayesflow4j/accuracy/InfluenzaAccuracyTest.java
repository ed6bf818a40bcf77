package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.Influenza;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.tabular.DataSetFile;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.junit.jupiter.api.Test;

/**
 * The shipped influenza machine on the outbreak of 1978, against the exact posterior.
 *
 * <p>The exact figures come from a long Markov chain on the exact likelihood. Allowed: a quarter of
 * a posterior deviation in the mean, 15 % in the deviation. With 40,000 draws the Monte Carlo error
 * is below 1 % of a deviation, so what is measured is the machine.
 */
class InfluenzaAccuracyTest {
  private static final int DRAWS = 40_000;

  @Test
  void theShippedMachineAgreesWithTheExactPosterior() {
    try (EstimationMachine machine = ShippedMachines.load("influenza")) {
      check(machine);
    }
  }

  static void check(EstimationMachine machine) {
    DataSet observed =
        DataSetFile.read(
            Path.of("examples/influenza/boarding-school-1978.csv"),
            Influenza.model().observables());
    PosteriorSamples posterior = machine.sample(observed, DRAWS, 1);
    double[] beta = posterior.column("beta");
    double[] gamma = posterior.column("gamma");
    double[] r0 = new double[DRAWS];
    Arrays.setAll(r0, i -> beta[i] / gamma[i]);
    assertClose("beta", beta, 1.735, 0.054);
    assertClose("gamma", gamma, 0.542, 0.045);
    assertClose("phi_inv", posterior.column("phi_inv"), 0.137, 0.075);
    assertClose("beta/gamma", r0, 3.224, 0.281);
  }

  private static void assertClose(String name, double[] draws, double mean, double sd) {
    System.out.printf(
        "%s: mean %.4f (exact %.4f, off by %.2f sd), sd %.4f (exact %.4f, ratio %.3f)%n",
        name,
        Mean.of(draws).getAsDouble(),
        mean,
        (Mean.of(draws).getAsDouble() - mean) / sd,
        StandardDeviation.of(draws).getAsDouble(),
        sd,
        StandardDeviation.of(draws).getAsDouble() / sd);
    assertThat(Mean.of(draws).getAsDouble())
        .as("mean of %s", name)
        .isBetween(mean - 0.25 * sd, mean + 0.25 * sd);
    assertThat(StandardDeviation.of(draws).getAsDouble())
        .as("deviation of %s", name)
        .isBetween(0.85 * sd, 1.15 * sd);
  }
}
