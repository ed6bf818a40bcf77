package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Draws from a density that was fitted to samples. */
@Command(
    name = "sample",
    description = "Draw from a density: comma-separated values, one draw a line.")
final class SampleCommand implements Callable<Integer> {
  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Option(
      names = "--draws",
      paramLabel = "N",
      required = true,
      converter = WholeNumbers.Positive.class,
      description = "Number of draws.")
  int draws;

  @Mixin GivenOption given;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the draws (${DEFAULT-VALUE}).")
  long seed = 1;

  @Mixin LinesOutput output;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    output.requireWritable();
    double[] known = given.values(bayesflow, MachineDescription.read(folder));
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      PosteriorSamples samples = loaded.sample(DataSet.none().withContext(known), draws, seed);
      output.write(
          bayesflow,
          String.join(",", samples.space().names()),
          samples.count(),
          i -> line(samples, i));
    }
    return 0;
  }

  private static String line(PosteriorSamples samples, int draw) {
    StringBuilder line = new StringBuilder();
    for (int j = 0; j < samples.space().dimension(); j++) {
      line.append(j == 0 ? "" : ",").append((float) samples.draw(draw)[j]);
    }
    return line.toString();
  }
}
