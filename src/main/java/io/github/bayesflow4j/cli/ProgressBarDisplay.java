package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingProgress;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error, and lines for what happens beside steps. */
final class ProgressBarDisplay implements TrainingDisplay {
  private static final int MILLIS_BETWEEN_UPDATES = 200;

  private final ProgressLines lines;
  private final ProgressBarConsumer terminal = new ConsoleProgressBarConsumer(System.err);
  private final ProgressBar bar;
  private double validationLoss = Double.NaN;
  private long nextUpdate = System.nanoTime();

  ProgressBarDisplay(ProgressLines lines, long steps) {
    this.lines = lines;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
            .setConsumer(terminal)
            .hideEta()
            .build();
  }

  @Override
  public void onStart(long step, long steps) {
    terminal.clear();
    lines.onStart(step, steps);
    bar.stepTo(step);
  }

  @Override
  public void onStep(TrainingProgress progress) {
    bar.stepTo(progress.step());
    if (System.nanoTime() - nextUpdate < 0) {
      return;
    }
    nextUpdate = System.nanoTime() + MILLIS_BETWEEN_UPDATES * 1_000_000L;
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            " loss %.2f, validation %.2f, %.0f simulations/s, %s left",
            progress.loss(),
            validationLoss,
            progress.simulationsPerSecond(),
            TrainingDisplay.clock(progress.secondsLeft())));
  }

  @Override
  public void onValidation(TrainingHistory.Entry entry) {
    validationLoss = entry.validationLoss();
  }

  @Override
  public void onDivergence(long step, double loss, double rateFactor) {
    terminal.clear();
    lines.onDivergence(step, loss, rateFactor);
  }

  @Override
  public void close() {
    bar.close();
  }
}
