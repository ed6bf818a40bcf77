package io.github.bayesflow4j.simulation;

/**
 * Thrown when a simulator throws or returns values that are not finite or do not fit; its message
 * says how to reproduce it.
 */
public final class SimulationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SimulationFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  public SimulationFailedException(String message) {
    super(message);
  }
}
