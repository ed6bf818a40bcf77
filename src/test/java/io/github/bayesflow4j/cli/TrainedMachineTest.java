package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.DiagnosticTable;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.machine.MachineDiagnostics;
import io.github.bayesflow4j.posterior.PosteriorMode;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains one machine with the command and puts it to every use. */
class TrainedMachineTest {
  @TempDir static Path folder;
  private static Path models;
  private static Path machine;
  private static CommandRun training;

  @BeforeAll
  static void train() throws IOException {
    models = folder.resolve("models");
    machine = models.resolve("gaussian");
    training =
        CommandRun.of(
                models,
                "train",
                TinyExperiment.in(folder).toString(),
                "--test-sets=300",
                "--draws=100")
            .succeeded();
  }

  private static DiagnosticsSpec diagnosticsOnTheCard() {
    return MachineDescription.read(machine).card().getDiagnostics();
  }

  @Test
  void trainingSaysHowItGoesAndWhatComesNext() {
    assertThat(training.lines().get(0))
        .isEqualTo("training gaussian: 200 steps of 8 simulations, seed 1");
    assertThat(training.lines().get(1)).startsWith("step 100 of 200: loss ");
    assertThat(training.lines().get(2))
        .startsWith("step 200 of 200: loss ")
        .contains(", validation loss ", " simulations/s, 0:00:00 left");
    assertThat(training.lines().get(3)).isEqualTo("machine saved in " + machine);
    assertThat(training.lines())
        .last()
        .isEqualTo("next: bayesflow estimate " + machine + " DATA.csv");
  }

  @Test
  void trainingLeavesNothingButTheMachine() throws IOException {
    try (var content = Files.list(models)) {
      assertThat(content).containsExactly(machine);
    }
  }

  @Test
  void theCardKeepsTheDiagnosticsThatWerePrinted() {
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      // The seed of the test sets is one above that of the training.
      DiagnosticReport report =
          MachineDiagnostics.diagnose(loaded, GaussianMeanScale.model(), 300, 100, 2);

      assertThat(training.out()).contains(DiagnosticTable.render(report));
      assertThat(diagnosticsOnTheCard().getParameter(0).getRmse())
          .isEqualTo(report.recovery().components().get(0).rmse());
      assertThat(diagnosticsOnTheCard().getCalibrated()).isEqualTo(report.calibrated());
    }
  }

  @Test
  void diagnoseRepeatsTheDiagnosticsAndFailsForAMachineThatIsNotCalibrated() {
    CommandRun run =
        CommandRun.of(models, "diagnose", "gaussian", "--test-sets=300", "--draws=100");

    // 200 steps do not make a posterior: with 300 test sets the p-value is far below 5 %.
    assertThat(diagnosticsOnTheCard().getCalibrated()).isFalse();
    run.failed(1, "machine gaussian is not calibrated for ");
    assertThat(training.out()).contains(run.out());
  }

  @Test
  void verifyMeasuresTheFiguresOnTheCardAgain() throws IOException {
    Path copy = copy("verified");
    assertThat(CommandRun.of(models, "verify", copy.toString()).succeeded().out())
        .matches(
            "Reproduced to the bit: all \\d+ figures on the card \\(300 data sets, 100 draws each,"
                + " seed 2\\)\\. Verdict: not calibrated\\.\\R");

    Path card = copy.resolve("card.txtpb");
    double r2 = diagnosticsOnTheCard().getParameter(0).getR2();
    Files.writeString(card, Files.readString(card).replace("r2: " + r2, "r2: 0.987"));
    CommandRun run = CommandRun.of(models, "verify", copy.toString());
    run.failed(1, "is not what its card says: 1 figures differ");
    assertThat(run.lines().get(1).split(" {2,}")[0]).isEqualTo("mu r2");
  }

  @Test
  void diagnosticsAreSavedOnTheCardWhereThatIsAskedFor() throws IOException {
    Path copy = copy("diagnosed");
    CommandRun.of(
            models, "diagnose", copy.toString(), "--test-sets=3", "--draws=2", "--seed=9", "--save")
        .succeeded();
    DiagnosticsSpec saved = MachineDescription.read(copy).card().getDiagnostics();

    assertThat(saved.getDataSets()).isEqualTo(3);
    assertThat(saved.getSeed()).isEqualTo(9);
    CommandRun.of(models, "verify", copy.toString()).succeeded();
  }

  @Test
  void moreDrawsThanMemoryHoldsAreRefusedInOneLine() {
    CommandRun.of(models, "diagnose", "gaussian", "--test-sets=1000000", "--draws=1000000")
        .failed(
            1, "1000000 test sets of 1000000 draws of 2 parameters take 16000.0 GB, there are ");
  }

  @Test
  void theReportOfAnEstimateShowsPriorPosteriorAndPredictions() throws IOException {
    Path page = folder.resolve("estimate.html");
    String data = Files.writeString(folder.resolve("seen.csv"), "0.5\n-0.25\n1.5\n").toString();
    CommandRun.of(models, "estimate", "gaussian", data, "--report", page.toString()).succeeded();
    String html = Files.readString(page);

    assertThat(html)
        .contains(
            "<h1>Estimates of gaussian</h1>",
            "typicality p ",
            "Posterior mean and central 90 % interval: mu ",
            "<h2>Posterior predictive checks</h2>",
            "499 data sets were simulated",
            "<h2>Posterior</h2>",
            ">prior<",
            "<h2>Posterior predictive</h2>");
    assertThat(html.split("<svg", -1)).hasSize(1 + 2);
    // The same seed, the same page.
    Path again = folder.resolve("again.html");
    CommandRun.of(models, "estimate", "gaussian", data, "--report", again.toString()).succeeded();
    assertThat(Files.readString(again)).isEqualTo(html);
  }

  private static Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (var files = Files.list(machine)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void diagnoseSucceedsWhereNothingSpeaksAgainstTheMachine() {
    // The ranks of three test sets among two draws have no p-value below 5 % / 2.
    CommandRun.of(models, "diagnose", "gaussian", "--test-sets", "3", "--draws", "2").succeeded();
  }

  @Test
  void estimatePrintsMomentsQuantilesAndModeOfTheMachinesPosterior() throws IOException {
    Path data = Files.writeString(folder.resolve("data.csv"), "x\n0.5\n-0.25\n1.5\n");
    CommandRun run =
        CommandRun.of(models, "estimate", "gaussian", data.toString(), "--draws", "500")
            .succeeded();

    assertThat(run.lines()).hasSize(4);
    assertThat(run.lines().get(3))
        .matches("Typicality: p = 0\\.\\d+, data like those of training\\.");
    assertThat(run.lines().get(0).split(" {2,}"))
        .containsExactly("parameter", "mean", "sd", "5 %", "50 %", "95 %", "MAP");
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      DataSet observed = DataSet.of(0.5, -0.25, 1.5);
      PosteriorSamples draws = loaded.sample(observed, 500, 1);
      List<Double> mode = PosteriorMode.of(loaded, observed, draws).theta();
      assertThat(run.lines().get(1).split(" +")).containsExactly(row(draws, "mu", mode.get(0)));
      assertThat(run.lines().get(2).split(" +")).containsExactly(row(draws, "sigma", mode.get(1)));
    }
  }

  private static String[] row(PosteriorSamples draws, String name, double map) {
    List<Double> numbers =
        List.of(
            draws.mean(name),
            draws.sd(name),
            draws.quantile(name, 0.05),
            draws.quantile(name, 0.5),
            draws.quantile(name, 0.95),
            map);
    String format = name + " %.4g".repeat(numbers.size());
    return String.format(Locale.ROOT, format, numbers.toArray()).split(" ");
  }

  @Test
  void theSeedDecidesTheEstimate() throws IOException {
    String data = Files.writeString(folder.resolve("one.csv"), "0.5\n").toString();
    String first = CommandRun.of(models, "estimate", "gaussian", data).succeeded().out();

    assertThat(CommandRun.of(models, "estimate", "gaussian", data).out()).isEqualTo(first);
    assertThat(CommandRun.of(models, "estimate", "gaussian", data, "--seed", "2").out())
        .isNotEqualTo(first);
  }

  @Test
  void compareSaysWhetherItsDrawsCanBeToldFromTheReference() throws IOException {
    String data = Files.writeString(folder.resolve("compared.csv"), "data_1\n0.5\n1\n").toString();
    StringBuilder same = new StringBuilder("sigma,mu\n");
    StringBuilder other = new StringBuilder("parameter_1,parameter_2\n");
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      PosteriorSamples draws = loaded.sample(DataSet.of(0.5, 1), 800, 9);
      for (int i = 0; i < draws.count(); i++) {
        double[] theta = draws.draw(i);
        same.append(theta[1]).append(',').append(theta[0]).append('\n');
        other.append(theta[0] + 50).append(',').append(theta[1]).append('\n');
      }
    }
    String reference = Files.writeString(folder.resolve("same.csv"), same).toString();
    String elsewhere = Files.writeString(folder.resolve("other.csv"), other).toString();

    CommandRun run = CommandRun.of(models, "compare", "gaussian", data, reference).succeeded();
    assertThat(run.lines().get(0).split(" {2,}"))
        .containsExactly("parameter", "mean", "reference", "sd", "reference");
    assertThat(run.lines().get(1)).startsWith("mu ");
    assertThat(run.lines().get(4))
        .matches("C2ST 0\\.\\d{3} of 1600 draws: the classifier cannot tell .*");
    assertThat(CommandRun.of(models, "compare", "gaussian", data, reference).out())
        .isEqualTo(run.out());
    assertThat(
            CommandRun.of(models, "compare", "gaussian", data, elsewhere, "--draws", "500")
                .succeeded()
                .lines()
                .get(4))
        .isEqualTo(
            "C2ST 1.000 of 1000 draws: the classifier tells them from the reference draws in"
                + " 100.0 % of cases; 0.5 +- 0.016 is guessing, 1 is no overlap.");
    CommandRun.of(models, "compare", "gaussian", data, elsewhere, "--draws", "900")
        .failed(2, "--draws: " + elsewhere + " has 800 draws, found 900 to compare");
  }

  @Test
  void aBudgetOfSimulationsIsTheTableOfItsSeed() throws IOException {
    String data = Files.writeString(folder.resolve("three.csv"), "0.5\n").toString();
    String budget = estimateAfterTraining("budget", data, "--simulations=300", "--threads=2");

    assertThat(estimateAfterTraining("again", data, "--simulations=300", "--threads=1"))
        .isEqualTo(budget);
    assertThat(estimateAfterTraining("more", data, "--simulations=301")).isNotEqualTo(budget);
    // Fresh simulations at every step, with the same seed.
    assertThat(CommandRun.of(models, "estimate", "gaussian", data).succeeded().out())
        .isNotEqualTo(budget);
  }

  private static String estimateAfterTraining(String name, String data, String... options)
      throws IOException {
    String trained = folder.resolve(name).toString();
    List<String> arguments =
        new ArrayList<>(List.of("train", TinyExperiment.in(folder).toString(), "--out", trained));
    arguments.addAll(List.of("--test-sets=3", "--draws=2"));
    arguments.addAll(List.of(options));
    CommandRun.of(models, arguments.toArray(String[]::new)).succeeded();
    return CommandRun.of(models, "estimate", trained, data).succeeded().out();
  }

  @Test
  void aMachineIsAlsoFoundByItsPath() throws IOException {
    String data = Files.writeString(folder.resolve("two.csv"), "0.5\n0.75\n").toString();
    String byName = CommandRun.of(models, "estimate", "gaussian", data).succeeded().out();
    Path elsewhere = folder.resolve("elsewhere");

    assertThat(CommandRun.of(elsewhere, "estimate", machine.toString(), data).succeeded().out())
        .isEqualTo(byName);
  }

  @Test
  void machinesListsItOnOneLine() {
    assertThat(CommandRun.of(models, "machines").succeeded().lines())
        .containsExactly(
            "machine   process   parameters  simulations  state",
            "gaussian  gaussian  mu, sigma          1600  not calibrated");
  }

  @Test
  void describePrintsTheCardWithWhatADataFileHolds() throws IOException {
    String text = CommandRun.of(models, "describe", "gaussian").succeeded().out();

    assertThat(text)
        .isEqualTo(Files.readString(machine.resolve("README.md")))
        .contains(
            "| sigma     | (0.0, inf)  |",
            "- Data `data`: 1 to 500 rows in any order, columns: x",
            "deep_set { equivariant_modules: 0 hidden: 8",
            "- Training: 1600 simulations in 200 steps at most, ",
            "Diagnostics on 300 simulated data sets with 100 draws each (seed 2):");
  }
}
