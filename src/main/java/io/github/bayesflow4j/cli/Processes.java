package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import java.util.Optional;

/** The built-in process models, as named on the command line. */
final class Processes {
  static final Choices CHOICES =
      new Choices("process", ProcessModels.all().stream().map(GenerativeModel::name).toList());

  private Processes() {}

  /**
   * The model of this name.
   *
   * @throws picocli.CommandLine.ParameterException if there is none
   */
  static GenerativeModel named(String name, BayesFlowCommand bayesflow) {
    return ProcessModels.find(name).orElseThrow(() -> bayesflow.usageError(CHOICES.unknown(name)));
  }

  /** The built-in model of this form, if there is one. */
  static Optional<GenerativeModel> like(ModelSpec spec) {
    return ProcessModels.find(spec.getName())
        .filter(model -> ModelSpecs.sameForm(spec, ModelSpecs.of(model)));
  }

  /**
   * The model a machine was trained for.
   *
   * @param name of the machine on the command line
   * @param use what is to be done with it, for the message
   * @throws CommandFailedException if it is not built in, or has changed its form since
   */
  static GenerativeModel of(EstimationMachine machine, String name, String use) {
    GenerativeModel model =
        ProcessModels.find(machine.name())
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "machine "
                            + name
                            + " cannot be "
                            + use
                            + " here: "
                            + CHOICES.unknown(machine.name())));
    if (like(machine.estimator().getModel()).isEmpty()) {
      throw new CommandFailedException(
          "machine "
              + name
              + " was trained for another form of process "
              + model.name()
              + ": parameters, data or sizes differ");
    }
    return model;
  }
}
