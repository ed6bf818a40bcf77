package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.NoiseModels;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every ready-made summary network promises inside a machine; a new one is found by itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadyMadeNetworksTest {
  private static final double[] THETA = {0.3, -0.2, 0.1, 0.5};
  private static final int MOST_ROWS = 30;

  private final Map<String, EstimationMachine> machines = new TreeMap<>();

  @AfterAll
  void close() {
    machines.values().forEach(EstimationMachine::close);
  }

  /** One machine for each network: building the graph takes most of the time. */
  private EstimationMachine machine(String network) {
    return machines.computeIfAbsent(network, ReadyMadeNetworksTest::train);
  }

  static List<String> names() {
    return SummaryNetworks.names();
  }

  /** A machine of the first form of data the network takes, trained for two steps. */
  private static EstimationMachine train(String network) {
    StringBuilder refusals = new StringBuilder();
    Stream<GenerativeModel> models =
        Stream.concat(
            NoiseModels.all(DataSize.uniform(1, MOST_ROWS)),
            NoiseModels.all(DataSize.fixed(MOST_ROWS)));
    for (GenerativeModel model : models.toList()) {
      try {
        return Trainer.online(
                model,
                SummaryNetworks.named(network),
                GaussianModels.flow(),
                GaussianModels.training(2).setBatchSize(8).setValidationSimulations(8).build())
            .train(EstimationMachine::of);
      } catch (SpecException e) {
        refusals.append(e.getMessage()).append("; ");
      }
    }
    throw new AssertionError(network + " takes none of the forms of data: " + refusals);
  }

  private static DataSet data(EstimationMachine machine, int rows) {
    GenerativeModel model =
        NoiseModels.all(machine.size())
            .filter(candidate -> candidate.observables().equals(machine.observables()))
            .findFirst()
            .orElseThrow();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      Simulations one = engine.simulate(new RandomStreams(rows), 1, rows);
      return one.dataSet(0);
    }
  }

  /** The data set with absent rows at the end of every observable that has rows. */
  private static DataSet padded(EstimationMachine machine, DataSet observed, int absent) {
    DataSet longer = observed;
    for (Observable observable : machine.observables()) {
      if (observable.hasRows()) {
        float[] values = observed.values(observable.name());
        double[] more = new double[values.length + absent * observable.features().size()];
        Arrays.fill(more, Double.NaN);
        for (int i = 0; i < values.length; i++) {
          more[i] = values[i];
        }
        longer = longer.and(observable.name(), more);
      }
    }
    return longer.withMissingRows();
  }

  @ParameterizedTest
  @MethodSource("names")
  void savedAndLoadedItGivesTheSameBits(String network, @TempDir Path folder) {
    EstimationMachine machine = machine(network);
    machine.save(folder.resolve("machine"));
    try (EstimationMachine loaded = EstimationMachine.load(folder.resolve("machine"))) {
      for (int rows : new int[] {machine.size().min(), machine.size().max()}) {
        DataSet observed = data(machine, rows);
        assertThat(loaded.summary(observed)).isEqualTo(machine.summary(observed));
        assertThat(loaded.logProb(observed, THETA)).isEqualTo(machine.logProb(observed, THETA));
        assertThat(loaded.sample(observed, 50, 3).column(1))
            .isEqualTo(machine.sample(observed, 50, 3).column(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void absentRowsAtTheEndDoNotChangeThePosterior(String network) {
    EstimationMachine machine = machine(network);
    if (machine.size().min() == machine.size().max()) {
      // Rows cannot be absent where their number is fixed.
      assertThatThrownBy(() -> machine.logProb(padded(machine, data(machine, 30), 1), THETA))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    for (int rows : new int[] {1, 2, 11}) {
      DataSet observed = data(machine, rows);
      double expected = machine.logProb(observed, THETA);
      for (int absent : new int[] {1, MOST_ROWS - rows}) {
        assertThat(machine.logProb(padded(machine, observed, absent), THETA))
            .isCloseTo(expected, within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDataSetOfAbsentRowsAloneIsRefused(String network) {
    EstimationMachine machine = machine(network);
    if (machine.observables().stream().noneMatch(Observable::hasRows)) {
      return;
    }
    DataSet nothing = data(machine, machine.size().max());
    for (Observable observable : machine.observables()) {
      if (observable.hasRows()) {
        double[] absent = new double[nothing.values(observable.name()).length];
        Arrays.fill(absent, Double.NaN);
        nothing = nothing.and(observable.name(), absent);
      }
    }
    DataSet observed = nothing.withMissingRows();
    assertThatThrownBy(() -> machine.sample(observed, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least one row, found none that is present");
  }

  @Test
  void aGapInASeriesIsRefusedWhereTheModelHasNone() {
    EstimationMachine machine = machine("fusion");
    DataSet observed = data(machine, 3);
    double[] gap = {1, 2, Double.NaN, Double.NaN, 5, 6};
    assertThatThrownBy(() -> machine.sample(observed.and("track", gap).withMissingRows(), 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "observable track: row 2 is absent, but machine noise was trained on series without"
                + " gaps");
    // In a set an absent row is nowhere.
    assertThat(machine.sample(observed.and("trials", gap).withMissingRows(), 10, 1).count())
        .isEqualTo(10);
  }
}
