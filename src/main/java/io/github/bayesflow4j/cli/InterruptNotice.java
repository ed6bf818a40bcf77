package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingListener;
import io.github.bayesflow4j.training.TrainingProgress;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says, if the process is interrupted before this is closed, what is left of the training.
 *
 * <p>The process ends after the step under way: the end of a process tears TensorFlow down, and a
 * step that still runs then would crash it.
 */
final class InterruptNotice implements TrainingListener, AutoCloseable {
  private static final int LONGEST_STEP_SECONDS = 5;

  private final Path checkpoint;
  private final PrintWriter err;
  private final Thread hook = new Thread(this::interrupt, "interrupt-notice");
  private final CountDownLatch atRest = new CountDownLatch(1);
  private volatile boolean training;
  private volatile boolean interrupted;

  private InterruptNotice(Path checkpoint, PrintWriter err) {
    this.checkpoint = checkpoint;
    this.err = err;
  }

  /** A notice that is not yet told of any training. */
  static InterruptNotice of(Path checkpoint, PrintWriter err) {
    InterruptNotice notice = new InterruptNotice(checkpoint, err);
    Runtime.getRuntime().addShutdownHook(notice.hook);
    return notice;
  }

  @Override
  public void onStart(long step, long steps) {
    training = true;
  }

  @Override
  public void onStep(TrainingProgress progress) {
    if (interrupted) {
      atRest.countDown();
      rest();
    }
  }

  @Override
  public void onEnd(TrainingHistory history) {
    training = false;
  }

  /** Waits for the end of the process. */
  private static void rest() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt() {
    interrupted = true;
    if (training) {
      try {
        // Not for ever: a measurement of the validation loss may take longer than any step.
        var unused = atRest.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    say();
  }

  private void say() {
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
