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
    RETRY,
    NOISE,
    TYPICALITY
  }

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  // Arbitrary odd numbers that keep domains, children and streams of one family apart.
  private static final long DOMAIN_SALT = 0xd1342543de82ef95L;
  private static final long CHILD_SALT = 0xaf251af3b0f025b5L;
  private static final long STREAM_SALT = 0xb564ef22ec7aece5L;

  /** The streams of one domain. */
  public RandomStreams in(Domain domain) {
    return new RandomStreams(derive(DOMAIN_SALT, domain.ordinal()));
  }

  /** The sub-family with this index, for streams that need streams of their own. */
  public RandomStreams child(long index) {
    return new RandomStreams(derive(CHILD_SALT, index));
  }

  /** The generator with this index; it belongs to the thread that asked for it. */
  public UniformRandomProvider stream(long index) {
    long first = derive(STREAM_SALT, index);
    return new XoRoShiRo128PlusPlus(first, mix(first + GOLDEN_GAMMA));
  }

  /**
   * Number {@code index} of the SplitMix64 sequence that starts at the hashed seed. The seed is
   * hashed and the index is not, so that exchanging the two leads elsewhere.
   */
  private long derive(long salt, long index) {
    return mix(mix(seed + salt) + GOLDEN_GAMMA * (index + 1));
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
