package io.github.bayesflow4j.training;

/** Thrown when training diverged more often than its spec allows, or all the way. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingDivergedException(String message) {
    super(message);
  }
}
