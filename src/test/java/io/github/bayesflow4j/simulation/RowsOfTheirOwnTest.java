package io.github.bayesflow4j.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Observables whose number of rows is not the data set's, or whose rows may be absent. */
class RowsOfTheirOwnTest {
  private static final double NAN = Double.NaN;
  private static final Observable TRIALS = Observable.exchangeable("trials", "x");
  private static final Observable TRACK =
      Observable.series("track", "y", "z").ofSize(DataSize.uniform(2, 5));

  private static Simulations simulate(Observable second, double... values) {
    GenerativeModel model =
        GenerativeModel.builder("pair")
            .prior(Prior.builder().add("mu", NormalDistribution.of(0, 1)).build())
            .observable(TRIALS)
            .observable(second)
            .size(DataSize.uniform(1, 3))
            .jointSimulator((theta, context, n, random) -> new double[][] {new double[n], values})
            .build();
    try (SimulationEngine engine = new SimulationEngine(model, 1, FailurePolicy.STOP)) {
      return engine.simulate(new RandomStreams(5), 20);
    }
  }

  private static void assertRefused(Observable second, String sentence, double... values) {
    assertThatThrownBy(() -> simulate(second, values))
        .isInstanceOf(SimulationFailedException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void rowsOfAnOwnSizeArePaddedToTheLargestPossible() {
    Simulations simulations = simulate(TRACK, 1, 2, 3, 4, 5, 6);
    assertThat(TRACK.shape(20, simulations.rows())).containsExactly(20, 5, 2);
    assertThat(TRACK.shape(-1, -1)).containsExactly(-1, -1, 2);
    assertThat(Arrays.copyOf(simulations.data(1), 10))
        .containsExactly(1, 2, 3, 4, 5, 6, Float.NaN, Float.NaN, Float.NaN, Float.NaN);
    for (int i = 0; i < 20; i++) {
      DataSet dataSet = simulations.dataSet(i);
      assertThat(dataSet.values("track")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(dataSet.values("trials"))
          .hasSize(dataSet.rows(List.of(TRIALS, TRACK)))
          .hasSizeBetween(1, 3);
    }
  }

  @Test
  void packedAgainTheyAreWhatWasSimulated() {
    Simulations simulations = simulate(TRACK, 1, 2, 3, 4, 5, 6);
    List<DataSet> all = List.of(simulations.dataSet(0), simulations.dataSet(1));
    DataBatch packed = DataBatch.of(all, List.of(TRIALS, TRACK), 0);
    assertThat(packed.values().get(1)).isEqualTo(simulations.range(0, 2).data(1));
    assertThat(packed.fewestPresentRows(1)).isEqualTo(3);
  }

  @Test
  void anotherNumberOfRowsIsRefused() {
    assertRefused(TRACK, "track: expected 2 to 5 rows of 2 values, found 2 values", 1, 2);
    assertRefused(
        TRACK, "track: expected 2 to 5 rows of 2 values, found 12 values", new double[12]);
    assertRefused(TRACK, "track: expected 2 to 5 rows of 2 values, found 5 values", new double[5]);
  }

  @Test
  void rowsMayBeAbsentOnlyWhereThatIsDeclared() {
    assertRefused(TRACK, "observable track: value 2 is NaN", 1, 2, NAN, NAN, 5, 6);
    Observable gaps = TRACK.withMissingRows();
    Simulations simulations = simulate(gaps, 1, 2, NAN, NAN, 5, 6);
    DataSet dataSet = simulations.dataSet(0);
    dataSet.requireFinite(List.of(TRIALS, gaps));
    assertThat(dataSet.values("track")).containsExactly(1, 2, Float.NaN, Float.NaN, 5, 6);
    DataBatch packed = DataBatch.of(List.of(dataSet), List.of(TRIALS, gaps), 0);
    assertThat(packed.fewestPresentRows(1)).isEqualTo(2);
    assertThat(packed.firstGap(1)).hasValue(1);
    assertThat(packed.firstGap(0)).isEmpty();
    assertRefused(gaps, "observable track, row 2: value 1 is NaN", 1, 2, 3, NAN, 5, 6);
    assertRefused(gaps, "observable track: every row is absent", NAN, NAN, NAN, NAN);
  }

  @Test
  void theNumberPresentVariesIfTheSizeDoesOrRowsMayBeAbsent() {
    DataSize fixed = DataSize.fixed(7);
    assertThat(TRIALS.countVaries(fixed)).isFalse();
    assertThat(TRIALS.countVaries(DataSize.uniform(1, 2))).isTrue();
    assertThat(TRIALS.withMissingRows().countVaries(fixed)).isTrue();
    assertThat(TRACK.countVaries(fixed)).isTrue();
    assertThat(TRACK.ofSize(DataSize.fixed(3)).countVaries(DataSize.uniform(1, 2))).isFalse();
    assertThat(Observable.vector("v", "x").countVaries(DataSize.uniform(1, 2))).isFalse();
    assertThatThrownBy(() -> Observable.vector("v", "x").ofSize(fixed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("observable v is no set of rows");
  }

  @Test
  void trimmingLeavesOutRowsThatAreAbsentEverywhere() {
    Simulations simulations = simulate(TRACK, 1, 2, 3, 4);
    int shortest = 0;
    while (simulations.dataSet(shortest).values("trials").length > 1) {
      shortest++;
    }
    Simulations one = simulations.select(shortest).trimmed();
    assertThat(one.rows()).isEqualTo(1);
    assertThat(one.data(0)).hasSize(1);
    assertThat(one.dataSet(0).values("track")).containsExactly(1, 2, 3, 4);
    assertThat(one.theta(0)).isEqualTo(simulations.theta(shortest));
  }
}
