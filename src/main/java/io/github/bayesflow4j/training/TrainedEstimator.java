package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.estimator.TypicalityEstimator;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.Optional;

/**
 * What training leaves: an estimator with its best weights, and how it came about. Plain data.
 *
 * @param estimator resolved: every field set
 * @param training resolved: every field set
 * @param weights of both networks, and the constants of typicality where the estimator has it
 * @param history the course of the run
 * @param simulations data sets trained on
 * @param skippedSimulations simulations of the training itself that failed and were drawn anew
 * @param seconds time trained
 * @param distillation how its flow learned from another, if it did; the losses of the history are
 *     then estimates of KL(student || teacher)
 */
public record TrainedEstimator(
    EstimatorSpec estimator,
    TrainingSpec training,
    Weights weights,
    TrainingHistory history,
    long simulations,
    long skippedSimulations,
    double seconds,
    Optional<DistillationSpec> distillation) {

  /**
   * This estimator with typicality, by fresh simulations: the same that an online training would
   * have ended with, for an estimator that was trained without, or on a table.
   *
   * @param model that it was trained for
   * @param simulationThreads threads that simulate; any number gives the same result
   * @return this estimator where there is no typicality: for a density, and where no data sets
   *     differ
   * @throws IllegalArgumentException if the model has other parameters, data or sizes
   * @throws io.github.bayesflow4j.simulation.SimulationFailedException if a simulation fails
   */
  public TrainedEstimator withTypicality(
      GenerativeModel model, int simulationThreads, FailurePolicy policy) {
    if (!ModelSpecs.sameForm(estimator.getModel(), ModelSpecs.of(model))) {
      throw new IllegalArgumentException(
          "expected the model that "
              + estimator.getModel().getName()
              + " was trained for, found "
              + model.name()
              + " with another name, parameters, data or sizes");
    }
    DataSize rows = TrainingData.rows(model.size(), training.getSizeLaw());
    try (SimulationEngine engine = new SimulationEngine(model, simulationThreads, policy)) {
      return withTypicality(
          TypicalityData.simulated(engine, training, rows), SessionThreads.deterministic());
    }
  }

  TrainedEstimator withTypicality(TypicalityData data, SessionThreads threads) {
    return TypicalityEstimator.estimate(
            estimator, weights, data.anchors(), data.references(), threads)
        .map(this::with)
        .orElse(this);
  }

  private TrainedEstimator with(TypicalityEstimator.Estimate typicality) {
    return new TrainedEstimator(
        estimator.toBuilder().setTypicality(typicality.spec()).build(),
        training,
        weights.with(typicality.constants()),
        history,
        simulations,
        skippedSimulations,
        seconds,
        distillation);
  }
}
