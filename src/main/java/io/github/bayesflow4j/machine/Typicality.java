package io.github.bayesflow4j.machine;

/**
 * How typical a data set is of those a machine was trained on.
 *
 * @param score about 1 for typical data, larger the farther they lie from all that the machine has
 *     seen
 * @param pValue how often a data set of the model scores at least as high: uniform for data of the
 *     model, so that it falls below any level as often as the level says
 */
public record Typicality(double score, double pValue) {
  /** Level below which data count as surprising. */
  public static final double WARNING_LEVEL = .01;

  /**
   * Whether the machine has seen next to nothing like these data: then its posterior is not to be
   * trusted. Data whose score is no number are surprising.
   */
  public boolean surprising() {
    return !(pValue >= WARNING_LEVEL);
  }
}
