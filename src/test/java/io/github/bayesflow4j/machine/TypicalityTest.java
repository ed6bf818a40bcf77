package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypicalityTest {
  private static final int TESTS = 3000;
  private static final int REFERENCES = 2000;

  private final TrainedEstimator trained =
      Trainer.online(
              GaussianModels.rows(),
              GaussianModels.deepSet(),
              GaussianModels.flow(),
              GaussianModels.training(100).setTypicalitySimulations(2 * REFERENCES).build())
          .train();
  private final EstimationMachine machine = EstimationMachine.of(trained);
  private final List<DataSet> fresh = fresh();

  @AfterAll
  void close() {
    machine.close();
  }

  private static List<DataSet> fresh() {
    try (SimulationEngine engine =
        new SimulationEngine(GaussianModels.rows(), 2, FailurePolicy.STOP)) {
      Simulations simulations = engine.simulate(new RandomStreams(77), TESTS);
      return IntStream.range(0, TESTS).mapToObj(simulations::dataSet).toList();
    }
  }

  private double[] pValues(List<DataSet> dataSets) {
    return machine.typicality(dataSets).stream().mapToDouble(Typicality::pValue).toArray();
  }

  private double share(List<DataSet> dataSets, double level) {
    return Arrays.stream(pValues(dataSets)).filter(p -> p < level).count()
        / (double) dataSets.size();
  }

  @Test
  void falseAlarmsComeAtTheirLevel() {
    // Given 2,000 references the true rate at level a is Beta distributed around a with variance
    // a (1 - a) / 2,000; the share of 3,000 tests adds its binomial variance: three deviations.
    for (double level : new double[] {.01, .05}) {
      double deviation = Math.sqrt(level * (1 - level) * (1.0 / REFERENCES + 1.0 / TESTS));
      assertThat(share(fresh, level)).isEqualTo(level, within(3 * deviation));
    }
  }

  /** Three trials: only eight data sets are possible, so that most have no distance to others. */
  @Test
  void discreteDataOfTheModelAreTypicalAndOthersAreNot() {
    GenerativeModel trials =
        GenerativeModel.builder("trials")
            .prior(Prior.builder().add("p", UniformContinuousDistribution.of(0, 1)).build())
            .observable(Observable.vector("data", "first", "second", "third"))
            .simulator(
                (theta, n, random) -> {
                  double[] x = new double[3];
                  Arrays.setAll(x, i -> random.nextDouble() < theta[0] ? 1 : 0);
                  return x;
                })
            .build();
    try (EstimationMachine discrete = SmallMachines.train(trials, GaussianModels.perceptron(), 1)) {
      List<DataSet> possible =
          List.of(DataSet.of(0, 0, 0), DataSet.of(1, 0, 1), DataSet.of(0, 1, 0));
      for (Typicality typicality : discrete.typicality(possible)) {
        assertThat(typicality.score()).isLessThan(2);
        assertThat(typicality.surprising()).isFalse();
      }
      assertThat(discrete.typicality(DataSet.of(0.5, 0.5, 0.5)).surprising()).isTrue();
      assertThat(discrete.typicality(DataSet.of(3, 0, 1)).surprising()).isTrue();
    }
  }

  @Test
  void pValuesOfTheModelAreUniform() {
    // The statistic of two samples, here references and tests, is above 1.95 sqrt(1/n + 1/m) with
    // probability 0.001; ranks are steps of 1 / 2,001.
    DoubleUnaryOperator uniform = p -> p;
    assertThat(KolmogorovSmirnovTest.withDefaults().statistic(pValues(fresh), uniform))
        .isLessThan(1.95 * Math.sqrt(1.0 / REFERENCES + 1.0 / TESTS) + 1.0 / (REFERENCES + 1));
  }

  private List<DataSet> changed(DoubleUnaryOperator change) {
    return fresh.subList(0, 500).stream()
        .map(
            dataSet -> {
              float[] x = dataSet.values("data");
              return DataSet.of(
                  IntStream.range(0, x.length)
                      .mapToDouble(i -> change.applyAsDouble(x[i]))
                      .toArray());
            })
        .toList();
  }

  @Test
  void dataInOtherUnitsAreFlagged() {
    // Of theta ~ N(0, 1) times 100, one in a hundred lies within 3 deviations of the prior, but
    // hardly ever all rows, whose spread is above 50.
    assertThat(share(changed(x -> 100 * x), Typicality.WARNING_LEVEL)).isGreaterThan(.95);
  }

  @Test
  void otherSimulatorsAreFlagged() {
    // Rows that avoid a gap of 16 deviations, and rows with one value 30 deviations out.
    assertThat(share(changed(x -> x + (x > 0 ? 8 : -8)), Typicality.WARNING_LEVEL))
        .isGreaterThan(.9);
    List<DataSet> outliers = new ArrayList<>();
    for (DataSet dataSet : fresh.subList(0, 500)) {
      float[] x = dataSet.values("data");
      double[] values = IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
      values[0] = 30;
      outliers.add(DataSet.of(values));
    }
    assertThat(share(outliers, Typicality.WARNING_LEVEL)).isGreaterThan(.9);
  }

  @Test
  void valuesBeyondAllBoundsAreSurprising() {
    for (double x : new double[] {1e8, -1e25, 3e38}) {
      Typicality typicality = machine.typicality(DataSet.of(x, -x, x));
      assertThat(typicality.surprising()).isTrue();
      assertThat(typicality.pValue()).isEqualTo(1.0 / (REFERENCES + 1), within(1e-9));
    }
  }

  @Test
  void dataThatWereMadeEqualDoNotSurpriseByThemselves() {
    Typicality typicality = machine.typicality(fresh.get(0));
    assertThat(machine.typicality(List.of(fresh.get(0), fresh.get(0))))
        .allSatisfy(each -> assertThat(each.score()).isEqualTo(typicality.score(), within(1e-4)));
    assertThat(machine.typicality(List.of())).isEmpty();
  }

  @Test
  void paddingChangesRoundingOnly() {
    List<DataSet> some = fresh.subList(0, 100);
    List<Typicality> together = machine.typicality(some);
    for (int i = 0; i < some.size(); i++) {
      Typicality alone = machine.typicality(some.get(i));
      // Squared distances of about 20 in single precision, whose square roots are about 1.
      assertThat(together.get(i).score()).isEqualTo(alone.score(), within(1e-3));
      assertThat(together.get(i).pValue()).isEqualTo(alone.pValue(), within(.01));
    }
  }

  @Test
  void aSavedMachineKeepsIt(@TempDir Path folder) {
    machine.save(folder.resolve("rows"));
    try (EstimationMachine loaded = EstimationMachine.load(folder.resolve("rows"))) {
      assertThat(loaded.typicality(fresh.subList(0, 20)))
          .isEqualTo(machine.typicality(fresh.subList(0, 20)));
    }
  }

  /** As a machine of before there was typicality. */
  private EstimationMachine without() {
    return EstimationMachine.of(
        new TrainedEstimator(
            trained.estimator().toBuilder().clearTypicality().build(),
            trained.training(),
            trained
                .weights()
                .startingWith("summary/")
                .with(trained.weights().startingWith("flow/")),
            trained.history(),
            trained.simulations(),
            trained.skippedSimulations(),
            trained.seconds(),
            trained.distillation()));
  }

  @Test
  void aMachineWithoutItSaysSo() {
    try (EstimationMachine old = without()) {
      assertThat(old.hasTypicality()).isFalse();
      assertThatThrownBy(() -> old.typicality(fresh.get(0)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("machine rows was made without typicality; bayesflow upgrade adds it");
      assertThat(old.card().getWeights()).isEqualTo(machine.card().getWeights());
    }
  }

  @Test
  void anUpgradeAddsWhatTrainingAddsAndKeepsTheBitsOfDraws() {
    try (EstimationMachine old = without();
        EstimationMachine upgraded =
            old.withTypicality(GaussianModels.rows(), 1, FailurePolicy.STOP)) {
      assertThat(upgraded.typicality(fresh.subList(0, 20)))
          .isEqualTo(machine.typicality(fresh.subList(0, 20)));
      assertThat(upgraded.estimator()).isEqualTo(machine.estimator());
      assertThat(upgraded.card()).isEqualTo(old.card());
      assertThat(upgraded.sample(fresh.get(0), 100, 3).column(0))
          .isEqualTo(old.sample(fresh.get(0), 100, 3).column(0));
    }
  }

  @Test
  void anUpgradeNeedsTheModelOfTheMachineAndOneWithoutTypicality() {
    try (EstimationMachine old = without()) {
      assertThatThrownBy(() -> old.withTypicality(GaussianModels.dose(), 1, FailurePolicy.STOP))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected the model that rows was trained for, found dose");
    }
    assertThatThrownBy(() -> machine.withTypicality(GaussianModels.rows(), 1, FailurePolicy.STOP))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("machine rows has typicality already");
  }

  @Test
  void dataOfAnotherFormAreRefused() {
    assertThatThrownBy(() -> machine.typicality(DataSet.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was trained for 2 to 20 rows, found 1");
    assertThatThrownBy(() -> machine.typicality(DataSet.of(1, Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a finite number");
  }

  @Test
  void aScoreThatIsNoNumberIsSurprising() {
    assertThat(new Typicality(Double.NaN, Double.NaN).surprising()).isTrue();
    assertThat(new Typicality(1, .01).surprising()).isFalse();
  }
}
