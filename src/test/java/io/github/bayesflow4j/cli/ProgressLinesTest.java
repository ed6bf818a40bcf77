package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final StringWriter out = new StringWriter();
  private final ProgressLines lines =
      new ProgressLines(new PrintWriter(out, true), Path.of("models/.m.checkpoint"));

  @Test
  void aFreshRunSaysNothingAtItsStart() {
    lines.onStart(0, 1000);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aResumedRunSaysWhereItGoesOnAndHowToStartAnew() {
    lines.onStart(4000, 30_000);
    assertThat(out.toString().lines())
        .containsExactly("going on from step 4000 (delete models/.m.checkpoint to start anew)");
  }

  @Test
  void aMeasurementIsALineWithSpeedAndTimeLeft() {
    lines.onStart(0, 1000);
    lines.onStep(new TrainingProgress(500, 1000, 1, 2, 12_345.6, 3_725));
    assertThat(out.toString()).isEmpty();
    lines.onValidation(new TrainingHistory.Entry(500, -1.2345, -1.5, 1e-3, 9));
    assertThat(out.toString().lines())
        .containsExactly(
            "step 500 of 1000: loss -1.235, validation loss -1.500, 12346 simulations/s,"
                + " 1:02:05 left");
  }

  @Test
  void aDivergenceIsALine() {
    lines.onDivergence(77, Double.NaN, 0.25);
    assertThat(out.toString().lines())
        .containsExactly(
            "diverged at step 77 (loss NaN): back to the last good weights, learning rate times"
                + " 0.250");
  }
}
