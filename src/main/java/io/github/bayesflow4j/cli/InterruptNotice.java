package io.github.bayesflow4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says, if the process is interrupted before this is closed, what is left of the training. */
final class InterruptNotice implements AutoCloseable {
  private final Thread hook;

  private InterruptNotice(Thread hook) {
    this.hook = hook;
  }

  static InterruptNotice of(Path checkpoint, PrintWriter err) {
    Thread hook = new Thread(() -> say(checkpoint, err), "interrupt-notice");
    Runtime.getRuntime().addShutdownHook(hook);
    return new InterruptNotice(hook);
  }

  private static void say(Path checkpoint, PrintWriter err) {
    if (BayesFlowCommand.onTerminal()) {
      // The row is that of the progress bar.
      err.println();
    }
    err.println(
        Files.exists(checkpoint)
            ? "bayesflow: interrupted; the same command goes on from checkpoint " + checkpoint
            : "bayesflow: interrupted before the first checkpoint; nothing is left to go on from");
    err.flush();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the notice is given.
    }
  }
}
