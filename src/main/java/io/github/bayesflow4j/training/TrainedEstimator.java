package io.github.bayesflow4j.training;

import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.Optional;

/**
 * What training leaves: an estimator with its best weights, and how it came about. Plain data.
 *
 * @param estimator resolved: every field set
 * @param training resolved: every field set
 * @param weights of both networks
 * @param history the course of the run
 * @param simulations data sets trained on
 * @param skippedSimulations simulations that failed and were drawn anew
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
    Optional<DistillationSpec> distillation) {}
