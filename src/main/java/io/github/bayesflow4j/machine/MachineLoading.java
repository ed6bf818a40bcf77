package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.SessionThreads;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A machine whose files are read beside the work of the caller, who reads the data meanwhile. It
 * holds nothing native.
 */
public final class MachineLoading {
  private final Path folder;
  private final CompletableFuture<MachineFolder> content;

  private MachineLoading(Path folder, CompletableFuture<MachineFolder> content) {
    this.folder = folder;
    this.content = content;
  }

  /** Starts to read the machine in a folder, whatever it is; {@link #finish} tells. */
  public static MachineLoading start(Path folder) {
    EstimationMachine.prepareLoading();
    return new MachineLoading(
        folder, CompletableFuture.supplyAsync(() -> EstimationMachine.read(folder)));
  }

  /**
   * Waits for the files and makes their machine, a new one at each call.
   *
   * @throws MachineFormatException as {@link EstimationMachine#load(Path)}
   */
  public EstimationMachine finish() {
    return EstimationMachine.of(read(), folder, SessionThreads.deterministic());
  }

  private MachineFolder read() {
    try {
      return content.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
