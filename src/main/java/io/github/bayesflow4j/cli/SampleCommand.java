package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.tabular.DrawsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Draws from a density that was fitted to samples. */
@Command(name = "sample", description = "Draw from a density: one draw a line.")
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

  @Option(
      names = "--out",
      paramLabel = "FILE",
      converter = DrawsOption.DrawsPath.class,
      description =
          "The file to write, whose name ends in .csv, .npy or .parquet; comma-separated values on"
              + " standard output unless given.")
  Optional<Path> out = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Path folder = machine.folder(bayesflow);
    out.ifPresent(path -> new OutputFile("--out", path).requireWritable());
    double[] known = given.values(bayesflow, MachineDescription.read(folder));
    try (EstimationMachine loaded = EstimationMachine.load(folder)) {
      PosteriorSamples samples = loaded.sample(DataSet.none().withContext(known), draws, seed);
      List<String> names = samples.space().names();
      if (out.isPresent()) {
        DrawsFile.write(out.get(), names, samples.columns());
      } else {
        DrawsFile.print(bayesflow.out(), names, samples.columns());
      }
    }
    return 0;
  }
}
