package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** One line for each measurement of the validation loss, and for what else happens. */
final class ProgressLines implements TrainingDisplay {
  private final PrintWriter out;
  private final Path checkpoint;
  private long steps;
  private double simulationsPerSecond;
  private double secondsLeft;

  ProgressLines(PrintWriter out, Path checkpoint) {
    this.out = out;
    this.checkpoint = checkpoint;
  }

  @Override
  public void onStart(long step, long allSteps) {
    steps = allSteps;
    if (step > 0) {
      say("going on from step %d (delete %s to start anew)", step, checkpoint);
    }
  }

  @Override
  public void onStep(TrainingProgress progress) {
    simulationsPerSecond = progress.simulationsPerSecond();
    secondsLeft = progress.secondsLeft();
  }

  @Override
  public void onValidation(TrainingHistory.Entry entry) {
    say(
        "step %d of %d: loss %.3f, validation loss %.3f, %.0f simulations/s, %s left",
        entry.step(),
        steps,
        entry.loss(),
        entry.validationLoss(),
        simulationsPerSecond,
        TrainingDisplay.clock(secondsLeft));
  }

  @Override
  public void onDivergence(long step, double loss, double rateFactor) {
    say(
        "diverged at step %d (loss %.3g): back to the last good weights, learning rate times %.3g",
        step, loss, rateFactor);
  }

  private void say(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  @Override
  public void close() {}
}
