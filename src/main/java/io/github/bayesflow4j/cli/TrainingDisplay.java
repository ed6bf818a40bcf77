package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.TrainingListener;
import java.nio.file.Path;
import java.util.Locale;

/** Shows on the terminal, or in a log, how training goes. */
sealed interface TrainingDisplay extends TrainingListener, AutoCloseable
    permits ProgressLines, ProgressBarDisplay {

  /** A bar on a terminal, lines elsewhere. */
  static TrainingDisplay of(BayesFlowCommand bayesflow, Path checkpoint, TrainingSpec training) {
    ProgressLines lines = new ProgressLines(bayesflow.out(), checkpoint);
    return BayesFlowCommand.onTerminal()
        ? new ProgressBarDisplay(lines, training.getSteps())
        : lines;
  }

  /** The time left, as hours, minutes and seconds. */
  static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  @Override
  void close();
}
