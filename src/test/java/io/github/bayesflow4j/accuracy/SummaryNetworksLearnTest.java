package io.github.bayesflow4j.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.process.Influenza;
import io.github.bayesflow4j.process.LevyFlight;
import io.github.bayesflow4j.process.LinearRegression;
import io.github.bayesflow4j.process.Ricker;
import io.github.bayesflow4j.process.StochasticSir;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.GridModels;
import io.github.bayesflow4j.training.JointModels;
import io.github.bayesflow4j.training.Trainer;
import io.github.bayesflow4j.training.TrainingHistory.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every ready-made network that learns, trained jointly with the flow on a model where it matters,
 * against the same flow on {@link HandPickedStatistics}.
 *
 * <p>Both see the same simulations with the same steps, so the difference of their validation
 * losses is the difference of the mean log-density of the true parameters, in nats. It is asserted
 * to be {@value #MARGIN} at least: over the 1,024 simulations held out the standard error of such a
 * paired difference is about .03 where the log-densities differ by one nat from simulation to
 * simulation.
 */
@Tag("slow")
class SummaryNetworksLearnTest {
  private static final double MARGIN = 0.15;
  private static final int STEPS = 1500;

  /** Counts of the Ricker map have telling means and variances, and their order is learned late. */
  private static final int RICKER_STEPS = 3000;

  /** A network by its file's name, the model it is tried on, and the steps both trainings take. */
  record Case(String network, GenerativeModel model, int steps) {
    Case(String network, GenerativeModel model) {
      this(network, model, STEPS);
    }

    @Override
    public String toString() {
      return network + " on " + model.name();
    }
  }

  static List<Case> cases() {
    DataSize shortSeries = DataSize.uniform(50, 100);
    GenerativeModel ricker = resized(Ricker.model(), shortSeries);
    GenerativeModel sir = resized(StochasticSir.model(), shortSeries);
    GenerativeModel regression = resized(LinearRegression.model(), DataSize.uniform(20, 100));
    GenerativeModel levy = resized(LevyFlight.model(), DataSize.uniform(20, 100));
    return List.of(
        new Case("mlp", Influenza.model()),
        new Case("deep-set", regression),
        new Case("set-transformer", regression),
        new Case("quantiles", levy),
        new Case("lstm", ricker, RICKER_STEPS),
        new Case("gru", ricker, RICKER_STEPS),
        new Case("time-series", ricker, RICKER_STEPS),
        new Case("time-series-transformer", ricker, RICKER_STEPS),
        new Case("conv1d", sir),
        new Case("conv2d", GridModels.spot()),
        new Case("fusion", JointModels.trialsTrackImage()));
  }

  @Test
  void everyReadyMadeNetworkIsTried() {
    assertThat(Stream.concat(cases().stream().map(Case::network), Stream.of("identity")))
        .containsExactlyInAnyOrderElementsOf(SummaryNetworks.names());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void itLearnsMoreThanMeansAndVariancesSay(Case tried) {
    List<Entry> byHand =
        train(HandPickedStatistics.of(tried.model), SummaryNetworks.identity(), tried.steps);
    List<Entry> learned = train(tried.model, SummaryNetworks.named(tried.network), tried.steps);
    double before = learned.get(0).validationLoss();
    double after = learned.get(learned.size() - 1).validationLoss();
    double baseline = byHand.get(byHand.size() - 1).validationLoss();
    System.out.printf(
        "| `%s` | %s | %d | %.2f | %.2f | %.2f | %.2f |%n",
        tried.network, tried.model.name(), tried.steps, before, after, baseline, baseline - after);
    assertThat(after).as("validation loss").isLessThan(before - MARGIN);
    assertThat(after).as("validation loss").isLessThan(baseline - MARGIN);
  }

  private static List<Entry> train(GenerativeModel model, SummaryNetworkSpec network, int steps) {
    TrainingSpec training =
        TrainingSpec.newBuilder()
            .setSteps(steps)
            .setValidationInterval(100)
            .setLearningRate(
                LearningRateSpec.newBuilder().setCosine(CosineRate.newBuilder().setRate(1e-3)))
            .build();
    return Trainer.online(model, network, Flows.affineCoupling(4), training)
        .train()
        .history()
        .entries();
  }

  /** The model with data sets of other sizes, which keeps trainings short. */
  private static GenerativeModel resized(GenerativeModel model, DataSize size) {
    return GenerativeModel.builder(model.name())
        .prior(model.prior())
        .observable(model.observables().get(0))
        .size(size)
        .jointSimulator(model.simulator())
        .build();
  }
}
