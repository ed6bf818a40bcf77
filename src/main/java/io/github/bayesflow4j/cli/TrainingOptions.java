package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that trains a flow. */
final class TrainingOptions {
  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = WholeNumbers.Positive.class,
      description = "Steps of the optimizer.")
  Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = WholeNumbers.Positive.class,
      description = "Data sets in each step.")
  Optional<Integer> batchSize = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  Optional<Long> seed = Optional.empty();

  @Option(
      names = "--flow",
      paramLabel = "FILE.txtpb",
      description = "The file of a conditional flow.")
  Optional<Path> flow = Optional.empty();

  /** The flow of the file, or {@code otherwise}. */
  FlowSpec flow(FlowSpec otherwise) {
    return flow.map(Flows::read).orElse(otherwise);
  }

  /** How to train, with what the options say put into it; every field set. */
  TrainingSpec training(TrainingSpec spec) {
    TrainingSpec.Builder training = spec.toBuilder();
    steps.ifPresent(training::setSteps);
    batchSize.ifPresent(training::setBatchSize);
    seed.ifPresent(training::setSeed);
    return ResolvedSpecs.resolve(training.build());
  }
}
