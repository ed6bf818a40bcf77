package io.github.bayesflow4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training in a process of its own that is told to end. */
@DisabledOnOs(OS.WINDOWS) // there is no signal that asks a process to end
class InterruptNoticeTest {
  /** 128 and the number of the signal. */
  private static final int ENDED_BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  void saysWhereTheTrainingGoesOnAndEndsWithoutACrash() throws IOException, InterruptedException {
    Path experiment =
        Files.writeString(
            folder.resolve("endless.txtpb"),
            TinyExperiment.TEXT.replace("steps: 200", "steps: 1000000000"),
            UTF_8);
    Path errors = folder.resolve("errors.txt");
    Path machine = folder.resolve("machine");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                experiment.toString(),
                "--out",
                machine.toString())
            .redirectError(errors.toFile())
            .start();
    try {
      awaitSteps(process.inputReader());
      process.destroy();
      assertThat(process.waitFor()).isEqualTo(ENDED_BY_SIGTERM);
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> said =
        Files.readAllLines(errors).stream().filter(line -> line.startsWith("bayesflow:")).toList();
    assertThat(said)
        .containsExactly(
            "bayesflow: interrupted; the same command goes on from checkpoint "
                + folder.resolve(".machine.checkpoint"));
    assertThat(folder.resolve(".machine.checkpoint")).exists();
    assertThat(machine).doesNotExist();
  }

  private static void awaitSteps(BufferedReader output) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith("step 1")) {
      line = output.readLine();
    }
    assertThat(line).as("the line of a thousand steps").isNotNull();
  }
}
