package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.CalibrationDependence.Covariate;
import io.github.bayesflow4j.diagnostics.CalibrationDependence.Dependence;
import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class CalibrationDependenceTest {
  private static final RandomStreams STREAMS = new RandomStreams(79);

  private static double[] rows(int count, UniformRandomProvider random) {
    return random.ints(count, 1, 51).asDoubleStream().toArray();
  }

  /** One posterior where a covariate is above 40, another one elsewhere. */
  private static SimulatedPosteriors mixed(
      double[] covariate, Fault above, Fault elsewhere, long seed) {
    Simulations testSets = ConjugateGaussian.of(Fault.NONE).testSets(covariate.length, seed);
    double[][] truths = new double[covariate.length][];
    List<PosteriorSamples> samples = new ArrayList<>();
    for (int i = 0; i < truths.length; i++) {
      truths[i] = testSets.theta(i);
      ConjugateGaussian posterior = ConjugateGaussian.of(covariate[i] > 40 ? above : elsewhere);
      samples.add(posterior.sample(testSets.dataSet(i), 99, 10_000 * seed + i));
    }
    return SimulatedPosteriors.of(testSets.space(), truths, samples);
  }

  @Test
  void namesTheBinWhereAFifthOfTheTestSetsIsOff() {
    double[] n = rows(1_000, STREAMS.stream(0));
    SimulatedPosteriors posteriors = mixed(n, new Fault(0.6, 1), Fault.NONE, 1);

    CalibrationDependence dependence =
        CalibrationDependence.of(posteriors, List.of(Covariate.of("n", n)), STREAMS.stream(1));

    Dependence worst = dependence.worst().orElseThrow();
    assertThat(worst.covariate()).isEqualTo("n");
    assertThat(worst.bins()).hasSize(5);
    CalibrationBin bin = worst.worst();
    assertThat(bin.to()).isEqualTo(50);
    // Shifted by 0.6 sd in nearly the whole bin; four standard errors.
    assertThat(bin.bias()).isCloseTo(0.6, within(4 * bin.biasError()));
    assertThat(worst.bins().get(0).bias())
        .isCloseTo(0, within(4 * worst.bins().get(0).biasError()));
  }

  @Test
  void seesWidthsThatCancelOverAllTestSets() {
    double[] n = rows(1_000, STREAMS.stream(2));
    SimulatedPosteriors posteriors = mixed(n, new Fault(0, 1.6), new Fault(0, 0.9), 2);

    CalibrationDependence dependence =
        CalibrationDependence.of(posteriors, List.of(Covariate.of("n", n)), STREAMS.stream(3));

    CalibrationBin bin = dependence.worst().orElseThrow().worst();
    assertThat(dependence.worst().orElseThrow().covariate()).isEqualTo("n");
    assertThat(bin.to()).isEqualTo(50);
    assertThat(bin.widthError()).isCloseTo(0.6, within(4 * bin.widthErrorError()));
    assertThat(bin.spread()).isNegative();
  }

  @Test
  void biasAndWidthAreThoseOfAGaussian() {
    CalibrationDependence shifted =
        CalibrationDependence.of(
            ConjugateGaussian.simulate(4_000, 199, 3, Fault.SHIFTED), List.of(), STREAMS.stream(4));
    CalibrationDependence narrowed =
        CalibrationDependence.of(
            ConjugateGaussian.simulate(4_000, 199, 4, Fault.NARROWED),
            List.of(),
            STREAMS.stream(5));

    for (CalibrationBin bin : shifted.dependences().get(0).bins()) {
      assertThat(bin.bias()).isCloseTo(0.3, within(4 * bin.biasError()));
    }
    for (CalibrationBin bin : narrowed.dependences().get(0).bins()) {
      assertThat(bin.widthError()).isCloseTo(-0.2, within(4 * bin.widthErrorError()));
    }
  }

  /** How many of 100 exact posteriors, which are the prior, are rejected. */
  private static int rejectedPriors(Function<SimulatedPosteriors, List<Covariate>> covariates) {
    int rejected = 0;
    UniformRandomProvider random = STREAMS.stream(6);
    for (int r = 0; r < 100; r++) {
      double[] truths = random.doubles(300).toArray();
      double[][] draws = new double[300][];
      Arrays.setAll(draws, i -> random.doubles(19).toArray());
      SimulatedPosteriors posteriors = SimulatedPosteriorsTest.of(truths, draws);
      rejected +=
          CalibrationDependence.of(posteriors, covariates.apply(posteriors), random)
                  .worst()
                  .isPresent()
              ? 1
              : 0;
    }
    return rejected;
  }

  @Test
  void anExactPosteriorIsLeftAloneWhereTheDataTellNothing() {
    // Then the mean of the draws is pure chance. At 5 % more than 12 of 100 come once in 700 seeds.
    assertThat(rejectedPriors(posteriors -> List.of())).isLessThanOrEqualTo(12);
    // The mean of the draws alone, without the truth, is no function of the data: 57 of 100, with a
    // standard deviation of 5.
    assertThat(rejectedPriors(p -> List.of(Covariate.of("draws", p.means(0))))).isGreaterThan(35);
  }

  @Test
  void theTrueParameterIsNoFunctionOfTheData() {
    // Shrinkage of an exact posterior looks like bias in bins of the truth: this is why they are
    // not offered.
    SimulatedPosteriors exact = ConjugateGaussian.simulate(500, 99, 5, Fault.NONE);

    CalibrationDependence byTruth =
        CalibrationDependence.of(
            exact, List.of(Covariate.of("truth", exact.truths(0))), STREAMS.stream(7));

    assertThat(byTruth.worst().orElseThrow().covariate()).isEqualTo("truth");
    assertThat(byTruth.dependences().get(1).rejected()).isFalse();
  }

  @Test
  void binsKeepEqualValuesTogetherAndAreNotSmall() {
    double[] values = {3, 1, 1, 2, 2, 2, 9, 1, 3, 3, 4, 5};

    assertThat(QuantileBins.of(values, 4, 3))
        .containsExactly(
            new int[] {1, 2, 7}, new int[] {3, 4, 5}, new int[] {0, 8, 9}, new int[] {10, 11, 6});
    assertThat(QuantileBins.of(values, 4, 5))
        .containsExactly(new int[] {1, 2, 7, 3, 4, 5}, new int[] {0, 8, 9, 10, 11, 6});
    assertThat(QuantileBins.of(new double[] {7, 7, 7, 7}, 4, 1)).hasSize(1);
    assertThat(QuantileBins.of(new double[] {1, 2}, 4, 10)).hasSize(1);
  }

  @Test
  void refusesCovariatesThatAreNotThoseOfTheTestSets() {
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(20, 9, 6, Fault.NONE);
    List<Covariate> tooShort = List.of(Covariate.of("n", 1, 2, 3));

    assertThatThrownBy(() -> CalibrationDependence.of(posteriors, tooShort, STREAMS.stream(8)))
        .hasMessage("expected covariate n of 20 test sets, found it of 3");
    assertThatThrownBy(() -> Covariate.of("n", 1, Double.NaN))
        .hasMessage("test set 1: covariate n is NaN");
  }
}
