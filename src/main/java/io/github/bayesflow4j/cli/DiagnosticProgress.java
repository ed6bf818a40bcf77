package io.github.bayesflow4j.cli;

import java.util.Optional;
import java.util.function.IntConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal that shows how far diagnostics are; nothing elsewhere. */
final class DiagnosticProgress implements IntConsumer, AutoCloseable {
  private static final int MILLIS_BETWEEN_UPDATES = 200;

  private final Optional<ProgressBar> bar;

  /**
   * @param steps how often something will have been finished
   */
  DiagnosticProgress(long steps) {
    this.bar =
        BayesFlowCommand.onTerminal()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName("diagnosing")
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(MILLIS_BETWEEN_UPDATES)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build())
            : Optional.empty();
  }

  @Override
  public void accept(int finished) {
    bar.ifPresent(one -> one.stepBy(finished));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
