package io.github.bayesflow4j.cli;

/** Thrown when a command cannot do, or did not reach, what was asked; its message is the line. */
final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFailedException(String message) {
    super(message);
  }
}
