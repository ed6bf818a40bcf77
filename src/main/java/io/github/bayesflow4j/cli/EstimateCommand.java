package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.machine.MachineLoading;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.spec.Estimates;
import io.github.bayesflow4j.spec.proto.EstimateSpec;
import io.github.bayesflow4j.tabular.DrawsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Estimates the parameters behind one observed data set. */
@Command(name = "estimate", description = "Estimate parameters from observed data.")
final class EstimateCommand implements Callable<Integer> {
  private static final List<Double> DEFAULT_LEVELS = List.of(0.9);

  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "[NAME=]DATA.csv",
      description =
          "The data, one row a line; bayesflow describe MACHINE says of what. Where a machine has"
              + " several observables, one file for each: NAME=DATA.csv.")
  List<String> files = List.of();

  @Mixin KnownOption known;

  @Mixin DrawsOption draws;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the draws (${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--intervals",
      paramLabel = "LEVEL",
      split = ",",
      converter = IntervalLevel.class,
      description =
          "Levels of the intervals, such as 0.5,0.9 (0.9): the table shows the ends of the central"
              + " ones, and a second table, where this is given, the highest-density ones.")
  List<Double> levels = List.of();

  @Option(names = "--correlations", description = "Also print the correlations of the parameters.")
  boolean correlations;

  @Mixin EstimateOutput output;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    int count = draws.count(bayesflow);
    ObservedFiles data = new ObservedFiles(files, known.values);
    output.requireWritable(bayesflow, draws.files(), data.paths());
    MachineLoading loading = MachineLoading.start(folder);
    MachineDescription description = MachineDescription.read(folder);
    DataSet observed = data.read(bayesflow, description);
    Estimation estimation = Estimation.of(loading, observed, count, seed);
    PosteriorSamples samples = estimation.samples();
    Optional<Typicality> typicality = estimation.typicality();
    PosteriorSummary summary = PosteriorSummary.of(samples, estimation.mode(), levels());
    for (OutputFile file : draws.files()) {
      DrawsFile.write(file.path(), samples.space().names(), samples.columns());
    }
    output.write(bayesflow, summary, estimate(folder, description, summary, typicality));
    if (!output.takesStandardOutput()) {
      print(summary);
    }
    typicality.ifPresent(this::say);
    bayesflow.out().flush();
    EstimateReport report =
        new EstimateReport(
            machine.name, description, files, observed, samples, summary, typicality, seed);
    output.report().ifPresent(file -> file.write(report.page().html()));
    return 0;
  }

  private void say(Typicality typicality) {
    if (!output.takesStandardOutput()) {
      bayesflow.out().println(TypicalityLine.of(typicality));
    } else if (typicality.surprising()) {
      bayesflow.err().println(TypicalityLine.of(typicality));
    }
  }

  /** From the narrowest interval to the widest, each once. */
  private List<Double> levels() {
    return levels.isEmpty() ? DEFAULT_LEVELS : levels.stream().distinct().sorted().toList();
  }

  private EstimateSpec estimate(
      Path folder,
      MachineDescription description,
      PosteriorSummary summary,
      Optional<Typicality> typicality) {
    EstimateSpec.Builder estimate = Estimates.of(summary).toBuilder();
    typicality.ifPresent(
        one -> estimate.getTypicalityBuilder().setScore(one.score()).setPValue(one.pValue()));
    return estimate
        .setMachine(folder.getFileName().toString())
        .setProcess(description.estimator().getModel().getName())
        .setGraphDigest(description.card().getGraphDigest())
        .setSeed(seed)
        .build();
  }

  private void print(PosteriorSummary summary) {
    bayesflow.print(EstimateTables.estimates(summary).lines());
    if (!levels.isEmpty()) {
      bayesflow.out().println();
      bayesflow.print(EstimateTables.highestDensity(summary).lines());
    }
    if (correlations) {
      bayesflow.out().println();
      bayesflow.print(EstimateTables.correlations(summary).lines());
    }
  }
}
