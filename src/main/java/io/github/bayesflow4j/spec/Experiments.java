package io.github.bayesflow4j.spec;

import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Specs of experiments: a process model, its networks and how to train them.
 *
 * <p>What an experiment leaves out stays unset; what it gives is checked to be within its bounds.
 */
public final class Experiments {
  private static final String FOR_TABLES = "defaults/table.txtpb";
  private static final String FOR_TABLES_ON_A_BOX = "defaults/table-on-a-box.txtpb";

  private Experiments() {}

  /**
   * Reads an experiment from a file.
   *
   * @throws SpecException naming the file, and the line and column or the field where there is one,
   *     if it is missing, holds an unknown field or value, has a value out of its range or names no
   *     process model
   */
  public static ExperimentSpec read(Path file) {
    return checked(file.toString(), SpecFiles.read(file, ExperimentSpec.getDefaultInstance()));
  }

  /** The experiment of a built-in process model in the project's folder {@code examples}. */
  public static Optional<ExperimentSpec> packaged(String process) {
    String file = "examples/" + process + "/experiment.txtpb";
    return PackagedSpecs.read(file, ExperimentSpec.getDefaultInstance())
        .map(spec -> checked(file, spec));
  }

  /**
   * The flow and the training that suit a limited number of simulations, of whatever process: a
   * spline flow, on a box where every parameter has two bounds, and a learning rate that follows
   * the validation loss. Names no process.
   *
   * @param space the parameters
   */
  public static ExperimentSpec forTables(ParameterSpace space) {
    boolean isBox =
        space.parameters().stream().allMatch(each -> each.support() instanceof Support.Bounded);
    String file = isBox ? FOR_TABLES_ON_A_BOX : FOR_TABLES;
    ExperimentSpec spec =
        PackagedSpecs.read(file, ExperimentSpec.getDefaultInstance()).orElseThrow();
    return inBounds(file, spec);
  }

  private static ExperimentSpec checked(String source, ExperimentSpec spec) {
    if (!spec.hasProcess()) {
      throw new SpecException(source + ": field 'process' is missing: the name of a process model");
    }
    return inBounds(source, spec);
  }

  private static ExperimentSpec inBounds(String source, ExperimentSpec spec) {
    SpecFiles.check(
        source,
        () -> {
          if (spec.hasSummaryNetwork()) {
            ResolvedSpecs.resolve(spec.getSummaryNetwork());
          }
          ResolvedSpecs.resolve(spec.getFlow());
          ResolvedSpecs.resolve(spec.getTraining());
        });
    return spec;
  }
}
