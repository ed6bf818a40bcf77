package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.tabular.SimulationTable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes a table of simulations. */
@Command(
    name = "simulate",
    description = "Write a table of simulations: parameters and data, one simulation a line.")
final class SimulateCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Parameters(
      index = "0",
      paramLabel = "PROCESS",
      description = "A process; bayesflow processes lists them.")
  String process;

  @Option(
      names = "--n",
      paramLabel = "N",
      required = true,
      converter = WholeNumbers.Positive.class,
      description = "Number of simulations.")
  int count;

  @Option(
      names = "--out",
      paramLabel = "FILE.csv",
      required = true,
      description = "The file to write.")
  Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the simulations (${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--size",
      paramLabel = "ROWS",
      converter = WholeNumbers.Positive.class,
      description = "Rows of every data set; drawn as in training unless given.")
  Optional<Integer> size = Optional.empty();

  @Mixin SimulationOptions simulation;

  @Override
  public Integer call() {
    GenerativeModel model = Processes.named(process, bayesflow);
    requireSize(model);
    new OutputFile("--out", out).requireWritable();
    try (SimulationEngine engine = simulation.engine(model)) {
      RandomStreams streams = new RandomStreams(seed);
      Simulations simulated =
          size.isPresent()
              ? engine.simulate(streams, count, size.get())
              : engine.simulate(streams, count);
      SimulationTable.write(out, simulated, model.contextNames());
      String skipped =
          engine.skipped() == 0 ? "" : ", " + engine.skipped() + " failed and were drawn anew";
      bayesflow.out().println(count + " simulations in " + out + skipped);
    }
    return 0;
  }

  private void requireSize(GenerativeModel model) {
    if (size.isPresent() && !model.size().contains(size.get())) {
      throw bayesflow.usageError(
          "--size: process "
              + model.name()
              + " has data sets of "
              + model.size().describe()
              + ", found "
              + size.get());
    }
  }
}
