package io.github.bayesflow4j.training;

/** Thrown when a file is no checkpoint, or the checkpoint of a run with other settings. */
public final class CheckpointException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
