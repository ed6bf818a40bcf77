package io.github.bayesflow4j.plot;

import java.util.Collection;

/** Numbers of records as arrays. */
final class Numbers {
  private Numbers() {}

  static double[] of(Collection<? extends Number> numbers) {
    return numbers.stream().mapToDouble(Number::doubleValue).toArray();
  }
}
