package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Densities fitted to samples of known ones. */
class DensityMachineTest {
  private static final int SAMPLES = 4000;

  /** Of the log-density of 4,000 samples and 500 steps, at two deviations from the mean. */
  private static final double TOLERANCE = 0.3;

  private static final ParameterSpace X = ParameterSpace.of(Parameter.scalar("x", Support.real()));
  private static final ParameterSpace Y =
      ParameterSpace.of(Parameter.scalar("y", Support.positive()));

  private static double[] normals(long seed) {
    SharedStateContinuousSampler normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    return normal.samples(SAMPLES).toArray();
  }

  private static EstimationMachine fit(SampleTable table, FlowSpec flow) {
    return EstimationMachine.of(
        Trainer.density(
                "density",
                table,
                flow.toBuilder().setBlocks(2).build(),
                GaussianModels.training(500)
                    .setBatchSize(64)
                    .setLearningRate(
                        LearningRateSpec.newBuilder()
                            .setCosine(CosineRate.newBuilder().setRate(3e-3)))
                    .build())
            .train());
  }

  static List<FlowSpec> flows() {
    return List.of(Flows.affineCoupling(), Flows.splineCoupling(), Flows.maskedAutoregressive());
  }

  /** An affine flow of one component without a condition is exact. */
  @ParameterizedTest
  @MethodSource("flows")
  void aDensityThatIsGivenNothing(FlowSpec flow) {
    double[] z = normals(1);
    double[][] rows = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      rows[i] = new double[] {Math.exp(1 + 0.5 * z[i])};
    }
    LogNormalDistribution exact = LogNormalDistribution.of(1, 0.5);
    try (EstimationMachine machine = fit(SampleTable.of(Y, rows), flow)) {
      assertThat(machine.observables()).isEmpty();
      for (double quantile : new double[] {0.05, 0.3, 0.5, 0.7, 0.95}) {
        double y = exact.inverseCumulativeProbability(quantile);
        assertThat(machine.logProb(DataSet.none(), new double[] {y}))
            .isCloseTo(exact.logDensity(y), within(TOLERANCE));
      }
      PosteriorSamples draws = machine.sample(DataSet.none(), 10_000, 1);
      for (double y : draws.column("y")) {
        assertThat(y).isPositive();
      }
      // Deviations of a quantile over 4,000 samples and 10,000 draws are below 3 %.
      assertThat(draws.quantile("y", 0.5))
          .isCloseTo(exact.inverseCumulativeProbability(0.5), within(0.3));
      assertThatThrownBy(() -> machine.summary(DataSet.none()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("machine density takes no data, so it has no summary statistics");
    }
  }

  @Test
  void aDensityThatIsGivenANumberAndAClass(@TempDir Path folder) {
    double[] z = normals(2);
    double[] dose = normals(3);
    List<String> sign = new ArrayList<>();
    double[][] rows = new double[SAMPLES][];
    for (int i = 0; i < SAMPLES; i++) {
      sign.add(i % 2 == 0 ? "down" : "up");
      rows[i] = new double[] {(i % 2 == 0 ? -2 : 2) + dose[i] + 0.5 * z[i]};
    }
    SampleTable table = SampleTable.of(X, rows).given("dose", dose).given("sign", sign);
    double[] drawn;
    try (EstimationMachine machine = fit(table, Flows.affineCoupling())) {
      machine.save(folder.resolve("density"));
      drawn = machine.sample(DataSet.none().withContext(1, 0, 1), 5000, 1).column("x");
    }
    try (EstimationMachine machine = EstimationMachine.load(folder.resolve("density"))) {
      DataSet up = DataSet.none().withContext(1, 0, 1);
      DataSet down = DataSet.none().withContext(-0.5, 1, 0);
      assertThat(machine.sample(up, 5000, 1).column("x")).isEqualTo(drawn);
      assertThat(machine.logProb(up, new double[] {3.3}))
          .isCloseTo(NormalDistribution.of(3, 0.5).logDensity(3.3), within(TOLERANCE));
      assertThat(machine.logProb(down, new double[] {-2}))
          .isCloseTo(NormalDistribution.of(-2.5, 0.5).logDensity(-2), within(TOLERANCE));
      List<PosteriorSamples> both = machine.sample(List.of(up, down), 4000, 1);
      assertThat(both.get(0).mean("x")).isCloseTo(3, within(0.15));
      assertThat(both.get(1).mean("x")).isCloseTo(-2.5, within(0.15));
      assertThatThrownBy(() -> machine.sample(DataSet.none(), 1, 1))
          .hasMessage("expected 3 known quantities (context), found 0");
    }
  }

  @Test
  void aListOfNothingGivenHasDrawsOfItsOwnEach() {
    double[][] rows = new double[SAMPLES][];
    double[] z = normals(4);
    for (int i = 0; i < SAMPLES; i++) {
      rows[i] = new double[] {z[i]};
    }
    try (EstimationMachine machine = fit(SampleTable.of(X, rows), Flows.affineCoupling())) {
      List<PosteriorSamples> two = machine.sample(List.of(DataSet.none(), DataSet.none()), 100, 1);
      assertThat(two.get(0).column("x"))
          .isEqualTo(machine.sample(DataSet.none(), 100, 1).column("x"))
          .isNotEqualTo(two.get(1).column("x"));
    }
  }

  @Test
  void theTrainedEstimatorIsReadBackFromTheGraph() {
    try (EstimationMachine machine = SmallMachines.rows(1);
        EstimationMachine again = EstimationMachine.of(machine.trained())) {
      DataSet observed = DataSet.of(1, 2, 3);
      assertThat(again.sample(observed, 50, 1).column(0))
          .isEqualTo(machine.sample(observed, 50, 1).column(0));
    }
  }
}
