package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  @Test
  void followsItsFormulas() {
    // Truths 0, 2, 4; posterior means 1, 2, 3: errors 1, 0, -1.
    Recovery.Component recovery =
        Recovery.of(
                SimulatedPosteriorsTest.of(
                    new double[] {0, 2, 4},
                    new double[] {0, 2},
                    new double[] {1, 3},
                    new double[] {3, 3}))
            .components()
            .get(0);

    assertThat(recovery.name()).isEqualTo("a");
    assertThat(recovery.rmse()).isCloseTo(Math.sqrt(2.0 / 3), within(1e-15));
    assertThat(recovery.nrmse()).isCloseTo(Math.sqrt(2.0 / 3) / 4, within(1e-15));
    assertThat(recovery.r2()).isCloseTo(1 - 2.0 / 8, within(1e-15));
  }

  @Test
  void hasTheExactValuesOfAConjugatePosteriorAndSeesAShift() {
    Recovery recovery =
        Recovery.of(
            ConjugateGaussian.simulate(4_000, 400, 1, Fault.NONE, Fault.SHIFTED, Fault.NARROWED));

    // Squared error: 0.2 (1 + 1/L) by theory, relative standard error sqrt(2 / 4000) = 0.022; R2 is
    // one minus it. Limits at four standard errors.
    Recovery.Component exact = recovery.components().get(0);
    assertThat(exact.rmse() * exact.rmse()).isCloseTo(0.2005, within(0.018));
    assertThat(exact.r2()).isCloseTo(0.7995, within(0.02));
    // A shift by 0.3 sd adds 0.09 of the variance; recovery does not see the width.
    assertThat(Math.pow(recovery.components().get(1).rmse(), 2))
        .isCloseTo(0.2005 + 0.018, within(0.02));
    assertThat(recovery.components().get(2).r2()).isCloseTo(0.7995, within(0.02));
  }

  @Test
  void aPosteriorThatIsAUniformPriorHasTheKnownBaseline() {
    double[] truths = new double[2_001];
    double[][] draws = new double[truths.length][];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = i / 2_000.0;
      draws[i] = new double[] {0, 0.25, 0.75, 1};
    }

    Recovery.Component recovery =
        Recovery.of(SimulatedPosteriorsTest.of(truths, draws)).components().get(0);

    assertThat(recovery.nrmse()).isCloseTo(0.2887, within(2e-4));
    assertThat(recovery.r2()).isCloseTo(0, within(1e-12));
  }
}
