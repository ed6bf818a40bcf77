package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Draws to make, of the flow with ten parameters.
 *
 * @param piece draws in one call of the peer's network
 */
public record SamplingCase(String name, int dataSets, int draws, int piece) {

  private static final double NOISE = 0.01;
  private static final TrainingCase NETWORK = TrainingCase.all().get(1);

  /** Every case of the table. */
  static List<SamplingCase> all() {
    return List.of(
        new SamplingCase("1 x 1,000", 1, 1000, 1000),
        new SamplingCase("1 x 100,000", 1, 100_000, 2000),
        new SamplingCase("1,000 x 1,000", 1000, 1000, 1000));
  }

  /**
   * A machine with noise on its weights: how fast it draws does not depend on them, once none is
   * zero, as TensorFlow leaves out sums with zeros. Training would leave biases at zero, as there
   * is nothing to learn from data that are noise.
   */
  public static EstimationMachine machine() {
    TrainingSpec training =
        TrainingSpec.newBuilder().setSteps(1).setTypicalitySimulations(0).build();
    TrainedEstimator trained =
        Trainer.fromTable(
                ModelSpecs.of(NETWORK.model()),
                simulations(200),
                NETWORK.summaryNetwork(),
                NETWORK.flow(),
                training)
            .train();
    return EstimationMachine.of(
        new TrainedEstimator(
            trained.estimator(),
            trained.training(),
            noisy(trained.weights(), new RandomStreams(2).stream(0)),
            trained.history(),
            trained.simulations(),
            trained.skippedSimulations(),
            trained.seconds(),
            trained.distillation()));
  }

  /** With normal numbers added that are small enough for draws to stay finite. */
  private static Weights noisy(Weights weights, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    Map<String, Weight> noisy = new LinkedHashMap<>();
    for (String name : weights.names()) {
      Weight weight = weights.get(name);
      float[] values = weight.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) (NOISE * normal.sample());
      }
      noisy.put(name, new Weight(weight.shape(), values));
    }
    return new Weights(noisy);
  }

  private static Simulations simulations(int count) {
    try (SimulationEngine engine = new SimulationEngine(NETWORK.model(), 1, FailurePolicy.STOP)) {
      return engine.simulate(new RandomStreams(1), count);
    }
  }

  /** Data to draw given. */
  List<DataSet> data() {
    return data(dataSets);
  }

  /** So many data sets for the {@link #machine}. */
  public static List<DataSet> data(int count) {
    Simulations simulations = simulations(count);
    return IntStream.range(0, count).mapToObj(simulations::dataSet).toList();
  }

  /** What the peer is told. */
  String json(double warmUp, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"kind\": \"sampling\", \"name\": \"%s\", \"dimension\": %d, \"condition\": %d, "
            + "\"hidden\": [%s], \"data_sets\": %d, \"draws\": %d, \"piece\": %d, "
            + "\"warm_up\": %.2f, \"seconds\": %.2f}",
        name,
        NETWORK.dimension(),
        NETWORK.condition(),
        NETWORK.hidden().stream().map(String::valueOf).collect(Collectors.joining(", ")),
        dataSets,
        draws,
        piece,
        warmUp,
        seconds);
  }
}
