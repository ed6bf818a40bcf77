package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.SampleTable;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.tabular.SampleFile;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fits a density to samples, without a simulator. */
@Command(
    name = "fit",
    description = {
      "Fit a density to samples, and save it as a machine.",
      "What is not given is what the density is of. The flow is a coupling by splines unless"
          + " given;",
      "an interrupted fit goes on from its checkpoint when the same command is given again."
    })
final class FitCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Parameters(
      index = "0",
      paramLabel = "SAMPLES.csv",
      description = "A line of column names, then one sample a line.")
  Path samples;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the machine.")
  Path out;

  @Option(
      names = "--given",
      paramLabel = "COL",
      split = ",",
      description = "Columns of numbers that the density is given.")
  List<String> given = List.of();

  @Option(
      names = "--given-class",
      paramLabel = "COL",
      split = ",",
      description = "Columns of classes that the density is given; their cells are any text.")
  List<String> givenClasses = List.of();

  @Option(
      names = "--support",
      paramLabel = "COL=FROM:TO",
      split = ",",
      description =
          "Exclusive bounds of a column, such as 0: for positive numbers or 0:1; any number unless"
              + " given.")
  Map<String, Support> supports = new LinkedHashMap<>();

  @Mixin TrainingOptions options;

  @Override
  public Integer call() {
    String name = out.toAbsolutePath().normalize().getFileName().toString();
    // Bad samples are found before TensorFlow is loaded.
    SampleTable table = SampleFile.read(samples, supports, given, givenClasses);
    ExperimentSpec defaults = Experiments.forTables(table.space());
    TrainingSpec training = options.training(defaults.getTraining());
    MachineTraining session = MachineTraining.into(bayesflow, out);
    Trainer trainer = Trainer.density(name, table, options.flow(defaults.getFlow()), training);
    try (EstimationMachine machine = session.run(trainer, training, name, "samples")) {
      session.say("");
      session.say(
          "next: bayesflow sample "
              + bayesflow.nameOf(out)
              + " --draws 1000"
              + (table.given().isEmpty() ? "" : " --given COL=VALUE"));
    }
    return 0;
  }
}
