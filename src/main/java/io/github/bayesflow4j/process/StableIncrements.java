package io.github.bayesflow4j.process;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A fast sampler of the symmetric alpha-stable distribution, for one alpha in [1, 2] and one scale.
 *
 * <p>The absolute value is the quantile function at 1 - v, v uniform on (0, 1), and the sign is
 * another bit. A path of a diffusion needs hundreds of draws with the same alpha, so the quantile
 * function is tabulated when the sampler is made, from {@link StableLaw}:
 *
 * <ul>
 *   <li>From v = 2^-4 up, in 480 cells of equal width, whose number is read off the leading bits.
 *   <li>From v = 2^-12 to 2^-4, where it grows as v^(-1/alpha), in 32 equal cells for each octave,
 *       whose number is read off the leading bits of the floating-point number.
 *   <li>In each cell a cubic takes its values and slopes at both ends. Its relative error is below
 *       1e-7, as far as this differs from v by more than 1e-8.
 *   <li>Below v = 2^-12 the value is drawn by {@link StableTail}.
 * </ul>
 *
 * <p>A draw takes 32 bits: the sign and 31 bits of v; one in 4096 takes some further numbers.
 */
final class StableIncrements {
  private static final int CELL_BITS = 9;
  private static final int CELLS = 1 << CELL_BITS;
  private static final int PLACE_BITS = 31 - CELL_BITS;

  /** First of the cells of equal width. */
  private static final int FIRST_CELL = CELLS >> 4;

  private static final int OCTAVE_BITS = 5;
  private static final int OCTAVES = 8;
  private static final int SHIFT = 52 - OCTAVE_BITS;

  /** Leading bits of the smallest tabulated v, 2^-12. */
  private static final int FIRST_V = (1023 - 12) << OCTAVE_BITS;

  private static final int ORDER = 4;

  private final double scale;
  private final StableTail tail;

  /** The cubics of the cells of equal width by powers of the place within a cell. */
  private final double[] body = new double[CELLS * ORDER];

  /** The cubics of the cells of the octaves, by powers of the place within a cell. */
  private final double[] shoulder = new double[(OCTAVES << OCTAVE_BITS) * ORDER];

  /**
   * @param alpha from 1 (Cauchy) to 2 (normal)
   * @param scale c in {@code E exp(i t X) = exp(-|c t|^alpha)}
   * @throws IllegalArgumentException if alpha is outside
   */
  StableIncrements(double alpha, double scale) {
    if (!(alpha >= 1 && alpha <= 2)) {
      throw new IllegalArgumentException("alpha must be from 1 to 2, was " + alpha);
    }
    this.scale = scale;
    Quantile at = new Quantile(new StableLaw(alpha));
    for (int cell = CELLS - 1; cell >= FIRST_CELL; cell--) {
      tabulate(at, body, cell, 1.0 / CELLS);
    }
    for (int cell = (OCTAVES << OCTAVE_BITS) - 1; cell >= 0; cell--) {
      tabulate(at, shoulder, cell, Math.scalb(0x1p-17, cell >> OCTAVE_BITS));
    }
    this.tail = new StableTail(alpha, at.x);
  }

  /** A place on the quantile function that moves from v = 1, where it is 0, to smaller v. */
  private static final class Quantile {
    private final StableLaw law;
    private double v = 1;
    private double x;

    /** dx/dv, and its change a unit of v on the way from the last place. */
    private double slope;

    private double bend;

    Quantile(StableLaw law) {
      this.law = law;
      slope = 1 / law.slope(0);
    }

    /** One step of Newton's method from a place that is right up to the third power of the move. */
    void move(double width) {
      double guess = x - width * (slope - 0.5 * width * bend);
      double last = slope;
      v -= width;
      x = guess - (law.exceedance(guess) - v) / law.slope(guess);
      slope = 1 / law.slope(x);
      bend = (last - slope) / width;
    }
  }

  private void tabulate(Quantile at, double[] table, int cell, double width) {
    double upper = at.x;
    double upperSlope = width * at.slope;
    at.move(width);
    double lowerSlope = width * at.slope;
    double rise = upper - at.x;
    int first = cell * ORDER;
    table[first] = scale * at.x;
    table[first + 1] = scale * lowerSlope;
    table[first + 2] = scale * (3 * rise - 2 * lowerSlope - upperSlope);
    table[first + 3] = scale * (lowerSlope + upperSlope - 2 * rise);
  }

  /**
   * The value that follows from 32 random bits, if these are enough.
   *
   * @param random gives more bits where they are not
   */
  double value(int bits, UniformRandomProvider random) {
    int cell = bits >>> PLACE_BITS & CELLS - 1;
    double size =
        cell >= FIRST_CELL
            ? cubic(body, cell, ((bits & (1 << PLACE_BITS) - 1) + 0.5) * 0x1p-22)
            : large(bits & 0x7fffffff, random);
    // The sign without a branch, which would be mispredicted every other time.
    return Double.longBitsToDouble(
        Double.doubleToRawLongBits(size) ^ ((long) bits << 32 & Long.MIN_VALUE));
  }

  private double large(int bits, UniformRandomProvider random) {
    double v = (bits + 0.5) * 0x1p-31;
    long form = Double.doubleToRawLongBits(v);
    int cell = (int) (form >>> SHIFT) - FIRST_V;
    if (cell < 0) {
      return scale * tail.sample(random);
    }
    return cubic(shoulder, cell, (form & (1L << SHIFT) - 1) * 0x1p-47);
  }

  private static double cubic(double[] table, int cell, double place) {
    int at = cell * ORDER;
    return table[at] + place * (table[at + 1] + place * (table[at + 2] + place * table[at + 3]));
  }
}
