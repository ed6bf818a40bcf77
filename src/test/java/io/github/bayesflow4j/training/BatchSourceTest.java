package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.SimulationFailedException;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.TrainingSpec.BatchRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchSourceTest {
  private static final RandomStreams STREAMS = new RandomStreams(11);

  @Test
  void theOnlineBatchOfAStepIsTheSimulationOfThatStepsStreams() {
    GenerativeModel model = GaussianModels.rows();
    try (SimulationEngine alone = new SimulationEngine(model, 1, FailurePolicy.STOP);
        SimulationEngine three = new SimulationEngine(model, 3, FailurePolicy.STOP);
        OnlineSource source =
            new OnlineSource(three, STREAMS, 16, model.size(), BatchRows.SAME, 8)) {
      for (int step = 5; step < 40; step++) {
        Simulations expected = SimulationEngine.await(alone.submitBatch(STREAMS.child(step), 16));
        Simulations found = source.batch(step);
        assertThat(found.parameters()).isEqualTo(expected.parameters());
        assertThat(found.rows()).isEqualTo(expected.rows());
        assertThat(found.data(0)).isEqualTo(expected.data(0));
      }
    }
  }

  @Test
  void aVariedBatchHasDataSetsOfManySizes() {
    GenerativeModel model = GaussianModels.rows();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP);
        OnlineSource source =
            new OnlineSource(engine, STREAMS, 400, model.size(), BatchRows.VARIED, 2)) {
      Simulations batch = source.batch(0);
      Set<Integer> sizes = new TreeSet<>();
      for (int i = 0; i < batch.count(); i++) {
        DataSet dataSet = batch.dataSet(i);
        dataSet.requireFinite(model.observables());
        sizes.add(dataSet.rows(model.observables()));
      }
      // Each of the 19 sizes is missing with probability (18/19)^400 = 4e-10.
      assertThat(sizes).hasSize(19);
      assertThat(batch.rows()).isEqualTo(20);
    }
  }

  @Test
  void aBatchOfATableIsNoLongerThanItsLongestDataSet() {
    GenerativeModel model = GaussianModels.rows();
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP)) {
      Simulations table = engine.simulate(STREAMS, 60);
      TableSource source = new TableSource(table, STREAMS, 2);
      for (int step = 0; step < 30; step++) {
        Simulations batch = source.batch(step);
        assertThat(batch.rows())
            .isEqualTo(
                Math.max(
                    batch.dataSet(0).rows(model.observables()),
                    batch.dataSet(1).rows(model.observables())));
      }
    }
  }

  @Test
  void onlyAsManyBatchesAreUnderWayAsAllowed() {
    AtomicInteger calls = new AtomicInteger();
    GenerativeModel model =
        GaussianModels.conjugate(
            (theta, n, random) -> {
              calls.incrementAndGet();
              return theta;
            });
    SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP);
    try (OnlineSource source =
        new OnlineSource(engine, STREAMS, 10, model.size(), BatchRows.SAME, 4)) {
      for (int step = 0; step < 7; step++) {
        source.batch(step);
        // Each call hands out one batch and leaves at most three that were begun before.
        assertThat(calls.get()).isLessThanOrEqualTo(10 * (step + 4));
      }
    } finally {
      engine.close();
    }
  }

  @Test
  void onlySkipsOfBatchesHandedOutCount() {
    GenerativeModel model =
        GaussianModels.conjugate(
            (theta, n, random) -> {
              if (theta[0] > 1) {
                throw new IllegalStateException("too large");
              }
              return theta;
            });
    try (SimulationEngine one = new SimulationEngine(model, 1, FailurePolicy.SKIP);
        SimulationEngine eight = new SimulationEngine(model, 8, FailurePolicy.SKIP);
        OnlineSource narrow = new OnlineSource(one, STREAMS, 64, model.size(), BatchRows.SAME, 1);
        OnlineSource wide =
            new OnlineSource(eight, STREAMS, 64, model.size(), BatchRows.SAME, 20)) {
      for (int step = 0; step < 25; step++) {
        narrow.batch(step);
        wide.batch(step);
        assertThat(wide.skipped()).isEqualTo(narrow.skipped());
      }
      // A success takes 1 / (1 - p) attempts with p = P(theta > 1) = 0.1587: 1600 successes skip
      // 301.8 on average with deviation sqrt(1600 p) / (1 - p) = 18.9; five of these are allowed.
      assertThat(wide.skipped()).isBetween(207L, 396L);
    }
  }

  @Test
  void aFailedSimulationReachesTheCaller() {
    GenerativeModel model =
        GaussianModels.conjugate(
            (theta, n, random) -> {
              throw new IllegalStateException("no luck");
            });
    try (SimulationEngine engine = new SimulationEngine(model, 2, FailurePolicy.STOP);
        OnlineSource source =
            new OnlineSource(engine, STREAMS, 4, model.size(), BatchRows.SAME, 3)) {
      assertThatThrownBy(() -> source.batch(0))
          .isInstanceOf(SimulationFailedException.class)
          .hasMessageContaining("no luck")
          .hasMessageContaining("theta1 = ");
    }
  }

  /** A table whose i-th data set and parameter are i. */
  private static Simulations numbered(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return new Simulations(
        ParameterSpace.of(Parameter.scalar("theta", Support.real())),
        values,
        new DataBatch(
            List.of(Observable.vector("data", "x")), count, 1, List.of(values), new float[0]));
  }

  private static List<Float> epoch(TableSource source, long first, int batches) {
    List<Float> all = new ArrayList<>();
    for (long step = first; step < first + batches; step++) {
      Simulations batch = source.batch(step);
      assertThat(batch.data(0)).isEqualTo(batch.parameters());
      for (float value : batch.parameters()) {
        all.add(value);
      }
    }
    return all;
  }

  @Test
  void anEpochOfATableHasEachRowOnceInANewOrder() {
    TableSource source = new TableSource(numbered(60), STREAMS, 12);
    List<Float> first = epoch(source, 0, 5);
    List<Float> second = epoch(source, 5, 5);
    assertThat(new TreeSet<>(first)).hasSize(60);
    assertThat(new TreeSet<>(second)).hasSize(60);
    assertThat(first).hasSize(60).isNotEqualTo(second);
    assertThat(first).isNotEqualTo(new ArrayList<>(new TreeSet<>(first)));
  }

  @Test
  void noRowComesTwiceInAnEpochWhereBatchesDoNotDivideTheTable() {
    TableSource source = new TableSource(numbered(50), STREAMS, 12);
    assertThat(Set.copyOf(epoch(source, 0, 4))).hasSize(48);
    assertThat(Set.copyOf(epoch(source, 4, 4))).hasSize(48);
  }

  @Test
  void theTableBatchOfAStepDependsOnTheStepAlone() {
    TableSource whole = new TableSource(numbered(60), STREAMS, 12);
    List<Float> all = epoch(whole, 0, 20);
    TableSource resumed = new TableSource(numbered(60), STREAMS, 12);
    assertThat(epoch(resumed, 13, 7)).isEqualTo(all.subList(13 * 12, 20 * 12));
  }

  @Test
  void aTableSmallerThanABatchIsOneBatch() {
    TableSource source = new TableSource(numbered(9), STREAMS, 64);
    assertThat(source.batchSize()).isEqualTo(9);
    assertThat(Set.copyOf(epoch(source, 3, 1))).hasSize(9);
  }
}
