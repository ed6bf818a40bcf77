package io.github.bayesflow4j.simulation;

/**
 * The set of values a parameter can take.
 *
 * <p>Finite bounds are exclusive: a value on a bound has no image in the unconstrained space in
 * which the flow works.
 */
public sealed interface Support {

  /** Number of components the parameter has in its own units. */
  int dimension();

  /**
   * Number of components it has in unconstrained space; smaller than {@link #dimension()} for a
   * simplex.
   */
  default int freeDimension() {
    return dimension();
  }

  /** Whether {@code theta[offset .. offset + dimension)} lies inside the support. */
  boolean contains(double[] theta, int offset);

  /** The support in words, for error messages: {@code (0, inf)}. */
  String describe();

  /** Every real number. */
  static Support real() {
    return new Real();
  }

  /** Numbers above zero. */
  static Support positive() {
    return new LowerBounded(0);
  }

  /** Numbers strictly between two finite bounds. */
  static Support bounded(double lower, double upper) {
    return new Bounded(lower, upper);
  }

  /** Vectors of positive fractions that sum to one. */
  static Support simplex(int dimension) {
    return new Simplex(dimension);
  }

  /** Every real number. */
  record Real() implements Support {
    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public boolean contains(double[] theta, int offset) {
      return Double.isFinite(theta[offset]);
    }

    @Override
    public String describe() {
      return "(-inf, inf)";
    }
  }

  /**
   * Numbers above a finite bound.
   *
   * @param lower the exclusive bound
   */
  record LowerBounded(double lower) implements Support {
    public LowerBounded {
      if (!Double.isFinite(lower)) {
        throw new IllegalArgumentException("lower bound must be finite, was " + lower);
      }
    }

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public boolean contains(double[] theta, int offset) {
      return theta[offset] > lower && Double.isFinite(theta[offset]);
    }

    @Override
    public String describe() {
      return "(" + lower + ", inf)";
    }
  }

  /**
   * Numbers strictly between two finite bounds.
   *
   * @param lower the exclusive lower bound
   * @param upper the exclusive upper bound
   */
  record Bounded(double lower, double upper) implements Support {
    public Bounded {
      if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower < upper)) {
        throw new IllegalArgumentException(
            "bounds must be finite and in order, were " + lower + " and " + upper);
      }
    }

    @Override
    public int dimension() {
      return 1;
    }

    @Override
    public boolean contains(double[] theta, int offset) {
      return theta[offset] > lower && theta[offset] < upper;
    }

    @Override
    public String describe() {
      return "(" + lower + ", " + upper + ")";
    }
  }

  /**
   * Vectors of positive fractions that sum to one.
   *
   * @param dimension number of fractions, at least two
   */
  record Simplex(int dimension) implements Support {
    /** How far the sum of fractions stored in single precision may lie from one. */
    private static final double SUM_TOLERANCE = 1e-4;

    public Simplex {
      if (dimension < 2) {
        throw new IllegalArgumentException(
            "a simplex needs at least 2 fractions, had " + dimension);
      }
    }

    @Override
    public int freeDimension() {
      return dimension - 1;
    }

    @Override
    public boolean contains(double[] theta, int offset) {
      double sum = 0;
      for (int i = offset; i < offset + dimension; i++) {
        if (!(theta[i] > 0)) {
          return false;
        }
        sum += theta[i];
      }
      return Math.abs(sum - 1) <= SUM_TOLERANCE;
    }

    @Override
    public String describe() {
      return dimension + " fractions above 0 that sum to 1";
    }
  }
}
