package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.CalibrationDependence.Dependence;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.training.GaussianModels;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MachineDiagnosticsTest {
  private static final int TEST_SETS = 150;
  private static final int DRAWS = 60;

  private static EstimationMachine machine;
  private static Simulations testSets;

  @BeforeAll
  static void train() {
    machine = SmallMachines.rows(1);
    testSets = simulate(GaussianModels.rows());
  }

  @AfterAll
  static void close() {
    machine.close();
  }

  private static Simulations simulate(GenerativeModel model) {
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      return engine.simulate(MachineDiagnostics.streams(5), TEST_SETS);
    }
  }

  @Test
  void coverageByDensityIsThatOfDensitiesAskedForOneByOne() {
    Diagnosis diagnosis = MachineDiagnostics.examine(machine, testSets, DRAWS, 5, done -> {});
    double levels = 0;
    for (int i = 0; i < TEST_SETS; i++) {
      PosteriorSamples draws = diagnosis.posteriors().samples(i);
      double[] theta = testSets.theta(i);
      double ofTruth = machine.logProb(testSets.dataSet(i), theta);
      int denser = 0;
      for (int l = 0; l < DRAWS; l++) {
        denser += machine.logProb(testSets.dataSet(i), draws.draw(l)) > ofTruth ? 1 : 0;
      }
      levels += (denser + 0.5) / (DRAWS + 1);
    }

    // Densities of one data set alone and of padded ones differ in the last digit: at most a few of
    // the 9,000 comparisons come out otherwise.
    assertThat(diagnosis.report().density().orElseThrow().meanSignedError())
        .isCloseTo(0.5 - levels / TEST_SETS, Offset.offset(5.0 / TEST_SETS / DRAWS));
  }

  @Test
  void progressCountsEveryTestSetTwice() {
    List<Integer> finished = new ArrayList<>();
    MachineDiagnostics.examine(machine, testSets, DRAWS, 5, finished::add);

    assertThat(finished.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2 * TEST_SETS);
  }

  @Test
  void calibrationIsLookedAtAlongTheNumberOfRowsAndKnownQuantities() {
    assertThat(covariates(machine, testSets)).contains("number of rows");
    try (EstimationMachine dose = SmallMachines.dose()) {
      assertThat(covariates(dose, simulate(GaussianModels.dose())))
          .contains("dose")
          .doesNotContain("number of rows");
    }
  }

  private static List<String> covariates(EstimationMachine of, Simulations simulated) {
    DiagnosticReport report = MachineDiagnostics.diagnose(of, simulated, DRAWS, 5);
    return report.dependence().dependences().stream().map(Dependence::covariate).toList();
  }
}
