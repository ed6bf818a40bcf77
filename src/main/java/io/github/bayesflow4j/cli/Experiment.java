package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;

/**
 * What to train: a process model, its networks, and how.
 *
 * @param model the process model
 * @param summaryNetwork its summary network
 * @param flow its flow; options left out have their defaults
 * @param training how to train; every field set
 */
record Experiment(
    GenerativeModel model,
    SummaryNetworkSpec summaryNetwork,
    FlowSpec flow,
    TrainingSpec training) {}
