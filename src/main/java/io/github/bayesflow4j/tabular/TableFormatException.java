package io.github.bayesflow4j.tabular;

/**
 * Thrown when a table does not hold what it should; its message begins with the file, the line and
 * the column where there are such, as {@code file:line:column}.
 */
public final class TableFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TableFormatException(String message) {
    super(message);
  }

  public TableFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
