package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.BatchParts;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.estimator.StandardizationEstimator;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The data of one run: training batches, held-out batches, and what standardization is estimated
 * from.
 */
final class TrainingData implements AutoCloseable {
  /** Rows of data in what weights start from, which bounds memory. */
  private static final int START_ROWS = 1 << 17;

  private final ModelSpec model;
  private final DataSize rows;
  private final BatchSource source;
  private final List<Simulations> validation;
  private final Simulations forStandardization;
  private final Supplier<TypicalityData> forTypicality;
  private final AutoCloseable owned;

  private TrainingData(
      ModelSpec model,
      DataSize rows,
      BatchSource source,
      List<Simulations> validation,
      Simulations forStandardization,
      Supplier<TypicalityData> forTypicality,
      AutoCloseable owned) {
    this.model = model;
    this.rows = rows;
    this.source = source;
    this.validation = validation;
    this.forStandardization = forStandardization;
    this.forTypicality = forTypicality;
    this.owned = owned;
  }

  /** Simulates what is held out and gets ready to simulate the rest. */
  static TrainingData online(
      GenerativeModel model, TrainingSpec training, int threads, FailurePolicy policy) {
    SimulationEngine engine = new SimulationEngine(model, threads, policy);
    try {
      RandomStreams streams = new RandomStreams(training.getSeed());
      int size = training.getBatchSize();
      DataSize rows = rows(model.size(), training.getSizeLaw());
      Simulations forStandardization =
          engine.simulate(
              streams.in(RandomStreams.Domain.STANDARDIZATION),
              training.getStandardizationSimulations());
      RandomStreams heldOut = streams.in(RandomStreams.Domain.VALIDATION);
      List<Future<Simulations>> futures = new ArrayList<>();
      for (int first = 0; first < training.getValidationSimulations(); first += size) {
        int count = Math.min(size, training.getValidationSimulations() - first);
        futures.add(engine.submitBatch(heldOut.child(first), count, rows));
      }
      BatchSource source =
          new OnlineSource(
              engine,
              streams.in(RandomStreams.Domain.TRAINING),
              size,
              rows,
              training.getBatchRows(),
              2 + 2 * threads);
      return new TrainingData(
          ModelSpecs.of(model),
          rows,
          source,
          futures.stream().map(SimulationEngine::await).toList(),
          forStandardization,
          () -> TypicalityData.simulated(engine, training, rows),
          engine);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * The law of the number of rows of a batch. Held-out batches follow it too, so that the loss that
   * chooses the weights is the one that is minimized; so do the moments of log n, whose values then
   * reach the networks with mean 0 and deviation 1.
   */
  static DataSize rows(DataSize ofModel, TrainingSpec.SizeLaw law) {
    if (ofModel.min() == ofModel.max()) {
      return ofModel;
    }
    return switch (law) {
      case OF_MODEL -> ofModel;
      case LOG_UNIFORM -> DataSize.logUniform(ofModel.min(), ofModel.max());
      case MIXED -> DataSize.mixed(ofModel.min(), ofModel.max());
    };
  }

  /**
   * Splits a reference table at random.
   *
   * @throws IllegalArgumentException if it has fewer than ten rows, or other parameters or data
   *     than the model
   */
  static TrainingData ofTable(ModelSpec model, Simulations table, TrainingSpec training) {
    requireSame("parameters", ModelSpecs.space(model), table.space());
    requireSame("observables", ModelSpecs.observables(model), table.observables());
    requireSame("known quantities", model.getContextCount(), table.contextDimension());
    if (table.count() < 10) {
      throw new IllegalArgumentException(
          "expected a reference table of at least 10 simulations, found " + table.count());
    }
    RandomStreams streams = new RandomStreams(training.getSeed());
    int[] order = PermutationSampler.natural(table.count());
    PermutationSampler.shuffle(streams.in(RandomStreams.Domain.VALIDATION).stream(0), order);
    Simulations shuffled = table.select(order);
    // A tenth at most: a small table is needed for training.
    int heldOut = Math.min(training.getValidationSimulations(), Math.max(1, table.count() / 10));
    Simulations forTraining = shuffled.range(heldOut, table.count());
    List<Simulations> validation = new ArrayList<>();
    for (int first = 0; first < heldOut; first += training.getBatchSize()) {
      validation.add(shuffled.range(first, Math.min(heldOut, first + training.getBatchSize())));
    }
    int forMoments = Math.min(training.getStandardizationSimulations(), forTraining.count());
    BatchSource source = new TableSource(forTraining, streams, training.getBatchSize());
    return new TrainingData(
        model,
        ModelSpecs.size(model),
        source,
        validation,
        forTraining.range(0, forMoments),
        () -> TypicalityData.of(forTraining, shuffled.range(0, heldOut), training),
        source::close);
  }

  private static void requireSame(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "reference table: expected the model's " + what + " " + expected + ", found " + found);
    }
  }

  /** Everything but the weights. */
  EstimatorSpec estimatorSpec(
      Optional<SummaryNetworkSpec> summaryNetwork, FlowSpec flow, SessionThreads threads) {
    EstimatorSpec.Builder spec =
        EstimatorSpec.newBuilder()
            .setModel(model)
            .setFlow(flow)
            .setStandardization(
                StandardizationEstimator.estimate(forStandardization, rows, threads));
    summaryNetwork.ifPresent(spec::setSummaryNetwork);
    return spec.build();
  }

  /**
   * How the batch of each step is cut.
   *
   * @param parts their number, fewer where a table has fewer rows; zero to choose by the work
   */
  BatchParts parts(int parts) {
    int batch = source.batchSize();
    return parts == 0
        ? BatchParts.byWork(batch, Math.max(1, forStandardization.rows()))
        : new BatchParts(batch, Math.min(parts, batch));
  }

  BatchSource source() {
    return source;
  }

  /** Simulations for weights that start from data. */
  Simulations forStart() {
    int rows = Math.max(1, forStandardization.rows());
    int count = Math.min(forStandardization.count(), Math.max(1, START_ROWS / rows));
    return forStandardization.range(0, count).trimmed();
  }

  /** Held-out batches; never trained on. */
  List<Simulations> validation() {
    return validation;
  }

  /** Data sets that tell how typical others are; simulated when asked for. */
  TypicalityData forTypicality() {
    return forTypicality.get();
  }

  @Override
  public void close() {
    source.close();
    try {
      owned.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("training data could not be closed", e);
    }
  }
}
