package io.github.bayesflow4j.spec;

/** Thrown when a spec is malformed, out of bounds or cannot be read; its message says where. */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SpecException(String message) {
    super(message);
  }

  public SpecException(String message, Throwable cause) {
    super(message, cause);
  }
}
