package io.github.bayesflow4j.machine;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A machine that is loaded beside the work of the caller, who reads the data meanwhile. */
public final class MachineLoading implements AutoCloseable {
  private final CompletableFuture<EstimationMachine> machine;

  private MachineLoading(CompletableFuture<EstimationMachine> machine) {
    this.machine = machine;
  }

  /** Starts to load the machine in a folder, whatever it is; {@link #await} tells. */
  public static MachineLoading start(Path folder) {
    return new MachineLoading(CompletableFuture.supplyAsync(() -> EstimationMachine.load(folder)));
  }

  /**
   * Waits for the machine, which is closed with this.
   *
   * @throws MachineFormatException as {@link EstimationMachine#load(Path)}
   */
  public EstimationMachine await() {
    try {
      return machine.join();
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

  /** Closes the machine: now, or as soon as it is loaded, for which nobody waits. */
  @Override
  public void close() {
    CompletableFuture<Void> closed = machine.thenAccept(EstimationMachine::close);
    // Why it could not be loaded is for those who wait for it.
    closed.exceptionally(error -> null);
  }
}
