package io.github.bayesflow4j.nn;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The values of named variables, outside any graph. Immutable once built. */
public final class Weights {

  /**
   * The value of one variable. The array is shared, not copied: treat it as read-only.
   *
   * @param shape its dimensions
   * @param values row by row
   */
  @SuppressWarnings("ArrayRecordComponent") // a value holder compared by nobody
  public record Weight(long[] shape, float[] values) {
    public Weight {
      if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != values.length) {
        throw new IllegalArgumentException(
            "expected values for shape " + Arrays.toString(shape) + ", found " + values.length);
      }
    }
  }

  private final Map<String, Weight> byName;

  public Weights(Map<String, Weight> byName) {
    this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** Names of the variables, in the order they were created. */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * The value of the variable with this name.
   *
   * @throws IllegalArgumentException if there is none, or it has another shape
   */
  public Weight get(String name, long... shape) {
    Weight weight = get(name);
    if (!Arrays.equals(weight.shape(), shape)) {
      throw new IllegalArgumentException(
          "weight "
              + name
              + ": expected shape "
              + Arrays.toString(shape)
              + ", found "
              + Arrays.toString(weight.shape()));
    }
    return weight;
  }

  /**
   * The value of the variable with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Weight get(String name) {
    Weight weight = byName.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("there is no weight named " + name);
    }
    return weight;
  }

  /** These, with the values of {@code others} in place of those of the same names. */
  public Weights with(Weights others) {
    Map<String, Weight> merged = new LinkedHashMap<>(byName);
    merged.putAll(others.byName);
    return new Weights(merged);
  }

  /** The entries whose name starts with {@code prefix}. */
  public Weights startingWith(String prefix) {
    Map<String, Weight> kept = new LinkedHashMap<>(byName);
    kept.keySet().removeIf(name -> !name.startsWith(prefix));
    return new Weights(kept);
  }

  /** Number of numbers in all. */
  public long count() {
    return byName.values().stream().mapToLong(weight -> weight.values().length).sum();
  }

  /** Whether every number is finite. */
  public boolean allFinite() {
    for (Weight weight : byName.values()) {
      for (float value : weight.values()) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
