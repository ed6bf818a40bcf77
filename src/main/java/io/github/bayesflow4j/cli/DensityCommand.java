package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.machine.MachineLoading;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.GivenColumns;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.spec.ModelSpecs;
import io.github.bayesflow4j.tabular.SampleFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Evaluates a density that was fitted to samples. */
@Command(
    name = "density",
    description = "Print the natural logarithm of a density at points, one a line.")
final class DensityCommand implements Callable<Integer> {
  private static final int AT_ONCE = 1 << 14;

  @ParentCommand BayesFlowCommand bayesflow;

  @Mixin MachineArgument machine;

  @Parameters(
      index = "1",
      paramLabel = "POINTS.csv",
      description =
          "A line of column names, then one point a line; with the given columns that --given does"
              + " not name.")
  Path points;

  @Mixin GivenOption given;

  @Mixin LinesOutput output;

  @Override
  public Integer call() {
    Path folder = machine.folder(bayesflow);
    output.requireWritable();
    MachineLoading loading = MachineLoading.start(folder);
    MachineDescription description = MachineDescription.read(folder);
    GivenColumns columns = given.columns(bayesflow, description);
    ParameterSpace space = ModelSpecs.space(description.estimator().getModel());
    SampleFile.Points read = SampleFile.readPoints(points, space, columns, given.given);
    int count = read.values().length;
    double[] logProb = new double[count];
    try (EstimationMachine loaded = loading.finish()) {
      for (int first = 0; first < count; first += AT_ONCE) {
        int some = Math.min(AT_ONCE, count - first);
        float[] context = FloatRows.flat(read.given(), first, some);
        DataBatch batch = new DataBatch(List.of(), some, 1, List.of(), context);
        double[] part = loaded.logProb(batch, FloatRows.flat(read.values(), first, some));
        System.arraycopy(part, 0, logProb, first, some);
      }
    }
    output.write(bayesflow, "log_density", count, i -> Float.toString((float) logProb[i]));
    return 0;
  }
}
