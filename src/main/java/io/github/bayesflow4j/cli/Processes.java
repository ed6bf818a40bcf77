package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;

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
}
