package io.github.bayesflow4j.diagnostics;

/**
 * The calibration of one component in the test sets between two values of a covariate.
 *
 * @param from smallest value of the covariate in the bin
 * @param to largest value of the covariate in the bin
 * @param testSets number of test sets in the bin
 * @param bias how far posteriors are shifted, in their standard deviations; positive for estimates
 *     that are too high
 * @param biasError standard error of {@code bias}
 * @param widthError how much wider posteriors are than their errors, as a fraction; -0.2 for ones
 *     that are 20 % too narrow. A shift of b makes them seem narrower, by about b&sup2; / 2
 * @param widthErrorError standard error of {@code widthError}
 * @param location mean rank minus that of an exact posterior, in standard errors
 * @param spread mean distance of ranks from the middle one minus that of an exact posterior, in
 *     standard errors; positive for posteriors that are too narrow
 */
public record CalibrationBin(
    double from,
    double to,
    int testSets,
    double bias,
    double biasError,
    double widthError,
    double widthErrorError,
    double location,
    double spread) {

  /** The larger of the absolute location and spread. */
  public double score() {
    return Math.max(Math.abs(location), Math.abs(spread));
  }
}
