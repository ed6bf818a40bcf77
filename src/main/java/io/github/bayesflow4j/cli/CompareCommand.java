package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.comparison.ClassifierTwoSampleTest;
import io.github.bayesflow4j.diagnostics.C2st;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.tabular.DrawsFile;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Compares a machine's posterior for one data set with reference draws of it. */
@Command(
    name = "compare",
    description = {
      "Compare a machine's posterior with reference draws, such as those of a Markov chain.",
      "A classifier is trained to tell its draws from the reference draws (C2ST): it is right in"
          + " half of the cases if the two have the same law."
    })
final class CompareCommand implements Callable<Integer> {
  /** Noise this many deviations out is taken for a difference: a chance of one in 700. */
  private static final double SEEN = 3;

  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Parameters(
      index = "1..*",
      arity = "2..*",
      paramLabel = "[NAME=]DATA.csv REFERENCE.csv",
      description =
          "The data, as bayesflow estimate takes them; then the reference draws, one a line, their"
              + " columns named after the parameters or in their order, .gz or not.")
  List<String> files = List.of();

  @Mixin KnownOption known;

  @Option(
      names = "--draws",
      paramLabel = "N",
      converter = WholeNumbers.Several.class,
      description = "Draws to compare, with the first N of the reference; all of it unless given.")
  Optional<Integer> draws = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the draws and of the classifier (${DEFAULT-VALUE}).")
  long seed = 1;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    MachineDescription description = MachineDescription.read(folder);
    int last = files.size() - 1;
    DataSet observed =
        new ObservedFiles(files.subList(0, last), known.values).read(bayesflow, description);
    ParameterSpace space = ModelSpecs.space(description.estimator().getModel());
    PosteriorSamples reference = reference(Path.of(files.get(last)), space);
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      PosteriorSamples posterior = loaded.sample(observed, reference.count(), seed);
      C2st c2st = ClassifierTwoSampleTest.compare(reference, posterior, seed);
      bayesflow.print(table(posterior, reference).lines());
      bayesflow.out().println();
      bayesflow.out().println(sentence(c2st));
    }
    return 0;
  }

  private PosteriorSamples reference(Path file, ParameterSpace space) {
    double[][] columns = DrawsFile.read(file, space);
    int found = columns[0].length;
    int wanted = draws.orElse(found);
    if (wanted > found) {
      throw bayesflow.usageError(
          "--draws: " + file + " has " + found + " draws, found " + wanted + " to compare");
    }
    return PosteriorSamples.ofColumns(
        space,
        Arrays.stream(columns)
            .map(column -> Arrays.copyOf(column, wanted))
            .toArray(double[][]::new));
  }

  private static TextTable table(PosteriorSamples posterior, PosteriorSamples reference) {
    TextTable table =
        new TextTable(
            List.of(
                Column.left("parameter"),
                Column.right("mean"),
                Column.right("reference"),
                Column.right("sd"),
                Column.right("reference")),
            List.of());
    for (int j = 0; j < posterior.space().dimension(); j++) {
      table =
          table.with(
              List.of(
                  posterior.space().names().get(j),
                  number(posterior.mean(j)),
                  number(reference.mean(j)),
                  number(posterior.sd(j)),
                  number(reference.sd(j))));
    }
    return table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** What the number means, with how far it goes by chance. */
  private static String sentence(C2st c2st) {
    String verdict =
        c2st.score() > SEEN
            ? String.format(
                Locale.ROOT,
                "the classifier tells them from the reference draws in %.1f %% of cases",
                100 * c2st.accuracy())
            : "the classifier cannot tell them from the reference draws";
    return String.format(
        Locale.ROOT,
        "C2ST %.3f of %d draws: %s; 0.5 +- %.3f is guessing, 1 is no overlap.",
        c2st.accuracy(),
        c2st.tested(),
        verdict,
        c2st.noise());
  }
}
