package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.GivenColumns;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.HistorySpec;
import io.github.bayesflow4j.spec.proto.ModelSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.tabular.SampleFile;
import io.github.bayesflow4j.tabular.SimulationTable;
import io.github.bayesflow4j.training.Distillation;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Distills a machine whose draws are fast from one whose densities are. */
@Command(
    name = "distill",
    description = {
      "Distill a machine whose draws are fast from one whose flow is masked autoregressive.",
      "It learns on fresh simulations, on a table, or, a density that is given nothing, on draws"
          + " of",
      "the teacher."
    })
final class DistillCommand implements Callable<Integer> {
  private static final int DRAWS_OF_TEACHER = 50_000;

  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "Folder of the machine that is distilled.")
  Path out;

  @Option(
      names = "--table",
      paramLabel = "FILE.csv",
      description = "Samples or simulations to learn on, in the layout the teacher was trained on.")
  Optional<Path> table = Optional.empty();

  @Mixin TrainingOptions options;

  @Override
  public Integer call() {
    String name = out.toAbsolutePath().normalize().getFileName().toString();
    TrainingSpec training = options.training(TrainingSpec.getDefaultInstance());
    Path folder = machine.folder(bayesflow);
    MachineTraining session = MachineTraining.into(bayesflow, out);
    try (EstimationMachine teacher = EstimationMachine.load(folder);
        EstimationMachine student =
            session.run(trainer(teacher, training), training, name, "data sets")) {
      double lowest =
          student.card().getHistory().getEntryList().stream()
              .mapToDouble(HistorySpec.Entry::getValidationLoss)
              .min()
              .orElse(Double.NaN);
      session.say(
          String.format(
              Locale.ROOT, "KL(student || teacher): %.4f nats, the lowest measured", lowest));
    }
    return 0;
  }

  private Trainer trainer(EstimationMachine machineOfTeacher, TrainingSpec training) {
    TrainedEstimator teacher = machineOfTeacher.trained();
    FlowSpec student =
        options.flow.isPresent()
            ? options.flow(FlowSpec.getDefaultInstance())
            : Flows.turnedForSampling(teacher.estimator().getFlow());
    DistillationSpec distillation = DistillationSpec.getDefaultInstance();
    ModelSpec model = teacher.estimator().getModel();
    if (table.isEmpty() && model.getObservableCount() > 0) {
      GenerativeModel process =
          ProcessModels.find(model.getName())
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "--table is needed: " + Processes.CHOICES.unknown(model.getName())));
      return Distillation.online(teacher, process, student, distillation, training);
    }
    Simulations learned =
        table.isPresent() ? read(machineOfTeacher, table.get()) : drawn(machineOfTeacher);
    return Distillation.fromTable(teacher, learned, student, distillation, training);
  }

  private static Simulations read(EstimationMachine teacher, Path table) {
    List<String> given = teacher.estimator().getModel().getContextList();
    if (!teacher.observables().isEmpty()) {
      return SimulationTable.read(table, teacher.space(), teacher.observables(), given);
    }
    SampleFile.Points points =
        SampleFile.readPoints(table, teacher.space(), new GivenColumns(given), Map.of());
    return simulations(teacher, points.values(), points.given());
  }

  private Simulations drawn(EstimationMachine teacher) {
    if (teacher.estimator().getModel().getContextCount() > 0) {
      throw bayesflow.usageError(
          "machine " + teacher.name() + " is given something: --table is needed to say what");
    }
    PosteriorSamples draws =
        teacher.sample(DataSet.none(), DRAWS_OF_TEACHER, options.seed.orElse(1L));
    double[][] values = new double[draws.count()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = draws.draw(i);
    }
    return simulations(teacher, values, new double[values.length][0]);
  }

  private static Simulations simulations(
      EstimationMachine teacher, double[][] values, double[][] given) {
    DataBatch batch =
        new DataBatch(
            List.of(), values.length, 1, List.of(), FloatRows.flat(given, 0, given.length));
    return new Simulations(teacher.space(), FloatRows.flat(values, 0, values.length), batch);
  }
}
