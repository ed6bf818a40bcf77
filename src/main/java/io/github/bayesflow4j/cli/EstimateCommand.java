package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.tabular.TextTable;
import io.github.bayesflow4j.tabular.TextTable.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Estimates the parameters behind one observed data set. */
@Command(name = "estimate", description = "Estimate parameters from observed data.")
final class EstimateCommand implements Callable<Integer> {
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

  @Option(
      names = "--draws",
      paramLabel = "N",
      converter = WholeNumbers.Several.class,
      description = "Draws from the posterior (${DEFAULT-VALUE}).")
  int draws = 4000;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the draws (${DEFAULT-VALUE}).")
  long seed = 1;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    // Bad data are found before TensorFlow is loaded.
    DataSet observed =
        new ObservedFiles(files, known.values).read(bayesflow, MachineDescription.read(folder));
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      bayesflow.print(table(loaded.sample(observed, draws, seed)).lines());
      bayesflow.print(TypicalityLine.of(loaded, observed));
    }
    return 0;
  }

  /** One row a parameter; units where there are some. */
  private static TextTable table(PosteriorSamples posterior) {
    List<String> units = units(posterior.space());
    boolean anyUnit = units.stream().anyMatch(unit -> !unit.isEmpty());
    List<Column> columns = new ArrayList<>();
    columns.add(Column.left("parameter"));
    for (String name : List.of("mean", "sd", "5 %", "50 %", "95 %")) {
      columns.add(Column.right(name));
    }
    if (anyUnit) {
      columns.add(Column.left("unit"));
    }
    TextTable table = new TextTable(columns, List.of());
    for (int j = 0; j < units.size(); j++) {
      List<String> cells = new ArrayList<>();
      cells.add(posterior.space().names().get(j));
      cells.add(number(posterior.mean(j)));
      cells.add(number(posterior.sd(j)));
      for (double quantile : posterior.quantiles(j, 0.05, 0.5, 0.95)) {
        cells.add(number(quantile));
      }
      if (anyUnit) {
        cells.add(units.get(j));
      }
      table = table.with(cells);
    }
    return table;
  }

  /** The unit of each component, empty for none. */
  private static List<String> units(ParameterSpace space) {
    List<String> units = new ArrayList<>();
    for (Parameter parameter : space.parameters()) {
      parameter.names().forEach(name -> units.add(parameter.unit().orElse("")));
    }
    return units;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
