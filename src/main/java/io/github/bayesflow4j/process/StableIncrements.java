package io.github.bayesflow4j.process;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A fast sampler of the symmetric alpha-stable distribution of scale 1, for one alpha in [1, 2].
 *
 * <pre>
 * U uniform on (-pi/2, pi/2), E exponential with mean 1, a = alpha
 * X = sin(a U) / cos(U)^(1/a) (cos((1 - a) U) / E)^((1 - a)/a)                        [1]
 *   = g(U) h(E)
 * g(U) = sin(a U) cos(U)^(-1/a) cos((1 - a) U)^((1 - a)/a)        h(E) = E^((a - 1)/a)
 * E exp(i t X) = exp(-|t|^a)
 * </pre>
 *
 * <p>This is tan U at a = 1 and 2 sin(U) sqrt(E), normal with variance 2, at a = 2. One evaluation
 * costs two powers, two logarithms and three circular functions; a path of a diffusion needs
 * hundreds of draws with the same alpha. So both factors are tabulated when the sampler is made:
 *
 * <ul>
 *   <li>g is odd. It is tabulated over w = 1 - 2 |U| / pi, which is uniform on (0, 1), and diverges
 *       as w goes to 0.
 *   <li>E = -log v with v uniform; h is singular at v = 0 and at v = 1, and is tabulated over v
 *       below one half and over 1 - v above it.
 *   <li>Each octave [2^-k, 2^-k+1) of w, v and 1 - v is divided into 32 equal cells, in each of
 *       which a cubic takes the values and the slopes of the function at both ends. As the
 *       functions are powers near their singularities, the relative error is alike in all octaves:
 *       below 1e-7. The number of a cell is read off the bits of the floating-point number.
 *   <li>Below the tenth octave the functions themselves are evaluated.
 * </ul>
 *
 * <p>A draw consumes one 64-bit number: the sign of U, 31 bits of w, one bit that says on which
 * side of one half v lies, and 31 bits of v.
 *
 * <p>[1] Chambers, Mallows and Stuck, "A method for simulating stable random variables", Journal of
 * the American Statistical Association 71 (1976), with beta = 0.
 */
final class StableIncrements {
  private static final int CELL_BITS = 5;
  private static final int CELLS = 1 << CELL_BITS;
  private static final int OCTAVES = 10;

  /** Cells of one table. */
  private static final int TABLE = OCTAVES * CELLS;

  private static final int ORDER = 4;
  private static final int SHIFT = 52 - CELL_BITS;

  /** Leading bits of the smallest tabulated w, 2^-10, and of the smallest v, 2^-11. */
  private static final int FIRST_W = (1023 - OCTAVES) << CELL_BITS;

  private static final int FIRST_V = (1023 - OCTAVES - 1) << CELL_BITS;

  private static final double UNIT_W = 0x1p-31;
  private static final double UNIT_V = 0x1p-32;

  private final double alpha;

  /** (a - 1)/a. */
  private final double power;

  /** The cubics of g over w, of h over v, and of h over 1 - v, cell by cell, constant first. */
  private final double[] cubics = new double[3 * TABLE * ORDER];

  /**
   * @param alpha from 1 (Cauchy) to 2 (normal)
   * @throws IllegalArgumentException if alpha is outside
   */
  StableIncrements(double alpha) {
    if (!(alpha >= 1 && alpha <= 2)) {
      throw new IllegalArgumentException("alpha must be from 1 to 2, was " + alpha);
    }
    this.alpha = alpha;
    this.power = (alpha - 1) / alpha;
    tabulate(0, 0x1p-10, this::angleFactor, this::angleSlope);
    tabulate(TABLE, 0x1p-11, v -> exponentialFactor(-Math.log(v)), v -> -slope(-Math.log(v)) / v);
    tabulate(
        2 * TABLE,
        0x1p-11,
        u -> exponentialFactor(-Math.log1p(-u)),
        u -> slope(-Math.log1p(-u)) / (1 - u));
  }

  /** Draws one value. */
  double sample(UniformRandomProvider random) {
    return value(random.nextLong());
  }

  /** The value that follows from these 64 random bits. */
  double value(long bits) {
    double w = w(bits);
    int cellW = (int) (Double.doubleToRawLongBits(w) >>> SHIFT) - FIRST_W;
    double g = cellW >= 0 ? cubic(cellW, w) : angleFactor(w);
    double v = smallerSide(bits);
    int cellV = (int) (Double.doubleToRawLongBits(v) >>> SHIFT) - FIRST_V;
    double h =
        cellV >= 0
            ? cubic(cellV + TABLE + TABLE * ((int) bits >>> 31), v)
            : exponentialFactor(exponential(bits));
    // The sign without a branch, which would be mispredicted every other time.
    return Double.longBitsToDouble(Double.doubleToRawLongBits(g * h) ^ (bits & Long.MIN_VALUE));
  }

  /** U. */
  static double angle(long bits) {
    double magnitude = 0.5 * Math.PI * (1 - w(bits));
    return bits < 0 ? -magnitude : magnitude;
  }

  /** E. */
  static double exponential(long bits) {
    double side = smallerSide(bits);
    return (int) bits < 0 ? -Math.log1p(-side) : -Math.log(side);
  }

  /** w, strictly between 0 and 1. */
  private static double w(long bits) {
    return ((bits >>> 32 & 0x7fffffffL) + 0.5) * UNIT_W;
  }

  /** v or 1 - v, whichever is below one half. */
  private static double smallerSide(long bits) {
    return ((bits & 0x7fffffffL) + 0.5) * UNIT_V;
  }

  private double cubic(int cell, double x) {
    int at = cell * ORDER;
    return cubics[at] + x * (cubics[at + 1] + x * (cubics[at + 2] + x * cubics[at + 3]));
  }

  /** A function of one number that can be tabulated. */
  @FunctionalInterface
  private interface Curve {
    double at(double x);
  }

  private void tabulate(int firstCell, double first, Curve value, Curve slope) {
    double left = first;
    double valueLeft = value.at(left);
    double slopeLeft = slope.at(left);
    int at = firstCell * ORDER;
    for (int cell = 0; cell < TABLE; cell++) {
      double h = first * (1 << (cell / CELLS)) / CELLS;
      double right = left + h;
      double valueRight = value.at(right);
      double slopeRight = slope.at(right);
      // The cubic in x - left that has these values and slopes, expanded in powers of x: with cells
      // no narrower than 1/64 of their place this loses five of sixteen digits.
      double secant = (valueRight - valueLeft) / h;
      double c2 = (3 * secant - 2 * slopeLeft - slopeRight) / h;
      double c3 = (slopeLeft + slopeRight - 2 * secant) / (h * h);
      cubics[at++] = valueLeft - left * (slopeLeft - left * (c2 - left * c3));
      cubics[at++] = slopeLeft - left * (2 * c2 - left * 3 * c3);
      cubics[at++] = c2 - 3 * c3 * left;
      cubics[at++] = c3;
      left = right;
      valueLeft = valueRight;
      slopeLeft = slopeRight;
    }
  }

  /** g at U = (1 - w) pi/2. */
  private double angleFactor(double w) {
    double u = 0.5 * Math.PI * (1 - w);
    return Math.sin(alpha * u) * envelope(u, w);
  }

  /** cos(U)^(-1/a) cos((1 - a) U)^((1 - a)/a), with cos(U) = sin(w pi/2). */
  private double envelope(double u, double w) {
    return Math.exp(
        -Math.log(Math.sin(0.5 * Math.PI * w)) / alpha
            - power * Math.log(Math.cos((1 - alpha) * u)));
  }

  /** dg/dw. */
  private double angleSlope(double w) {
    double u = 0.5 * Math.PI * (1 - w);
    double logSlope =
        1 / (alpha * Math.tan(0.5 * Math.PI * w)) + power * (1 - alpha) * Math.tan((1 - alpha) * u);
    double slope = envelope(u, w) * (alpha * Math.cos(alpha * u) + Math.sin(alpha * u) * logSlope);
    return -0.5 * Math.PI * slope;
  }

  private double exponentialFactor(double e) {
    return Math.pow(e, power);
  }

  /** dh/dE. */
  private double slope(double e) {
    return power * Math.pow(e, power - 1);
  }
}
