package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;

class ResimulationTest {
  private static final NormalRows RIGHT =
      new NormalRows(Observable.exchangeable("data", "x"), 1, 0);
  private static final RandomStreams STREAMS = new RandomStreams(4);

  private static Simulations simulate(GenerativeModel model, int count, int n) {
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      return engine.simulate(new RandomStreams(17), count, n);
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  @Test
  void isTheDiscrepancyOfARowSimulatedAtThePosteriorMean() {
    GenerativeModel model =
        GenerativeModel.builder("constant")
            .prior(Prior.builder().add("a", UniformContinuousDistribution.of(0, 8)).build())
            .observable(Observable.exchangeable("data", "x"))
            .size(DataSize.fixed(3))
            .simulator((theta, n, random) -> new double[] {theta[0], theta[0], theta[0]})
            .build();
    Simulations testSets = simulate(model, 4, 3);
    double[][] truths = new double[4][];
    List<PosteriorSamples> samples = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      truths[i] = testSets.theta(i);
      // Their mean lies i / 8 above the true value.
      double center = truths[i][0] * (1 - 1e-9);
      samples.add(
          PosteriorSamples.ofColumns(
              model.space(), new double[][] {{center, Math.min(7.999, center + i / 4.0)}}));
    }
    Resimulation.Component found =
        Resimulation.of(
                model, testSets, SimulatedPosteriors.of(model.space(), truths, samples), STREAMS)
            .components()
            .get(0);

    assertThat(found.floors()).containsOnly(0.0);
    for (int i = 0; i < 4; i++) {
      double shift = samples.get(i).mean(0) - truths[i][0];
      // Two samples of equal values: 2 k(0) - 2 k(shift).
      double expected = 2 * (19 - Kernel.GaussianMixture.published().at(shift * shift));
      // The steepest Gaussian has a scale of 1e-3: rounding of 5e-7 near 0 changes it by 1e-6.
      assertThat(found.errors().get(i)).isCloseTo(expected, within(1e-3));
    }
    assertThat(found.error()).isCloseTo(median(found.errors()), within(1e-15));
  }

  @Test
  void liesAtTheFloorForExactPosteriorsAndAboveItForOthers() {
    Simulations testSets = simulate(RIGHT.model(), 100, 40);
    SimulatedPosteriors exact = SimulatedPosteriors.of(RIGHT, testSets, 50, 1);
    Resimulation.Component right =
        Resimulation.of(RIGHT.model(), testSets, exact, STREAMS).components().get(0);
    List<PosteriorSamples> moved = new ArrayList<>();
    double[][] truths = new double[testSets.count()][];
    for (int i = 0; i < truths.length; i++) {
      truths[i] = testSets.theta(i);
      double[] column = Arrays.stream(exact.samples(i).column(0)).map(mu -> mu + 1).toArray();
      moved.add(PosteriorSamples.ofColumns(RIGHT.space(), new double[][] {column}));
    }
    Resimulation.Component shifted =
        Resimulation.of(
                RIGHT.model(),
                testSets,
                SimulatedPosteriors.of(RIGHT.space(), truths, moved),
                STREAMS)
            .components()
            .get(0);
    Resimulation.Component wrong =
        Resimulation.of(new NormalRows(RIGHT.observable(), 3, 0).model(), testSets, exact, STREAMS)
            .components()
            .get(0);

    System.out.printf(
        "| resimulation error, 40 rows | exact %.3f | floor %.3f | shifted by 1 sd of a row %.3f |"
            + " simulator 3 times as wide %.3f |%n",
        right.error(), right.floor(), shifted.error(), wrong.error());
    // The median of 100 scatters by about a tenth of the floor.
    assertThat(right.error() / right.floor()).isBetween(0.7, 1.4);
    assertThat(shifted.error()).isGreaterThan(2 * right.floor());
    assertThat(wrong.error()).isGreaterThan(2 * right.error());
    assertThat(Resimulation.of(RIGHT.model(), testSets, exact, STREAMS).components().get(0))
        .isEqualTo(right);
  }

  @Test
  void refusesPosteriorsOfOtherTestSets() {
    Simulations testSets = simulate(RIGHT.model(), 4, 5);
    SimulatedPosteriors posteriors = SimulatedPosteriors.of(RIGHT, testSets, 10, 1);

    assertThatThrownBy(
            () -> Resimulation.of(RIGHT.model(), testSets.range(0, 3), posteriors, STREAMS))
        .hasMessage("expected posteriors of 3 test sets, found 4");
  }
}
