package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.LibraryVersion;
import io.github.bayesflow4j.process.ProcessModels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked without a trained machine. */
class CatalogueTest {
  @TempDir Path folder;

  @Test
  void processesListsEveryModelOnOneLine() {
    CommandRun run = CommandRun.of(folder, "processes").succeeded();

    assertThat(run.lines()).hasSize(1 + ProcessModels.all().size());
    assertThat(run.lines())
        .anyMatch(line -> line.matches("influenza +beta, gamma, phi_inv +14 rows +SIR epidemic.*"))
        .anyMatch(line -> line.matches("normal-mean-500 +mu1, mu2, ..., mu500 \\(500\\) +1 .*"))
        .allMatch(line -> line.length() < 200);
  }

  @Test
  void describeSaysWhatAProcessIsWhereThereIsNoMachineOfItsName() {
    assertThat(CommandRun.of(folder, "describe", "influenza").succeeded().out())
        .contains(
            "# influenza",
            "| gamma     | (0.0, inf) | 1/day |",
            "- Data `data`: 14 rows in sequence, columns: in_bed");
  }

  @Test
  void machinesSaysHowToMakeTheFirst() {
    assertThat(CommandRun.of(folder, "machines").succeeded().out())
        .contains("no machines in", "bayesflow train PROCESS");
  }

  @Test
  void helpNamesEveryCommand() {
    assertThat(CommandRun.of(folder, "--help").succeeded().out())
        .contains(
            "train",
            "estimate",
            "compare",
            "diagnose",
            "describe",
            "simulate",
            "processes",
            "machines",
            "--models",
            "Exit codes");
    assertThat(CommandRun.of(folder, "train", "--help").succeeded().out())
        .contains("--steps", "--summary-net", "--table", "--simulations", "--test-sets");
  }

  @Test
  void versionNamesLibraryAndTensorFlow() {
    assertThat(CommandRun.of(folder, "--version").succeeded().lines())
        .contains("BayesFlow4J " + LibraryVersion.current())
        .anyMatch(line -> line.matches("TensorFlow \\d+\\.\\d+\\.\\d+"));
    assertThat(LibraryVersion.current()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }
}
