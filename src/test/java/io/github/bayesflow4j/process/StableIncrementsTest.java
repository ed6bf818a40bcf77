package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableIncrementsTest {

  @ParameterizedTest
  @ValueSource(doubles = {1, 1 + 1e-9, 1.001, 1.1, 1.3, 1.5, 1.7, 1.9, 1.999, 2 - 1e-9, 2})
  void drawsAreThoseOfTheFormula(double alpha) {
    StableIncrements increments = new StableIncrements(alpha);
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    for (int i = 0; i < 200_000; i++) {
      assertSame(alpha, increments, random.nextLong(), 1e-7);
    }
  }

  /** Bits that lead to each table's first and last cells, and beyond them. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.3, 1.7, 2})
  void drawsAreThoseOfTheFormulaAtTheEdges(double alpha) {
    StableIncrements increments = new StableIncrements(alpha);
    UniformRandomProvider random = new RandomStreams(2).stream(0);
    for (int zeros = 0; zeros < 32; zeros++) {
      for (int i = 0; i < 200; i++) {
        long high = random.nextInt() & 0x80000000L | random.nextInt() >>> 1 >>> zeros;
        long low = random.nextInt() & 0x80000000L | random.nextInt() >>> 1 >>> (31 - zeros);
        // Near U = pi/2 the formula itself loses up to nine digits in cos U.
        assertSame(alpha, increments, high << 32 | low, 1e-6);
        assertSame(alpha, increments, low << 32 | high, 1e-6);
        assertSame(alpha, increments, ~(high << 32 | low), 1e-6);
      }
    }
  }

  private static void assertSame(
      double alpha, StableIncrements increments, long bits, double tolerance) {
    double exact = formula(alpha, StableIncrements.angle(bits), StableIncrements.exponential(bits));
    assertThat(increments.value(bits) / exact)
        .as("alpha %s, bits %x", alpha, bits)
        .isCloseTo(1, within(tolerance));
  }

  /** Chambers, Mallows and Stuck, as it is printed. */
  private static double formula(double a, double u, double e) {
    if (a == 1) {
      return Math.tan(u);
    }
    if (a == 2) {
      return 2 * Math.sin(u) * Math.sqrt(e);
    }
    return Math.sin(a * u)
        / Math.pow(Math.cos(u), 1 / a)
        * Math.pow(Math.cos((1 - a) * u) / e, (1 - a) / a);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.001, 1.25, 1.5, 1.75, 1.999, 2})
  void drawsHaveTheCharacteristicFunctionOfTheStableLaw(double alpha) {
    int count = 400_000;
    StableIncrements increments = new StableIncrements(alpha);
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    double[] points = {0.01, 0.1, 0.5, 1, 2};
    double[] cosine = new double[points.length];
    double[] sine = new double[points.length];
    for (int i = 0; i < count; i++) {
      double x = increments.sample(random);
      for (int k = 0; k < points.length; k++) {
        cosine[k] += Math.cos(points[k] * x) / count;
        sine[k] += Math.sin(points[k] * x) / count;
      }
    }
    for (int k = 0; k < points.length; k++) {
      double expected = Math.exp(-Math.pow(points[k], alpha));
      double ofDouble = Math.exp(-Math.pow(2 * points[k], alpha));
      // 70 numbers at 4.5 standard errors: a chance of 5e-4 for the whole test.
      double cosineError = Math.sqrt(((1 + ofDouble) / 2 - expected * expected) / count);
      double sineError = Math.sqrt((1 - ofDouble) / 2 / count);
      assertThat(cosine[k]).isCloseTo(expected, within(4.5 * cosineError));
      assertThat(sine[k]).isCloseTo(0, within(4.5 * sineError));
    }
  }

  @Test
  void alphaOutsideItsRangeIsRefused() {
    for (double alpha : new double[] {0.99, 2.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new StableIncrements(alpha))
          .withMessage("alpha must be from 1 to 2, was " + alpha);
    }
  }
}
