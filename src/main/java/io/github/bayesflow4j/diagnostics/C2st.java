package io.github.bayesflow4j.diagnostics;

import java.util.List;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * The classifier two-sample test: how often a classifier tells draws of one law from draws of
 * another on draws it has not seen.
 *
 * <p>0.5 if the laws are the same, 1 if they do not overlap. For two laws with densities p and q
 * the best classifier reaches {@code 1/2 + TV(p, q) / 2}, TV being their total variation distance;
 * a classifier that has to be learned stays below it, so a high accuracy is proof of a difference
 * and one near 0.5 is only as good as the classifier (Lopez-Paz and Oquab, "Revisiting classifier
 * two-sample tests", ICLR 2017).
 *
 * @param folds accuracy on each fold that was held out
 * @param tested number of draws that were held out in some fold
 */
public record C2st(List<Double> folds, int tested) {

  public C2st {
    folds = List.copyOf(folds);
    if (folds.size() < 2 || folds.stream().anyMatch(fold -> !(fold >= 0 && fold <= 1))) {
      throw new IllegalArgumentException(
          "expected at least two accuracies between 0 and 1, found " + folds);
    }
    if (tested < folds.size()) {
      throw new IllegalArgumentException(
          "expected at least one draw in each of " + folds.size() + " folds, found " + tested);
    }
  }

  /** Mean accuracy over the folds. */
  public double accuracy() {
    return Mean.of(values()).getAsDouble();
  }

  /** Standard error of {@link #accuracy}, from the spread of the folds. */
  public double standardError() {
    return StandardDeviation.of(values()).getAsDouble() / Math.sqrt(folds.size());
  }

  /** Standard deviation of the accuracy of guessing: {@code sqrt(1 / 4 / tested)}. */
  public double noise() {
    return Math.sqrt(0.25 / tested);
  }

  /** How far the accuracy lies above 0.5, in units of {@link #noise}. */
  public double score() {
    return (accuracy() - 0.5) / noise();
  }

  private double[] values() {
    return folds.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
