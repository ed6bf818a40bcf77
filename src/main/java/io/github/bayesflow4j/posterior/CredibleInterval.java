package io.github.bayesflow4j.posterior;

/**
 * An interval that holds a fraction of a component's posterior.
 *
 * @param level the fraction, between 0 and 1
 * @param lower its lower end, in the component's unit
 * @param upper its upper end
 */
public record CredibleInterval(double level, double lower, double upper) {

  /**
   * @throws IllegalArgumentException if the level is not between 0 and 1
   */
  public CredibleInterval {
    requireLevel(level);
  }

  static void requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "the level of an interval must lie between 0 and 1, was " + level);
    }
  }
}
