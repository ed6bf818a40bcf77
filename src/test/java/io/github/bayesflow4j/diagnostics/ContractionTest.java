package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContractionTest {

  @Test
  void followsItsFormulas() {
    // Prior variance of 0, 4: 8. Posterior variances 2 and 8, means 1 and 3: z = 1 / sqrt(2) and
    // -1 / sqrt(8).
    Contraction.Component contraction =
        Contraction.of(
                SimulatedPosteriorsTest.of(
                    new double[] {0, 4}, new double[] {0, 2}, new double[] {1, 5}))
            .components()
            .get(0);

    double first = 1 / Math.sqrt(2);
    double second = -1 / Math.sqrt(8);
    assertThat(contraction.contraction()).isCloseTo(1 - 5.0 / 8, within(1e-15));
    assertThat(contraction.zMean()).isCloseTo((first + second) / 2, within(1e-15));
    assertThat(contraction.zSd()).isCloseTo((first - second) / Math.sqrt(2), within(1e-15));
    assertThat(contraction.withoutSpread()).isZero();
  }

  @Test
  void tellsShiftAndWidthFromAnExactPosterior() {
    Contraction contraction =
        Contraction.of(
            ConjugateGaussian.simulate(
                2_000, 500, 2, Fault.NONE, Fault.SHIFTED, Fault.NARROWED, Fault.WIDENED));

    // z has standard deviation 1 / width and mean shift; standard errors 1 / sqrt(M) = 0.022 and
    // 1 / sqrt(2 M) = 0.016 of that, limits at four. All faults lie more than six of them away.
    assertZ(contraction.components().get(0), 0, 1);
    assertZ(contraction.components().get(1), 0.3, 1);
    assertZ(contraction.components().get(2), 0, 1 / 0.8);
    assertZ(contraction.components().get(3), 0, 1 / 1.25);
    // 1 - 0.2 width^2; the prior variance, 1, has a relative standard error of 0.032.
    assertThat(contraction.components().get(0).contraction()).isCloseTo(0.8, within(0.026));
    assertThat(contraction.components().get(2).contraction()).isCloseTo(0.872, within(0.018));
  }

  private static void assertZ(Contraction.Component component, double mean, double sd) {
    assertThat(component.zMean()).isCloseTo(mean, within(0.09 * sd));
    assertThat(component.zSd()).isCloseTo(sd, within(0.064 * sd));
  }

  @Test
  void countsTestSetsWithoutSpreadInsteadOfScoringThem() {
    Contraction.Component one =
        Contraction.of(
                SimulatedPosteriorsTest.of(
                    new double[] {0, 4, 1},
                    new double[] {0, 2},
                    new double[] {4, 4},
                    new double[] {0, 2}))
            .components()
            .get(0);
    assertThat(one.withoutSpread()).isEqualTo(1);
    assertThat(one.zMean()).isCloseTo(Math.sqrt(0.5) / 2, within(1e-15));

    Contraction.Component all =
        Contraction.of(
                SimulatedPosteriorsTest.of(
                    new double[] {0, 4}, new double[] {1, 1}, new double[] {4, 4}))
            .components()
            .get(0);
    assertThat(all.withoutSpread()).isEqualTo(2);
    assertThat(all.contraction()).isEqualTo(1);
    assertThat(all.zMean()).isNaN();
    assertThat(all.zSd()).isNaN();
  }

  @Test
  void manyEqualDrawsHaveNoSpreadWhateverTheRounding() {
    double[] tenths = new double[1_000];
    double[] thirds = new double[1_000];
    Arrays.fill(tenths, 0.1);
    Arrays.fill(thirds, 1 / 3.0);

    assertThat(
            Contraction.of(SimulatedPosteriorsTest.of(new double[] {0, 4}, tenths, thirds))
                .components()
                .get(0)
                .withoutSpread())
        .isEqualTo(2);
  }
}
