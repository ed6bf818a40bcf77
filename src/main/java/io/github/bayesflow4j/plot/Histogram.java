package io.github.bayesflow4j.plot;

import java.util.Arrays;

/**
 * A histogram of unit area over all values, of which those out of range have no bar.
 *
 * @param edges bounds of the bins, one more than there are bins
 * @param densities one a bin: fraction of all values over the width of the bin
 */
@SuppressWarnings("ArrayRecordComponent") // does not leave the package
record Histogram(double[] edges, double[] densities) {

  static Histogram of(double[] values, double lower, double upper, int bins) {
    double width = (upper - lower) / bins;
    double[] edges = new double[bins + 1];
    Arrays.setAll(edges, k -> lower + k * width);
    double[] densities = new double[bins];
    for (double value : values) {
      if (value >= lower && value <= upper) {
        int bin = (int) Math.min((value - lower) / width, bins - 1);
        densities[bin] += 1 / (values.length * width);
      }
    }
    return new Histogram(edges, densities);
  }
}
