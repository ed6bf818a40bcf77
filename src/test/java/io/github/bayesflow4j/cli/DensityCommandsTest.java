package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fits one density with the command and puts it to every use. */
class DensityCommandsTest {
  private static final String SMALL =
      "blocks: 1 layer { autoregressive { subnetwork { hidden: 8 } } }";

  @TempDir static Path folder;
  private static Path models;
  private static Path machine;
  private static CommandRun fit;

  private static CommandRun run(String... arguments) {
    return CommandRun.of(models, arguments);
  }

  private static String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @BeforeAll
  static void fit() throws IOException {
    models = folder.resolve("models");
    machine = folder.resolve("heights");
    SharedStateContinuousSampler normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(1).stream(0));
    StringBuilder samples = new StringBuilder("kind,height,age\n");
    for (int i = 0; i < 500; i++) {
      samples.append(i % 2 == 0 ? "oak" : "fir").append(',');
      samples.append(Math.exp(normal.sample())).append(',').append(normal.sample()).append('\n');
    }
    fit =
        run(
                "fit",
                file("samples.csv", samples.toString()),
                "--given=age",
                "--given-class=kind",
                "--support=height=0:",
                "--flow=" + file("flow.txtpb", SMALL),
                "--steps=500",
                "--out=" + machine)
            .succeeded();
  }

  @Test
  void fittingSaysHowItGoesAndWhatComesNext() {
    assertThat(fit.lines().get(0)).isEqualTo("training heights: 500 steps of 256 samples, seed 1");
    assertThat(fit.lines())
        .contains("machine saved in " + machine)
        .last()
        .isEqualTo("next: bayesflow sample " + machine + " --draws 1000 --given COL=VALUE");
  }

  @Test
  void drawsAreThoseOfTheMachine() {
    List<String> lines =
        run("sample", machine.toString(), "--draws=20", "--given=kind=oak,age=0.5", "--seed=3")
            .succeeded()
            .lines();
    assertThat(lines).hasSize(21).first().isEqualTo("height");
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      double[] expected =
          loaded.sample(DataSet.none().withContext(0.5, 0, 1), 20, 3).column("height");
      for (int i = 0; i < 20; i++) {
        assertThat((double) Float.parseFloat(lines.get(i + 1))).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void drawsGoToAFile() throws IOException {
    Path out = folder.resolve("draws.csv");
    String[] sample = {"sample", machine.toString(), "--draws=5", "--given=kind=fir,age=0"};
    String printed = run(sample).succeeded().out();
    assertThat(run(sample[0], sample[1], sample[2], sample[3], "--out=" + out).succeeded().out())
        .isEmpty();
    assertThat(out).hasContent(printed.strip());
    Path npy = folder.resolve("draws.npy");
    run(sample[0], sample[1], sample[2], sample[3], "--out=" + npy).succeeded();
    // 128 bytes of header, then five numbers.
    assertThat(npy).hasSize(128 + 5 * 8);
    run(sample[0], sample[1], sample[2], sample[3], "--out=draws.txt")
        .failed(2, "expected a file name ending in one of .csv, .npy, .parquet");
  }

  @Test
  void densitiesAreThoseOfTheMachine() throws IOException {
    String all = file("all.csv", "age,kind,height\n0.5,oak,1.5\n-1,fir,2\n");
    String some = file("some.csv", "height\n1.5\n");
    List<String> lines = run("density", machine.toString(), all).succeeded().lines();
    List<String> known =
        run("density", machine.toString(), some, "--given=kind=oak,age=0.5").succeeded().lines();

    assertThat(lines).hasSize(3).first().isEqualTo("log_density");
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      double oak = loaded.logProb(DataSet.none().withContext(0.5, 0, 1), new double[] {1.5});
      double fir = loaded.logProb(DataSet.none().withContext(-1, 1, 0), new double[] {2});
      assertThat(Double.parseDouble(lines.get(1))).isCloseTo(oak, within(1e-5));
      assertThat(Double.parseDouble(lines.get(2))).isCloseTo(fir, within(1e-5));
      assertThat(Double.parseDouble(known.get(1))).isCloseTo(oak, within(1e-5));
    }
  }

  @Test
  void theCardSaysWhatIsGiven() {
    assertThat(run("describe", machine.toString()).succeeded().lines())
        .contains("- A density fitted to samples: it takes no data")
        .contains("- Given: age, kind=fir, kind=oak");
  }

  @Test
  void distillsAMachineWithFastDraws() throws IOException {
    Path student = folder.resolve("student");
    String table = folder.resolve("samples.csv").toString();
    List<String> lines =
        run("distill", machine.toString(), "--out=" + student, "--steps=500", "--table=" + table)
            .succeeded()
            .lines();
    assertThat(lines).last().asString().startsWith("KL(student || teacher): ");
    // One component: the student is the teacher's flow with other names for its directions.
    double divergence = Double.parseDouble(lines.get(lines.size() - 1).split(" ")[3]);
    assertThat(divergence).isCloseTo(0, within(0.01));
    assertThat(run("describe", student.toString()).succeeded().out())
        .contains("direction: SAMPLING", "- Distilled: KL(student || teacher) ");
  }

  @Test
  void distillingAConditionalDensityNeedsATable() {
    run("distill", machine.toString(), "--out=" + folder.resolve("none"))
        .failed(2, "machine heights is given something: --table is needed");
  }

  @Test
  void whatIsGivenMustBeNamedAndKnown() throws IOException {
    String name = machine.toString();
    run("sample", name, "--draws=1")
        .failed(2, "machine heights needs --given age=VALUE,kind=VALUE");
    run("sample", name, "--draws=1", "--given=kind=oak,age=old")
        .failed(2, "--given: expected a finite number for age, found 'old'");
    run("sample", name, "--draws=1", "--given=kind=elm,age=1")
        .failed(2, "expected one of the classes [fir, oak] for kind, found 'elm'");
    run("sample", name, "--draws=1", "--given=color=red")
        .failed(2, "--given color: machine heights is given age, kind");
    String points = file("points.csv", "height\n-1\n");
    run("density", name, points).failed(1, points + ":1: column 'age' is missing, found [height]");
    run("density", name, points, "--given=kind=oak,age=1")
        .failed(1, points + ":2: parameter height = -1.0 is outside its support (0.0, inf)");
    run("density", name, points, "--given=kind=elm,age=1").failed(1, "parameter height");
  }

  @Test
  void aDensityTakesNoData() throws IOException {
    run("estimate", machine.toString(), file("data.csv", "1\n"))
        .failed(2, "machine heights is a density that takes no data; bayesflow sample draws");
  }

  @Test
  void badSamplesAreRefused() throws IOException {
    String out = "--out=" + folder.resolve("bad");
    String samples = file("bad.csv", "x,color\n1,red\n-2,blue\n");
    run("fit", samples, out).failed(1, samples + ":2:2: expected a number for color, found 'red'");
    run("fit", samples, out, "--given-class=color", "--support=x=0:")
        .failed(1, samples + ":3: parameter x = -2.0 is outside its support (0.0, inf)");
    run("fit", samples, out, "--given=z").failed(1, samples + ":1: column 'z' is missing");
    run("fit", samples, out, "--support=x=1").failed(2, "expected bounds such as 0:1 or 0:");
    run("fit", samples, out, "--support=x=2:1")
        .failed(2, "bounds must be finite and in order, were 2.0 and 1.0");
    run("fit", samples).failed(2, "--out=FOLDER");
    run("fit", samples, out, "--given-class=color")
        .failed(1, "expected a reference table of at least 10 simulations, found 2");
  }
}
