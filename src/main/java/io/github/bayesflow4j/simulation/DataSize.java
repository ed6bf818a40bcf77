package io.github.bayesflow4j.simulation;

import org.apache.commons.rng.UniformRandomProvider;

/** How many rows a data set has: one number, or a range and how numbers are drawn from it. */
public sealed interface DataSize {

  /** Smallest number of rows. */
  int min();

  /** Largest number of rows. */
  int max();

  /** Whether a data set can have {@code n} rows. */
  default boolean contains(int n) {
    return min() <= n && n <= max();
  }

  /** The numbers of rows as written in messages: {@code 1 to 500 rows}. */
  default String describe() {
    return min() == max() ? min() + " rows" : min() + " to " + max() + " rows";
  }

  /** Draws a number of rows. */
  int sample(UniformRandomProvider random);

  /** The probability that {@link #sample} draws {@code n}. */
  double probability(int n);

  /** Always {@code n} rows. */
  static DataSize fixed(int n) {
    return new Fixed(n);
  }

  /** Any number of rows from {@code min} to {@code max}, each as likely. */
  static DataSize uniform(int min, int max) {
    return new Uniform(min, max);
  }

  /** Any number of rows from {@code min} to {@code max}, each octave about as likely. */
  static DataSize logUniform(int min, int max) {
    return new LogUniform(min, max);
  }

  /** Uniform or log-uniform on the same range, each with probability one half. */
  static DataSize mixed(int min, int max) {
    return new Mixed(min, max);
  }

  /**
   * Always the same number of rows.
   *
   * @param n the number, at least one
   */
  record Fixed(int n) implements DataSize {
    public Fixed {
      if (n < 1) {
        throw new IllegalArgumentException("a data set needs at least one row, had " + n);
      }
    }

    @Override
    public int min() {
      return n;
    }

    @Override
    public int max() {
      return n;
    }

    @Override
    public int sample(UniformRandomProvider random) {
      return n;
    }

    @Override
    public double probability(int number) {
      return number == n ? 1 : 0;
    }
  }

  /**
   * Uniform on the whole numbers of a range.
   *
   * @param min smallest number, at least one
   * @param max largest number, above {@code min}
   */
  record Uniform(int min, int max) implements DataSize {
    public Uniform {
      requireRange(min, max);
    }

    @Override
    public int sample(UniformRandomProvider random) {
      return min + random.nextInt(max - min + 1);
    }

    @Override
    public double probability(int n) {
      return contains(n) ? 1.0 / (max - min + 1) : 0;
    }
  }

  /**
   * The whole part of a number whose logarithm is uniform on {@code [log min, log (max + 1))}.
   *
   * @param min smallest number, at least one
   * @param max largest number, above {@code min}
   */
  record LogUniform(int min, int max) implements DataSize {
    public LogUniform {
      requireRange(min, max);
    }

    @Override
    public int sample(UniformRandomProvider random) {
      double n = min * Math.exp(random.nextDouble() * logRange());
      return Math.max(min, Math.min(max, (int) n));
    }

    @Override
    public double probability(int n) {
      return contains(n) ? Math.log1p(1.0 / n) / logRange() : 0;
    }

    private double logRange() {
      return Math.log((max + 1.0) / min);
    }
  }

  /**
   * Uniform or log-uniform, each with probability one half.
   *
   * @param min smallest number, at least one
   * @param max largest number, above {@code min}
   */
  record Mixed(int min, int max) implements DataSize {
    public Mixed {
      requireRange(min, max);
    }

    @Override
    public int sample(UniformRandomProvider random) {
      return (random.nextBoolean() ? uniform(min, max) : logUniform(min, max)).sample(random);
    }

    @Override
    public double probability(int n) {
      return 0.5 * (uniform(min, max).probability(n) + logUniform(min, max).probability(n));
    }
  }

  private static void requireRange(int min, int max) {
    if (min < 1 || max <= min) {
      throw new IllegalArgumentException(
          "sizes must satisfy 1 <= min < max, were " + min + " and " + max);
    }
  }
}
