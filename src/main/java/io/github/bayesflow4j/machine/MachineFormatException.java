package io.github.bayesflow4j.machine;

/** Thrown when a folder holds no machine, a damaged one, or one that must not be run. */
public final class MachineFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MachineFormatException(String message) {
    super(message);
  }

  public MachineFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
