package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.ProcessModels;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationEngineTest {
  private static final RandomStreams STREAMS = new RandomStreams(42);

  private static List<GenerativeModel> models() {
    return ProcessModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void sameNumbersWithOneAndEightThreads(GenerativeModel model) {
    int count = 333;
    try (SimulationEngine one = new SimulationEngine(model, 1, FailurePolicy.STOP);
        SimulationEngine eight = new SimulationEngine(model, 8, FailurePolicy.STOP)) {
      assertSame(one.simulate(STREAMS, count), eight.simulate(STREAMS, count));
      int n = model.size().max();
      Simulations fixed = one.simulate(STREAMS, count, n);
      assertSame(fixed, eight.simulate(STREAMS, count, n));
      assertSame(fixed.range(0, 100), eight.simulate(STREAMS, 100, n));
      assertSame(
          SimulationEngine.await(one.submitBatch(STREAMS, 64)),
          SimulationEngine.await(eight.submitBatch(STREAMS, 64)));
      assertThat(one.simulate(new RandomStreams(43), count, n).parameters())
          .isNotEqualTo(fixed.parameters());
    }
  }

  private static void assertSame(Simulations first, Simulations second) {
    assertThat(second.rows()).isEqualTo(first.rows());
    assertThat(second.parameters()).isEqualTo(first.parameters());
    assertThat(second.context()).isEqualTo(first.context());
    for (int i = 0; i < first.observables().size(); i++) {
      assertThat(Arrays.equals(second.data(i), first.data(i))).isTrue();
    }
  }

  @Test
  void shorterDataSetsEndInRowsOfNaN() {
    GenerativeModel model =
        builder()
            .observable(Observable.exchangeable("data", "x", "y"))
            .observable(Observable.vector("total", "sum"))
            .size(DataSize.uniform(2, 9))
            .jointSimulator(
                (theta, context, n, random) -> {
                  double[] rows = new double[2 * n];
                  Arrays.fill(rows, n);
                  return new double[][] {rows, {n}};
                })
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations simulations = engine.simulate(STREAMS, 200);
      // All 8 sizes occur: a size is missing from 200 draws with probability 2e-11.
      assertThat(simulations.rows()).isEqualTo(9);
      boolean[] seen = new boolean[10];
      for (int i = 0; i < 200; i++) {
        int n = (int) simulations.data(1)[i];
        seen[n] = true;
        for (int value = 0; value < 18; value++) {
          Float found = simulations.data(0)[i * 18 + value];
          assertThat(found).isEqualTo(Float.valueOf(value < 2 * n ? n : Float.NaN));
        }
      }
      for (int n = 0; n < 10; n++) {
        assertThat(seen[n]).as("size %d occurs", n).isEqualTo(n >= 2);
      }
    }
  }

  @Test
  void allRowsOfABatchHaveTheSizeDrawnForIt() {
    GenerativeModel model =
        builder()
            .observable(Observable.exchangeable("data", "x"))
            .size(DataSize.uniform(2, 9))
            .simulator((theta, n, random) -> new double[n])
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      for (long batch = 0; batch < 20; batch++) {
        Simulations simulations =
            SimulationEngine.await(engine.submitBatch(STREAMS.child(batch), 16));
        assertThat(simulations.rows()).isBetween(2, 9);
        assertThat(simulations.data(0)).hasSize(16 * simulations.rows()).containsOnly(0);
      }
    }
  }

  @Test
  void contextIsDrawnBesideTheParametersAndHandedToTheSimulator() {
    GenerativeModel model =
        builder()
            .observable(Observable.vector("data", "response"))
            .context(List.of("dose", "age"), random -> new double[] {random.nextDouble(), 40})
            .jointSimulator(
                (theta, context, n, random) ->
                    new double[][] {{theta[0] + (float) context[0] + context[1]}})
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations simulations = engine.simulate(STREAMS, 50, 1);
      for (int i = 0; i < 50; i++) {
        float[] context = simulations.dataSet(i).context();
        assertThat(context[1]).isEqualTo(40);
        double expected = simulations.theta(i)[0] + context[0] + 40.0;
        assertThat(simulations.data(0)[i]).isEqualTo((float) expected);
      }
    }
  }

  private enum Failure {
    THROWS("the simulator threw java.lang.IllegalStateException: no convergence"),
    NOT_A_NUMBER("observable data: value 1 is NaN"),
    INFINITE("observable data: value 1 is -Infinity"),
    BEYOND_SINGLE_PRECISION("observable data: value 1 is 1.0E39"),
    TOO_SHORT("observable data: expected 3 values, found 2"),
    TOO_LONG("observable data: expected 3 values, found 4");

    private final String reason;

    Failure(String reason) {
      this.reason = reason;
    }

    double[] result() {
      return switch (this) {
        case THROWS -> throw new IllegalStateException("no convergence");
        case NOT_A_NUMBER -> new double[] {1, Double.NaN, 1};
        case INFINITE -> new double[] {1, Double.NEGATIVE_INFINITY, 1};
        case BEYOND_SINGLE_PRECISION -> new double[] {1, 1e39, 1};
        case TOO_SHORT -> new double[2];
        case TOO_LONG -> new double[4];
      };
    }
  }

  /** Fails in the upper part of the prior. */
  private static GenerativeModel failing(Failure failure, double above) {
    return builder()
        .observable(Observable.series("data", "x"))
        .size(DataSize.fixed(3))
        .simulator(
            (theta, n, random) ->
                theta[0] > above ? failure.result() : new double[] {theta[0], 0, 0})
        .build();
  }

  private static GenerativeModel.Builder builder() {
    return GenerativeModel.builder("toy")
        .prior(
            Prior.builder()
                .add("rate", UniformContinuousDistribution.of(0, 1))
                .add("shift", NormalDistribution.of(0, 1))
                .build());
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void aFailureStopsTheRunAndSaysHowToReproduceIt(Failure failure) {
    double[] theta = firstAbove(0.99);
    for (int threads : new int[] {1, 8}) {
      try (SimulationEngine engine =
          new SimulationEngine(failing(failure, 0.99), threads, FailurePolicy.STOP)) {
        assertThatThrownBy(() -> engine.simulate(STREAMS, 2000, 3))
            .isInstanceOf(SimulationFailedException.class)
            .hasMessageContaining("simulation " + (int) theta[0] + " of model toy")
            .hasMessageContaining("seed 42")
            .hasMessageContaining("n = 3")
            .hasMessageContaining("rate = " + theta[1] + ", shift = " + theta[2])
            .hasMessageContaining(failure.reason);
      }
    }
  }

  /** Index and parameters of the first simulation whose rate lies above a bound. */
  private static double[] firstAbove(double bound) {
    try (SimulationEngine engine =
        new SimulationEngine(failing(Failure.THROWS, 2), 1, FailurePolicy.STOP)) {
      Simulations all = engine.simulate(STREAMS, 2000, 3);
      for (int i = 0; i < 2000; i++) {
        if (all.theta(i)[0] > bound) {
          return new double[] {i, all.theta(i)[0], all.theta(i)[1]};
        }
      }
      throw new AssertionError("no draw above " + bound);
    }
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void skippedFailuresAreCountedAndDrawnAnew(Failure failure) {
    int count = 2000;
    try (SimulationEngine one = new SimulationEngine(failing(failure, 0.6), 1, FailurePolicy.SKIP);
        SimulationEngine eight =
            new SimulationEngine(failing(failure, 0.6), 8, FailurePolicy.SKIP)) {
      Simulations simulations = one.simulate(STREAMS, count, 3);
      assertSame(simulations, eight.simulate(STREAMS, count, 3));
      assertThat(eight.skipped()).isEqualTo(one.skipped());
      // Failures before a success are geometric: mean 0.4 / 0.6 and variance 0.4 / 0.36 each; 4
      // standard errors.
      assertThat((double) one.skipped())
          .isBetween(
              count * 0.4 / 0.6 - 4 * Math.sqrt(count * 0.4 / 0.36),
              count * 0.4 / 0.6 + 4 * Math.sqrt(count * 0.4 / 0.36));
      double mean = 0;
      for (int i = 0; i < count; i++) {
        assertThat(simulations.theta(i)[0]).isLessThanOrEqualTo(0.6);
        mean += simulations.theta(i)[0] / count;
      }
      // Uniform on (0, 0.6): sd 0.173; 4 standard errors.
      assertThat(Math.abs(mean - 0.3)).isLessThan(4 * 0.1733 / Math.sqrt(count));
    }
  }

  @Test
  void skippingGivesUpWhereEverySimulationFails() {
    try (SimulationEngine engine =
        new SimulationEngine(failing(Failure.THROWS, -1), 2, FailurePolicy.SKIP)) {
      assertThatThrownBy(() -> engine.simulate(STREAMS, 10, 3))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("simulation 0 of model toy")
          .hasMessageContaining("gave up after 100 attempts");
    }
  }

  @Test
  void aWrongNumberOfObservablesIsNamed() {
    GenerativeModel model =
        builder()
            .observable(Observable.vector("data", "x"))
            .jointSimulator((theta, context, n, random) -> new double[2][1])
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      assertThatThrownBy(() -> engine.simulate(STREAMS, 1, 1))
          .hasMessageContaining("expected 1 observables, found 2");
    }
  }

  @Test
  void parametersThatRoundToABoundAreDrawnAnew() {
    AtomicInteger draws = new AtomicInteger();
    Prior edge =
        prior(
            random ->
                new double[] {draws.getAndIncrement() % 2 == 0 ? 1 - 1e-12 : random.nextDouble()});
    GenerativeModel model =
        GenerativeModel.builder("edge")
            .prior(edge)
            .observable(Observable.vector("data", "x"))
            .simulator((theta, n, random) -> theta)
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      Simulations simulations = engine.simulate(STREAMS, 100, 1);
      assertThat(draws).hasValue(200);
      for (float rate : simulations.parameters()) {
        assertThat(rate).isBetween(Float.MIN_VALUE, Math.nextDown(1f));
      }
      // The simulator saw the very numbers that are stored.
      assertThat(simulations.data(0)).isEqualTo(simulations.parameters());
    }
  }

  @Test
  void aPriorThatLeavesItsSupportIsNamed() {
    GenerativeModel model =
        GenerativeModel.builder("outside")
            .prior(prior(random -> new double[] {2}))
            .observable(Observable.vector("data", "x"))
            .simulator((theta, n, random) -> theta)
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      assertThatThrownBy(() -> engine.simulate(STREAMS, 1, 1))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("rate = 2.0")
          .hasMessageContaining("the prior drew parameters outside their support");
    }
  }

  private interface Draw {
    double[] from(UniformRandomProvider random);
  }

  private static Prior prior(Draw draw) {
    return new Prior() {
      @Override
      public ParameterSpace space() {
        return ParameterSpace.of(Parameter.scalar("rate", Support.bounded(0, 1)));
      }

      @Override
      public double[] sample(UniformRandomProvider random) {
        return draw.from(random);
      }

      @Override
      public double logDensity(double[] theta) {
        return 0;
      }
    };
  }
}
