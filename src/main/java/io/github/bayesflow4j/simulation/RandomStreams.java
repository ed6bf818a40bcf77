package io.github.bayesflow4j.simulation;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

/**
 * A family of independent random streams derived from one seed.
 *
 * <p>A stream is a function of (seed, domain, index) alone, so what is drawn from it does not
 * depend on which thread draws it, or when.
 *
 * @param seed the seed all streams follow from
 */
public record RandomStreams(long seed) {

  /** What a family of streams is used for; families of different domains never share numbers. */
  public enum Domain {
    TRAINING,
    TRAINING_SIZE,
    VALIDATION,
    STANDARDIZATION,
    INITIALIZATION,
    PERMUTATION,
    SHUFFLE,
    DIAGNOSTICS,
    SIMULATION,
    RETRY
  }

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  /** The streams of one domain. */
  public RandomStreams in(Domain domain) {
    return new RandomStreams(mix(seed + GOLDEN_GAMMA * (domain.ordinal() + 1)));
  }

  /** The sub-family with this index, for streams that need streams of their own. */
  public RandomStreams child(long index) {
    return new RandomStreams(mix(seed ^ mix(index + GOLDEN_GAMMA)));
  }

  /** The generator with this index; it belongs to the thread that asked for it. */
  public UniformRandomProvider stream(long index) {
    long first = mix(seed ^ mix(index + GOLDEN_GAMMA));
    return new XoRoShiRo128PlusPlus(first, mix(first + GOLDEN_GAMMA));
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection whose output bits look
   * independent.
   */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
