package io.github.bayesflow4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.DiagnosticTable;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDiagnostics;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.statistics.distribution.LogNormalDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java example of README.md, and checks that README.md shows this text. */
class ReadmeExampleTest {
  @TempDir Path models;

  @Test
  void theExampleRuns() {
    int steps = 1500;
    Path folder = models.resolve("gaussian");
    // [example]
    Prior prior =
        Prior.builder()
            .add("mu", NormalDistribution.of(0, 1))
            .add("sigma", LogNormalDistribution.of(0, 0.5))
            .build();
    GenerativeModel model =
        GenerativeModel.builder("gaussian-example")
            .prior(prior)
            .observable(Observable.exchangeable("data", "x"))
            .size(DataSize.uniform(5, 50))
            .simulator(
                (theta, n, random) -> {
                  var normal = ZigguratSampler.NormalizedGaussian.of(random);
                  double[] x = new double[n];
                  Arrays.setAll(x, i -> theta[0] + theta[1] * normal.sample());
                  return x;
                })
            .build();
    TrainingSpec training = TrainingSpec.newBuilder().setSteps(steps).setSeed(7).build();
    var trained =
        Trainer.online(model, SummaryNetworks.deepSet(8), Flows.affineCoupling(4), training)
            .train();
    DataSet observed = DataSet.of(1.2, 0.4, 2.1, 0.9, 1.6, 1.1, 0.3, 1.9);
    try (EstimationMachine machine = EstimationMachine.of(trained)) {
      DiagnosticReport report = MachineDiagnostics.diagnose(machine, model, 300, 1000, 8);
      System.out.println(DiagnosticTable.render(report));
      machine.save(folder, report);
    }
    try (EstimationMachine machine = EstimationMachine.load(folder)) {
      PosteriorSamples posterior = machine.sample(observed, 4000, 1);
      System.out.printf("mu %.2f +- %.2f%n", posterior.mean("mu"), posterior.sd("mu"));
    }
    // [example]
    assertPosteriorIsRight(folder, observed);
  }

  /**
   * The exact posterior of these eight values has mu 1.098 +- 0.279 (quadrature on a grid of steps
   * 0.003 and 0.006). The short training is allowed an error of half a posterior deviation in the
   * mean and of a third in the deviation.
   */
  private static void assertPosteriorIsRight(Path folder, DataSet observed) {
    try (EstimationMachine machine = EstimationMachine.load(folder)) {
      PosteriorSamples posterior = machine.sample(observed, 4000, 1);
      assertThat(posterior.mean("mu")).isBetween(0.958, 1.238);
      assertThat(posterior.sd("mu")).isBetween(0.186, 0.372);
    }
  }

  @Test
  void readmeShowsThisText() throws IOException {
    Path source = Path.of("src/test/java/io/github/bayesflow4j/ReadmeExampleTest.java");
    String[] parts =
        Files.readString(source, StandardCharsets.UTF_8).split("// \\[example\\]\n", -1);
    String example = parts[1].stripTrailing().stripIndent();
    assertThat(Files.readString(Path.of("README.md"), StandardCharsets.UTF_8))
        .contains("```java\n" + example + "\n```");
  }
}
