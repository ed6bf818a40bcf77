package io.github.bayesflow4j.accuracy;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.tabular.DataSetFile;
import io.github.bayesflow4j.tabular.DrawsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The tasks of the public benchmark of simulation-based inference that are built in, and its
 * reference posteriors, which lie outside this repository: {@code -Dsbibm=FOLDER} says where.
 *
 * <p>Published are the mean accuracies of the classifier two-sample test for single-round neural
 * posterior estimation with spline couplings, over ten observations of which the first five are
 * used here: Lueckmann, Boelts, Greenberg, Goncalves and Macke, "Benchmarking simulation-based
 * inference", AISTATS (2021).
 */
final class Benchmark {
  /** Observations with reference draws of each task. */
  static final int OBSERVATIONS = 5;

  private static final String FOLDER = "sbibm";

  private Benchmark() {}

  /** A task: its folder, its process model, and what is published. */
  enum Task {
    TWO_MOONS("two_moons", "two-moons", 0.606, 0.542),
    GAUSSIAN_LINEAR("gaussian_linear", "gaussian-linear", 0.552, 0.506),
    SLCP("slcp", "slcp", 0.901, 0.831),
    SIR_COUNTS("sir", "sir-counts", 0.680, 0.585);

    private final String folder;
    private final String process;
    private final double with10000;
    private final double with100000;

    Task(String folder, String process, double with10000, double with100000) {
      this.folder = folder;
      this.process = process;
      this.with10000 = with10000;
      this.with100000 = with100000;
    }

    /** Name of the process model. */
    String process() {
      return process;
    }

    GenerativeModel model() {
      return ProcessModels.find(process).orElseThrow();
    }

    /** The published accuracy after training on so many simulations. */
    double published(int simulations) {
      return switch (simulations) {
        case 10_000 -> with10000;
        case 100_000 -> with100000;
        default -> throw new IllegalArgumentException("nothing published for " + simulations);
      };
    }

    /** One of the observations, counted from 1. */
    DataSet observation(int number) {
      return DataSetFile.read(folder(number).resolve("observation.csv"), model().observables());
    }

    /** Its reference draws. */
    PosteriorSamples reference(int number) {
      return PosteriorSamples.ofColumns(
          model().space(),
          DrawsFile.read(
              folder(number).resolve("reference_posterior_samples.csv.gz"), model().space()));
    }

    private Path folder(int number) {
      return root().resolve(folder).resolve("num_observation_" + number);
    }
  }

  /** What a task is trained with. */
  record Configuration(SummaryNetworkSpec summaryNetwork, FlowSpec flow, TrainingSpec training) {}

  /** The one place that says what the benchmark's machines are and how they are trained. */
  static Configuration configuration(int simulations) {
    TrainingSpec training =
        TrainingSpec.newBuilder()
            .setSteps(simulations > 10_000 ? 40_000 : 20_000)
            .setBatchSize(128)
            .setPatience(10)
            .setCheckpointInterval(0)
            .build();
    return new Configuration(SummaryNetworks.identity(), Flows.affineCoupling(), training);
  }

  /** Skips the test if the references are not there. */
  static void assumeReferences() {
    Assumptions.assumeTrue(
        System.getProperty(FOLDER) != null,
        "needs the reference posteriors of the benchmark: -Dsbibm=FOLDER");
    Assumptions.assumeTrue(
        Files.isDirectory(root()), () -> "-Dsbibm: there is no folder " + root());
  }

  private static Path root() {
    return Path.of(System.getProperty(FOLDER, ""));
  }
}
