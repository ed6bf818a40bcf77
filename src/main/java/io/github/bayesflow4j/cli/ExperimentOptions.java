package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to train, as given on the command line. */
final class ExperimentOptions {
  private static final String SPEC_ENDING = ".txtpb";

  @Parameters(
      index = "0",
      paramLabel = "PROCESS|EXPERIMENT.txtpb",
      description = "A process (bayesflow processes lists them), or the file of an experiment.")
  String experiment;

  @Mixin TrainingOptions options;

  @Option(
      names = "--summary-net",
      paramLabel = "NAME|FILE.txtpb",
      description = "A ready-made summary network, or the file of one.")
  Optional<String> summaryNetwork = Optional.empty();

  /**
   * The experiment chosen, with what other options say put into it.
   *
   * @param otherwise the networks and training of a process that has no experiment of its own
   */
  Experiment experiment(
      BayesFlowCommand bayesflow, Function<GenerativeModel, ExperimentSpec> otherwise) {
    boolean isFile = experiment.endsWith(SPEC_ENDING);
    GenerativeModel model;
    ExperimentSpec spec;
    if (isFile) {
      spec = Experiments.read(Path.of(experiment));
      model =
          ProcessModels.find(spec.getProcess())
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          experiment + ": " + Processes.CHOICES.unknown(spec.getProcess())));
    } else {
      model = Processes.named(experiment, bayesflow);
      spec = Experiments.packaged(experiment).orElseGet(() -> otherwise.apply(model));
    }
    return new Experiment(
        model,
        summaryNetwork(model, spec, bayesflow),
        options.flow(spec.getFlow()),
        options.training(spec.getTraining()));
  }

  private SummaryNetworkSpec summaryNetwork(
      GenerativeModel model, ExperimentSpec spec, BayesFlowCommand bayesflow) {
    if (summaryNetwork.isEmpty()) {
      return spec.hasSummaryNetwork()
          ? spec.getSummaryNetwork()
          : SummaryNetworks.defaultFor(model);
    }
    String name = summaryNetwork.get();
    if (name.endsWith(SPEC_ENDING)) {
      return SummaryNetworks.read(Path.of(name));
    }
    if (!SummaryNetworks.names().contains(name)) {
      throw bayesflow.usageError(
          "--summary-net: "
              + new Choices("summary network", SummaryNetworks.names()).unknown(name));
    }
    return SummaryNetworks.named(name);
  }
}
