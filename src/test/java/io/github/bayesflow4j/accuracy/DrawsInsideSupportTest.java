package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.flow.TestFlows;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.ConstantRate;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No draw leaves the support of the prior, however bad the machine and odd the data. */
class DrawsInsideSupportTest {
  private static final int DRAWS = 100_000;

  /** The scales of ten data sets, from what the model yields to what it never does. */
  private static final double[] SCALES = {0, 0.1, -0.1, 1, -1, 5, -5, 100, -1e4, 1e6};

  /** What couples the halves: on the real line, or on the box of the prior. */
  private enum Kind {
    AFFINE,
    SPLINE,
    BOX
  }

  @ParameterizedTest
  @CsvSource({
    "two-moons, AFFINE",
    "two-moons, SPLINE",
    "two-moons, BOX",
    "slcp, AFFINE",
    "slcp, SPLINE",
    "slcp, BOX"
  })
  void amongAMillionDraws(String process, Kind kind) {
    GenerativeModel model = ProcessModels.find(process).orElseThrow();
    int features = model.observables().get(0).features().size();
    List<DataSet> observed = new ArrayList<>();
    for (double scale : SCALES) {
      double[] x = new double[features];
      Arrays.setAll(x, j -> scale * (1 + 0.1 * j));
      observed.add(DataSet.of(x));
    }
    try (EstimationMachine machine = barelyTrained(model, kind)) {
      double outermost = 0;
      for (PosteriorSamples draws : machine.sample(observed, DRAWS, 3)) {
        assertThat(draws.count()).isEqualTo(DRAWS);
        for (int i = 0; i < DRAWS; i++) {
          double[] theta = draws.draw(i);
          if (!model.space().contains(theta)) {
            model.space().requireInside(theta);
          }
          outermost = Math.max(outermost, Math.abs(theta[0]));
        }
      }
      // The bounds are put to the test: some draw is within a thousandth of one.
      double bound = process.equals("slcp") ? 3 : 1;
      assertThat(outermost).isBetween(0.999 * bound, bound);
    }
  }

  /** The default flow for tables of parameters with two bounds, smaller. */
  private static FlowSpec smallBox(GenerativeModel model) {
    FlowSpec.Builder flow = Experiments.forTables(model.space()).getFlow().toBuilder().setBlocks(3);
    flow.getLayerBuilder(0).getCouplingBuilder().getSubnetworkBuilder().clearHidden().addHidden(16);
    return flow.build();
  }

  /** Thirty steps at a hundred times the usual rate: weights that are large and wrong. */
  private static EstimationMachine barelyTrained(GenerativeModel model, Kind kind) {
    FlowSpec flow =
        switch (kind) {
          case AFFINE -> TestFlows.affine(3, Activation.RELU, 16);
          case SPLINE -> TestFlows.spline(3, Activation.RELU, 16);
          case BOX -> smallBox(model);
        };
    TrainingSpec training =
        TrainingSpec.newBuilder()
            .setSteps(30)
            .setStandardizationSimulations(500)
            .setValidationSimulations(64)
            .setLearningRate(
                LearningRateSpec.newBuilder().setConstant(ConstantRate.newBuilder().setRate(0.05)))
            .setCheckpointInterval(0)
            .build();
    return Trainer.online(model, SummaryNetworks.identity(), flow, training)
        .train(EstimationMachine::of);
  }
}
