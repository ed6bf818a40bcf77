package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
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
                    new double[] {3, 3}),
                random(1))
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
            ConjugateGaussian.simulate(4_000, 400, 1, Fault.NONE, Fault.SHIFTED, Fault.NARROWED),
            random(2));

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
        Recovery.of(SimulatedPosteriorsTest.of(truths, draws), random(3)).components().get(0);

    assertThat(recovery.nrmse()).isCloseTo(0.2887, within(2e-4));
    assertThat(recovery.r2()).isCloseTo(0, within(1e-12));
  }

  private static UniformRandomProvider random(long seed) {
    return new RandomStreams(seed).stream(0);
  }

  @Test
  void expectsTheErrorOfExactPosteriorsOfTheSameWidths() {
    // Variances of the draws 2, 2, 0, each of two draws: mean (2 + 2 + 0) / 3 times (1 + 1 / 2).
    SimulatedPosteriors posteriors =
        SimulatedPosteriorsTest.of(
            new double[] {0, 2, 4}, new double[] {0, 2}, new double[] {1, 3}, new double[] {3, 3});

    assertThat(Recovery.of(posteriors, random(1)).components().get(0).expectedRmse())
        .isCloseTo(Math.sqrt(2), within(1e-15));
  }

  @Test
  void expectedErrorLiesBelowTheIntervalOfOverconfidentAndShiftedPosteriors() {
    Recovery recovery =
        Recovery.of(
            ConjugateGaussian.simulate(
                1_000, 200, 5, Fault.NONE, Fault.NARROWED, Fault.WIDENED, Fault.SHIFTED),
            random(4));

    // The RMSE of 1,000 test sets has a relative standard error of 0.022. Widths of 0.8 and 1.25
    // move the expectation nine and eleven of those, the shift moves the RMSE by two: just so.
    assertThat(recovery.components())
        .satisfiesExactly(
            exact -> assertThat(exact.rmseInterval().contains(exact.expectedRmse())).isTrue(),
            narrowed ->
                assertThat(narrowed.rmseInterval().lower()).isGreaterThan(narrowed.expectedRmse()),
            widened ->
                assertThat(widened.rmseInterval().upper()).isLessThan(widened.expectedRmse()),
            shifted -> assertThat(shifted.rmse()).isGreaterThan(shifted.expectedRmse()));
  }

  @Test
  void intervalsHoldTheTrueFiguresAtTheirLevel() {
    int rmse = 0;
    int r2 = 0;
    for (int r = 0; r < 200; r++) {
      Recovery.Component component =
          Recovery.of(ConjugateGaussian.simulate(200, 20, 100 + r, Fault.NONE), random(r))
              .components()
              .get(0);
      // Means of 20 draws: a squared error of 0.2 (1 + 1 / 20) against a prior variance of 1.
      rmse += component.rmseInterval().contains(Math.sqrt(0.21)) ? 1 : 0;
      r2 += component.r2Interval().contains(0.79) ? 1 : 0;
    }
    // 95 % of 200 is 190 with a standard deviation of 3.1; percentile intervals of 200 test sets
    // hold about one percent less than they say. Limits at three to four standard deviations.
    assertThat(rmse).isBetween(177, 199);
    assertThat(r2).isBetween(177, 199);
  }

  @Test
  void sameSeedSameIntervalsAndTheRangeIsTakenAsGiven() {
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(50, 20, 8, Fault.NONE);
    Recovery.Component component = Recovery.of(posteriors, random(1)).components().get(0);

    assertThat(Recovery.of(posteriors, random(1)).components().get(0)).isEqualTo(component);
    assertThat(component.nrmseInterval().lower() / component.nrmse())
        .isCloseTo(component.rmseInterval().lower() / component.rmse(), within(1e-12));
    assertThat(component.rmseInterval().contains(component.rmse())).isTrue();
    assertThat(component.r2Interval().contains(component.r2())).isTrue();
  }
}
