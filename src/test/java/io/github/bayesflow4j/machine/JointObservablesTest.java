package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.JointModels;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SignatureDef;

/** A machine whose model has a set, a series of its own length with missing rows, and a grid. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JointObservablesTest {
  private static final GenerativeModel MODEL = JointModels.trialsTrackImage();
  private static final double[] THETA = {0.3, -0.2};

  private TrainedEstimator trained;
  private EstimationMachine machine;
  private Simulations simulated;

  private static SummaryNetworkSpec network(String... observables) {
    Map<String, SummaryNetworkSpec> all =
        Map.of(
            "trials", GaussianModels.deepSet(),
            "track", GaussianModels.deepSet(),
            "image", SummaryNetworks.mlp(4));
    Map<String, SummaryNetworkSpec> chosen = new java.util.TreeMap<>(all);
    chosen.keySet().retainAll(List.of(observables));
    return SummaryNetworks.fusion(chosen);
  }

  private static Trainer trainer(SummaryNetworkSpec network) {
    return Trainer.online(
        MODEL, network, GaussianModels.flow(), GaussianModels.training(200).build());
  }

  @BeforeAll
  void train() {
    trained = trainer(network("trials", "track", "image")).train();
    machine = EstimationMachine.of(trained);
    try (SimulationEngine engine = new SimulationEngine(MODEL, 2, FailurePolicy.STOP)) {
      simulated = engine.simulate(new RandomStreams(9), 40);
    }
  }

  @AfterAll
  void close() {
    machine.close();
  }

  private static DataSet dataSet(double[] trials, double[] track, double[] image) {
    return DataSet.of("trials", trials).and("track", track).and("image", image).withMissingRows();
  }

  private static double[] ramp(int length) {
    double[] values = new double[length];
    Arrays.setAll(values, i -> Math.sin(i + 1));
    return values;
  }

  @Test
  void trainingLowersTheValidationLoss() {
    var entries = trained.history().entries();
    // Prior and posterior of mu differ by more than half a nat with several trials.
    assertThat(entries.get(entries.size() - 1).validationLoss())
        .isLessThan(entries.get(0).validationLoss() - 0.5);
  }

  @Test
  void observablesReachTheSignaturesUnderTheirNames() {
    Map<String, SignatureDef> signatures =
        MachineGraph.export(trained.estimator(), trained.weights())
            .getMetaGraphs(0)
            .getSignatureDefMap();
    signatures.forEach(
        (key, signature) -> {
          assertThat(signature.getInputsMap()).as(key).containsKeys("trials", "track", "image");
          // [batch, n, 1], n open, also where the model bounds it.
          assertThat(signature.getInputsOrThrow("track").getTensorShape().getDim(1).getSize())
              .isEqualTo(-1);
        });
  }

  @Test
  void everyObservableMatters() {
    float[] summary = machine.summary(dataSet(ramp(5), ramp(12), ramp(16)));
    assertThat(machine.summary(dataSet(ramp(6), ramp(12), ramp(16)))).isNotEqualTo(summary);
    assertThat(machine.summary(dataSet(ramp(5), ramp(13), ramp(16)))).isNotEqualTo(summary);
    double[] other = ramp(16);
    other[7]++;
    assertThat(machine.summary(dataSet(ramp(5), ramp(12), other))).isNotEqualTo(summary);
  }

  @Test
  void absentRowsAtTheEndChangeNothing() {
    double[] longer = Arrays.copyOf(ramp(12), 30);
    Arrays.fill(longer, 12, 30, Double.NaN);
    double[] moreTrials = Arrays.copyOf(ramp(5), 20);
    Arrays.fill(moreTrials, 5, 20, Double.NaN);
    double expected = machine.logProb(dataSet(ramp(5), ramp(12), ramp(16)), THETA);
    assertThat(machine.logProb(dataSet(moreTrials, longer, ramp(16)), THETA))
        .isCloseTo(expected, within(1e-4));
  }

  @Test
  void savedAndLoadedItGivesTheSameBits(@TempDir Path folder) {
    machine.save(folder.resolve("joint"));
    try (EstimationMachine loaded = EstimationMachine.load(folder.resolve("joint"))) {
      assertThat(loaded.observables()).isEqualTo(MODEL.observables());
      DataSet observed = simulated.dataSet(3);
      assertThat(loaded.sample(observed, 20, 5).column("phi"))
          .isEqualTo(machine.sample(observed, 20, 5).column("phi"));
      assertThat(loaded.logProb(observed, THETA)).isEqualTo(machine.logProb(observed, THETA));
    }
  }

  @Test
  void aListOfDataSetsOfAllSizesGivesEachItsOwnPosterior() {
    List<DataSet> observed = new ArrayList<>();
    for (int i = 0; i < simulated.count(); i++) {
      observed.add(simulated.dataSet(i));
    }
    int draws = 2000;
    var together = machine.sample(observed, draws, 3);
    for (int i = 0; i < observed.size(); i++) {
      var alone = machine.sample(observed.get(i), draws, 100 + i);
      // Two means of as many independent draws: five standard errors of their difference.
      double error = alone.sd("mu") * Math.sqrt(2d / draws);
      assertThat(together.get(i).mean("mu")).isCloseTo(alone.mean("mu"), within(5 * error));
    }
  }

  @Test
  void anotherNumberOfRowsIsRefused() {
    assertRefused(dataSet(ramp(31), ramp(12), ramp(16)), "trained for 1 to 30 rows, found 31");
    assertRefused(
        dataSet(ramp(5), ramp(41), ramp(16)),
        "observable track: expected at most 40 rows, found 41");
    assertRefused(DataSet.of("trials", ramp(5)).and("image", ramp(16)), "no observable 'track'");
  }

  private void assertRefused(DataSet observed, String sentence) {
    assertThatThrownBy(() -> machine.sample(observed, 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void everyObservableNeedsOneNetwork() {
    assertThatThrownBy(() -> trainer(network("trials", "image")).train())
        .isInstanceOf(SpecException.class)
        .hasMessage("fusion: no network is given for the observables [track]");
    SummaryNetworkSpec unknown = SummaryNetworks.fusion(Map.of("trial", GaussianModels.deepSet()));
    assertThatThrownBy(() -> trainer(unknown).train())
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "fusion: expected one network for each observable of [trials, track, image],"
                + " found [trial]");
    SummaryNetworkSpec nested =
        SummaryNetworks.fusion(
            Map.of(
                "trials",
                network("track"),
                "track",
                GaussianModels.deepSet(),
                "image",
                SummaryNetworks.mlp(4)));
    assertThatThrownBy(() -> trainer(nested).train())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("for observable trials, found FUSION");
  }
}
