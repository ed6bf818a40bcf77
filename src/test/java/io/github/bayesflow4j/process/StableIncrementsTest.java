package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableIncrementsTest {
  private static final GaussIntegrator RULE = new GaussIntegratorFactory().legendre(60);

  /**
   * P(|X| &gt; x) by another way than the sampler: the mean over the angle U of the formula of
   * Chambers, Mallows and Stuck of the probability, given U, of an exponential variable large
   * enough. The integral over log w, w = 1 - 2 |U| / pi, is taken in pieces.
   */
  private static double exceedance(double alpha, double x) {
    if (alpha == 1) {
      return 2 / Math.PI * Math.atan(1 / x);
    }
    if (alpha == 2) {
      return Erfc.value(x / 2);
    }
    double sum = 0;
    double right = 0;
    while (right > -25) {
      // Shorter pieces where U is small and the probability changes quickly if alpha is near one.
      double piece = right > -0.3 ? 0.01 : 0.05;
      double middle = right - 0.5 * piece;
      right -= piece;
      sum +=
          0.5
              * piece
              * RULE.integrate(
                  z -> {
                    double w = Math.exp(middle + 0.5 * piece * z);
                    double u = 0.5 * Math.PI * (1 - w);
                    double logFactor =
                        Math.log(Math.sin(alpha * u))
                            - Math.log(Math.sin(0.5 * Math.PI * w)) / alpha
                            - (alpha - 1) / alpha * Math.log(Math.cos((1 - alpha) * u));
                    double exponent = (Math.log(x) - logFactor) * alpha / (alpha - 1);
                    return w * Math.exp(-Math.exp(exponent));
                  });
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.05, 1.1, 1.3, 1.5, 1.7, 1.9, 1.99, 1.999, 2 - 1e-9, 2})
  void theLawIsTheMeanOverTheAngle(double alpha) {
    StableLaw law = new StableLaw(alpha);
    assertThat(law.exceedance(0)).isCloseTo(1, within(1e-9));
    for (double x : new double[] {0.1, 0.3, 1, 1.97, 3.3, 5.06, 7.9, 8.99, 9, 9.01, 12, 100}) {
      assertThat(law.exceedance(x))
          .as("alpha %s, x %s", alpha, x)
          .isCloseTo(exceedance(alpha, x), within(5e-9));
      double h = 1e-4;
      double left = law.exceedance(x - h);
      double right = law.exceedance(x + h);
      // At 9 the two representations meet.
      assertThat(law.slope(x))
          .isCloseTo((right - left) / (2 * h), within(x > 8.9999 && x < 9.0001 ? 1e-5 : 1e-7));
    }
  }

  /** Every cell, at its ends and inside, with every alpha of a grid that is finer at its ends. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1 + 1e-9, 1.001, 1.1, 1.3, 1.5, 1.7, 1.9, 1.97, 1.999, 2 - 1e-9, 2})
  void drawsAreQuantiles(double alpha) {
    StableLaw law = new StableLaw(alpha);
    StableIncrements increments = new StableIncrements(alpha, 0.25);
    UniformRandomProvider none = new RandomStreams(1).stream(0);
    for (long first = 1L << 19; first < 1L << 31; first += Math.max(first >> 8, 1)) {
      int bits = (int) first;
      double v = (bits + 0.5) * 0x1p-31;
      double x = increments.value(bits, none) / 0.25;
      // The error of x to first order.
      double error = (law.exceedance(x) - v) / law.slope(x);
      assertThat(error)
          .as("alpha %s, v %s, x %s", alpha, v, x)
          .isCloseTo(0, within(1e-7 * (1 + x)));
      assertThat(increments.value(bits | Integer.MIN_VALUE, none)).isEqualTo(-0.25 * x);
    }
  }

  /**
   * Values beyond the tables follow the law given that they are there. Six cases at 1e-5 each: a
   * chance of 6e-5.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.2, 1.6, 1.95, 1.9999, 2})
  void theTailHasTheLawGivenThatTheBoundIsExceeded(double alpha) {
    StableLaw law = new StableLaw(alpha);
    double bound = quantile(law, 0x1p-12);
    StableTail tail = new StableTail(alpha, bound);
    UniformRandomProvider random = new RandomStreams(4).stream(0);
    double[] probabilities = new double[4000];
    for (int i = 0; i < probabilities.length; i++) {
      double x = tail.sample(random);
      assertThat(x).isGreaterThanOrEqualTo(bound * (1 - 1e-9));
      probabilities[i] = law.exceedance(x) / 0x1p-12;
    }
    assertThat(
            KolmogorovSmirnovTest.withDefaults()
                .test(probabilities, p -> Math.max(0, Math.min(1, p)))
                .getPValue())
        .isGreaterThan(1e-5);
  }

  private static double quantile(StableLaw law, double probability) {
    double low = 1;
    double high = 1e5;
    while (high / low > 1 + 1e-13) {
      double middle = Math.sqrt(low * high);
      if (law.exceedance(middle) > probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Body, octaves and tail together, of a law whose distribution function is elementary. */
  @Test
  void drawsAtAlphaOneAndTwoAreCauchyAndNormal() {
    int count = 400_000;
    UniformRandomProvider random = new RandomStreams(5).stream(0);
    StableIncrements cauchy = new StableIncrements(1, 1);
    StableIncrements normal = new StableIncrements(2, 1);
    double[] ofCauchy = new double[count];
    double[] ofNormal = new double[count];
    Arrays.setAll(ofCauchy, i -> cauchy.value(random.nextInt(), random));
    Arrays.setAll(ofNormal, i -> normal.value(random.nextInt(), random));
    KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
    // Two cases: a chance of 2e-5.
    assertThat(test.test(ofCauchy, x -> 0.5 + Math.atan(x) / Math.PI).getPValue())
        .isGreaterThan(1e-5);
    assertThat(test.test(ofNormal, x -> 0.5 * (1 + Erf.value(x / 2))).getPValue())
        .isGreaterThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.001, 1.25, 1.5, 1.75, 1.999, 2})
  void drawsHaveTheCharacteristicFunctionOfTheStableLaw(double alpha) {
    int count = 400_000;
    StableIncrements increments = new StableIncrements(alpha, 1);
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    double[] points = {0.01, 0.1, 0.5, 1, 2};
    double[] cosine = new double[points.length];
    double[] sine = new double[points.length];
    for (int i = 0; i < count; i++) {
      double x = increments.value(random.nextInt(), random);
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
          .isThrownBy(() -> new StableIncrements(alpha, 1))
          .withMessage("alpha must be from 1 to 2, was " + alpha);
    }
  }
}
