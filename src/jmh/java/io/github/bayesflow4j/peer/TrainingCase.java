package io.github.bayesflow4j.peer;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.Conv1dSpec;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.RecurrentLayersSpec;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.NoiseModels;
import io.github.bayesflow4j.training.Trainer;
import io.github.bayesflow4j.training.TrainingTurns;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One network and batch size to train, for this library and for {@code benchmarks/peer.py}.
 *
 * @param summary what turns data into the condition
 * @param dimension parameters
 * @param condition width of what the flow is conditioned on
 * @param batch data sets in a step
 * @param hidden widths of the subnetworks, of which there are two in each of six blocks
 */
record TrainingCase(
    String name, Summary summary, int dimension, int condition, int batch, List<Integer> hidden) {
  private static final int BLOCKS = 6;
  private static final int BATCHES = 16;
  private static final int ROWS = 100;
  private static final int FEATURES = 2;
  private static final int STATISTICS = 16;
  private static final int WIDTH = 64;

  /** A summary network, small enough to be written twice. */
  enum Summary {
    /** The data are a vector and are the condition. */
    NONE,
    /** Two layers of 64 for each of 100 rows, a mean, a layer of 64, 16 statistics. */
    DEEP_SET,
    /** An LSTM of 64 units over 100 rows, a layer of 64, 16 statistics. */
    LSTM,
    /** The default convolutions over 100 rows, a mean, a layer of 64, 16 statistics. */
    CONV1D;

    private SummaryNetworkSpec spec() {
      SummaryNetworkSpec.Builder spec = SummaryNetworkSpec.newBuilder();
      return switch (this) {
        case NONE -> SummaryNetworks.named("identity");
        case DEEP_SET ->
            spec.setDeepSet(
                    DeepSetSpec.newBuilder()
                        .setEquivariantModules(0)
                        .addAfterPooling(WIDTH)
                        .setActivation(Activation.RELU)
                        .setSummaryDimension(STATISTICS))
                .build();
        case LSTM ->
            spec.setRecurrent(
                    RecurrentSpec.newBuilder()
                        .setRecurrentLayers(
                            RecurrentLayersSpec.newBuilder()
                                .setUnits(WIDTH)
                                .setDirection(RecurrentLayersSpec.Direction.UNIDIRECTIONAL))
                        .setActivation(Activation.RELU)
                        .setSummaryDimension(STATISTICS))
                .build();
        case CONV1D ->
            spec.setConv1D(Conv1dSpec.newBuilder().setSummaryDimension(STATISTICS)).build();
      };
    }
  }

  /** Every case of the table. */
  static List<TrainingCase> all() {
    List<Integer> narrow = List.of(128, 128);
    return List.of(
        new TrainingCase("flow, D = 2, batch 64", Summary.NONE, 2, 32, 64, narrow),
        new TrainingCase("flow, D = 10, batch 64", Summary.NONE, 10, 32, 64, narrow),
        new TrainingCase("flow, D = 2, batch 256", Summary.NONE, 2, 32, 256, narrow),
        new TrainingCase("flow, D = 10, batch 256", Summary.NONE, 10, 32, 256, narrow),
        new TrainingCase("flow, D = 2, batch 1000", Summary.NONE, 2, 32, 1000, narrow),
        new TrainingCase("flow, D = 10, batch 1000", Summary.NONE, 10, 32, 1000, narrow),
        new TrainingCase(
            "cosmic rays, batch 1000", Summary.NONE, 7, 17, 1000, List.of(256, 256, 256)),
        new TrainingCase("deep set, batch 64", Summary.DEEP_SET, 10, STATISTICS, 64, narrow),
        new TrainingCase("LSTM, batch 64", Summary.LSTM, 10, STATISTICS, 64, narrow),
        new TrainingCase("convolutions, batch 64", Summary.CONV1D, 10, STATISTICS, 64, narrow));
  }

  GenerativeModel model() {
    String[] features =
        IntStream.range(0, summary == Summary.NONE ? condition : FEATURES)
            .mapToObj(i -> "x" + i)
            .toArray(String[]::new);
    Observable data =
        switch (summary) {
          case NONE, DEEP_SET -> Observable.exchangeable("data", features);
          case LSTM, CONV1D -> Observable.series("data", features);
        };
    int rows = summary == Summary.NONE ? 1 : ROWS;
    return NoiseModels.model(dimension, List.of(data), DataSize.fixed(rows));
  }

  /** A training of it from a table in memory. */
  Trainer trainer() {
    Simulations table;
    try (SimulationEngine engine = new SimulationEngine(model(), 2, FailurePolicy.STOP)) {
      table = engine.simulate(new RandomStreams(1), BATCHES * batch);
    }
    TrainingSpec training = TrainingSpec.newBuilder().setBatchSize(batch).build();
    return Trainer.fromTable(
        ModelSpecs.of(model()), table, summaryNetwork(), flow(), TrainingTurns.endless(training));
  }

  SummaryNetworkSpec summaryNetwork() {
    return summary.spec();
  }

  FlowSpec flow() {
    FlowSpec.Builder flow = Flows.affineCoupling().toBuilder().setBlocks(BLOCKS).setActNorm(false);
    SubnetworkSpec subnetwork = SubnetworkSpec.newBuilder().addAllHidden(hidden).build();
    flow.getLayerBuilder(0).getCouplingBuilder().setSubnetwork(subnetwork);
    return flow.build();
  }

  /** What the peer is told. */
  String json(double warmUp, double seconds) {
    return String.format(
        Locale.ROOT,
        "{\"kind\": \"training\", \"name\": \"%s\", \"summary\": \"%s\", \"dimension\": %d, "
            + "\"condition\": %d, \"batch\": %d, \"hidden\": [%s], \"rows\": %d, \"features\": %d, "
            + "\"warm_up\": %.2f, \"seconds\": %.2f}",
        name,
        summary,
        dimension,
        condition,
        batch,
        hidden.stream().map(String::valueOf).collect(Collectors.joining(", ")),
        summary == Summary.NONE ? 1 : ROWS,
        summary == Summary.NONE ? condition : FEATURES,
        warmUp,
        seconds);
  }

  /**
   * Operations of the products of the flow's layers in one step: two each for a weight and a data
   * set, forwards, for the gradient of the weight and for that of the input.
   */
  double flops() {
    int half = dimension / 2;
    double weights = weights(dimension - half, half) + weights(half, dimension - half);
    return 6 * BLOCKS * weights * batch;
  }

  private double weights(int seen, int transformed) {
    int in = seen + condition;
    double sum = 0;
    for (int width : hidden) {
      sum += (double) in * width;
      in = width;
    }
    return sum + 2d * in * transformed;
  }
}
