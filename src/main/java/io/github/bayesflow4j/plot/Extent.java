package io.github.bayesflow4j.plot;

/** The range of an axis, which grows with its data unless it is fixed. */
final class Extent {
  private static final double MARGIN = 0.04;

  private double smallest = Double.POSITIVE_INFINITY;
  private double largest = Double.NEGATIVE_INFINITY;
  private double marginBelow = MARGIN;
  private double marginAbove = MARGIN;
  private boolean fixed;

  void include(double value) {
    if (!fixed) {
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }

  void fix(double lower, double upper) {
    smallest = lower;
    largest = upper;
    marginBelow = 0;
    marginAbove = 0;
    fixed = true;
  }

  /** Lets the axis start at a value without a margin below it. */
  void startAt(double value) {
    include(value);
    marginBelow = fixed ? 0 : MARGIN;
    if (smallest >= value) {
      marginBelow = 0;
    }
  }

  double lower() {
    return empty() ? 0 : smallest - marginBelow * length() - widening();
  }

  double upper() {
    return empty() ? 1 : largest + marginAbove * length() + widening();
  }

  /** Where a value lies between the ends of the axis: 0 at the lower, 1 at the upper. */
  double place(double value) {
    return (value - lower()) / (upper() - lower());
  }

  private boolean empty() {
    return smallest > largest;
  }

  private double length() {
    return largest - smallest;
  }

  /** Of a range too short for its digits: a constant, or one but for rounding. */
  private double widening() {
    double size = Math.max(Math.abs(smallest), Math.abs(largest));
    return length() > 1e-9 * size ? 0 : size == 0 ? 1 : 0.1 * size;
  }
}
