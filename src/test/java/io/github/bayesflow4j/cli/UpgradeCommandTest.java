package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.training.TrainedEstimator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpgradeCommandTest {
  private static final DataSet OBSERVED = DataSet.of(0.5, -0.25, 1.5);

  @TempDir static Path folder;
  private static Path models;

  @BeforeAll
  static void train() throws IOException {
    models = folder.resolve("models");
    String experiment = TinyExperiment.in(folder).toString();
    CommandRun.of(models, "train", experiment, "--test-sets=3", "--draws=2").succeeded();
    try (EstimationMachine machine = EstimationMachine.load(models.resolve("gaussian"));
        EstimationMachine old = withoutTypicality(machine.trained())) {
      old.save(models.resolve("old"));
    }
  }

  private static EstimationMachine withoutTypicality(TrainedEstimator trained) {
    return EstimationMachine.of(
        new TrainedEstimator(
            trained.estimator().toBuilder().clearTypicality().build(),
            trained.training(),
            trained.weights(),
            trained.history(),
            trained.simulations(),
            trained.skippedSimulations(),
            trained.seconds(),
            trained.distillation()));
  }

  @Test
  void givesAnOldMachineTheTypicalityOfANewOne() throws IOException {
    String data = Files.writeString(folder.resolve("data.csv"), "0.5\n-0.25\n1.5\n").toString();
    assertThat(CommandRun.of(models, "estimate", "old", data).succeeded().lines()).hasSize(3);

    assertThat(CommandRun.of(models, "upgrade", "old").succeeded().lines())
        .containsExactly("typicality added to machine old");
    assertThat(CommandRun.of(models, "upgrade", "old").succeeded().lines())
        .containsExactly("machine old has typicality already");
    try (EstimationMachine old = EstimationMachine.load(models.resolve("old"));
        EstimationMachine machine = EstimationMachine.load(models.resolve("gaussian"))) {
      assertThat(old.typicality(OBSERVED)).isEqualTo(machine.typicality(OBSERVED));
    }
    assertThat(CommandRun.of(models, "estimate", "old", data).succeeded().out())
        .isEqualTo(CommandRun.of(models, "estimate", "gaussian", data).succeeded().out());
  }

  @Test
  void theLineSaysWhatThePValueMeans() {
    assertThat(TypicalityLine.of(new Typicality(1.02, .43)))
        .isEqualTo("Typicality: p = 0.43, data like those of training.");
    assertThat(TypicalityLine.of(new Typicality(7, .0005)))
        .isEqualTo(
            "WARNING: typicality p = 0.00050: the machine has seen next to nothing like these"
                + " data; do not trust this posterior.");
  }
}
