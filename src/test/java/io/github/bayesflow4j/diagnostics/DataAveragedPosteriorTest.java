package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class DataAveragedPosteriorTest {
  private static final RandomStreams STREAMS = new RandomStreams(73);

  private static DataAveragedPosterior.Component only(SimulatedPosteriors posteriors) {
    return DataAveragedPosterior.of(posteriors, STREAMS.stream(0)).components().get(0);
  }

  @Test
  void theDistanceIsThatOfTheTwoSampleTest() {
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(70, 30, 1, Fault.WIDENED);
    double[] draws =
        IntStream.range(0, 70)
            .mapToObj(i -> posteriors.samples(i).column(0))
            .flatMapToDouble(Arrays::stream)
            .toArray();

    assertThat(only(posteriors).distance())
        .isCloseTo(
            KolmogorovSmirnovTest.withDefaults().statistic(posteriors.truths(0), draws),
            within(1e-12));
  }

  @Test
  void valuesThatTieAreOneStepOfTheDistribution() {
    // Coin flips, -0 being 0: 1/2 of the truths but 3/4 of the draws are 0.
    SimulatedPosteriors posteriors =
        SimulatedPosteriorsTest.of(
            new double[] {0, 1}, new double[] {0.0, -0.0}, new double[] {-0.0, 1});

    assertThat(only(posteriors).distance()).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void aShiftIsThatOfTheMeanAndAWidthThatOfTheSpread() {
    // Posterior sd sqrt(0.2), prior sd 1: a shift of 0.3 sqrt(0.2); variances of 0.8 + 0.2 w^2.
    DataAveragedPosterior.Component shifted =
        only(ConjugateGaussian.simulate(4_000, 100, 2, Fault.SHIFTED));
    DataAveragedPosterior.Component widened =
        only(ConjugateGaussian.simulate(4_000, 100, 3, Fault.WIDENED));

    assertThat(shifted.shift()).isCloseTo(0.3 * Math.sqrt(0.2), within(4 * shifted.shiftError()));
    assertThat(widened.spread())
        .isCloseTo(Math.sqrt(0.8 + 0.2 * 1.5625), within(4 * widened.spreadError()));
    assertThat(shifted.rejected()).isTrue();
    assertThat(widened.rejected()).isTrue();
  }

  @Test
  void standardErrorsAreTheScatterOfRepetitions() {
    int repetitions = 200;
    double[] shifts = new double[repetitions];
    double[] spreads = new double[repetitions];
    double shiftError = 0;
    double spreadError = 0;
    UniformRandomProvider random = STREAMS.stream(1);
    for (int r = 0; r < repetitions; r++) {
      DataAveragedPosterior.Component component =
          DataAveragedPosterior.of(ConjugateGaussian.simulate(60, 20, 100 + r, Fault.NONE), random)
              .components()
              .get(0);
      shifts[r] = component.shift();
      spreads[r] = component.spread();
      shiftError += component.shiftError() / repetitions;
      spreadError += component.spreadError() / repetitions;
    }

    // A standard deviation of 200 has a relative error of 5 %; four of them.
    assertThat(StandardDeviation.of(shifts).getAsDouble() / shiftError).isCloseTo(1, within(0.2));
    assertThat(StandardDeviation.of(spreads).getAsDouble() / spreadError).isCloseTo(1, within(0.2));
  }

  @Test
  void cannotSeeThatAPosteriorIsThePrior() {
    UniformRandomProvider random = STREAMS.stream(2);
    double[] truths = random.doubles(300).toArray();
    double[][] draws = new double[300][];
    Arrays.setAll(draws, i -> random.doubles(40).toArray());

    SimulatedPosteriors posteriors = SimulatedPosteriorsTest.of(truths, draws);

    assertThat(DataAveragedPosterior.of(posteriors, random).equalsPrior()).isTrue();
  }
}
