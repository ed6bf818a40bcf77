package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.ModelSpecs;

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
    if (!ModelSpecs.sameForm(machine.estimator().getModel(), ModelSpecs.of(model))) {
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
