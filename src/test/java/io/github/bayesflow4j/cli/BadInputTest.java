package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.process.ProcessModels;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.SummaryNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong before anything is trained or loaded: one line, and 2 for usage or 1 for files. */
class BadInputTest {
  @TempDir Path folder;

  private CommandRun run(String... arguments) {
    return CommandRun.of(folder.resolve("models"), arguments);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void unknownProcess() {
    List<String> names = ProcessModels.all().stream().map(GenerativeModel::name).toList();
    run("train", "gausian")
        .failed(
            2,
            "there is no process 'gausian' (did you mean gaussian?)",
            "there are: " + String.join(", ", names),
            "see bayesflow train --help");
    run("simulate", "x", "--n=1", "--out=x.csv").failed(2, "there is no process 'x'; there are: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"estimate", "compare", "diagnose"})
  void unknownMachine(String command) {
    String[] arguments =
        command.equals("diagnose")
            ? new String[] {command, "influenza"}
            : new String[] {command, "influenza", "x.csv", "y.csv"};
    run(arguments).failed(2, "there is no machine 'influenza'; there is none yet");
  }

  @Test
  void unknownMachineOrProcessToDescribe() {
    run("describe", "influenca")
        .failed(2, "there is no machine or process 'influenca' (did you mean influenza?)");
  }

  @Test
  void unknownSummaryNetwork() {
    run("train", "gaussian", "--summary-net", "deepset")
        .failed(
            2,
            "there is no summary network 'deepset' (did you mean deep-set?)",
            "there are: " + String.join(", ", SummaryNetworks.names()));
  }

  @Test
  void summaryNetworkThatDoesNotSuitTheData() {
    run("train", "gaussian", "--summary-net", "mlp").failed(1, "mlp", "1 to 500 rows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train gaussian --stepz 3    | unknown option '--stepz' (did you mean --steps",
        "trian gaussian              | unknown command or argument 'trian' (did you mean train",
        "train gaussian --steps 0    | '--steps': expected a whole number from 1 up, found '0'",
        "train gaussian --steps many | expected a whole number from 1 up, found 'many'",
        "train gaussian --draws 1    | expected a whole number from 2 up, found '1'",
        "train gaussian --seed x     | '--seed'",
        "train gaussian --simulations 0 | '--simulations': expected a whole number from 1 up",
        "train gaussian --simulations 9 --table x.csv | --table and --simulations exclude each other",
        "compare gaussian x.csv      | [NAME=]DATA.csv REFERENCE.csv",
        "compare gaussian x y --draws 1 | expected a whole number from 2 up, found '1'",
        "train                       | PROCESS|EXPERIMENT.txtpb",
        "simulate gaussian --n 3     | --out=FILE.csv",
        "simulate influenza --n 3 --size 15 --out x.csv | has data sets of 14 rows, found 15",
        "''                          | subcommand"
      })
  void wrongUsage(String line, String expected) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

    run(arguments).failed(2, expected);
  }

  @Test
  void specWithAnUnknownField() throws IOException {
    String file = file("bad.txtpb", "process: \"gaussian\"\ntraining { stepz: 3 }\n");

    run("train", file).failed(1, file + ":2:12: unknown field 'stepz'", "allowed: steps, ");
  }

  @Test
  void specWithAValueOutOfRange() throws IOException {
    String file = file("bad.txtpb", "process: \"gaussian\" training { clip_norm: -1 }");
    String flow = file("flow.txtpb", "blocks: 0");
    String network = file("net.txtpb", "mlp { summary_dimension: 0 }");

    run("train", file).failed(1, file + ": training.clip_norm must be above 0, was -1.0");
    run("train", "gaussian", "--flow", flow).failed(1, flow + ": flow.blocks must be at least 1");
    run("train", "gaussian", "--summary-net", network)
        .failed(1, network + ": summary_network.mlp.summary_dimension must be at least 1");
  }

  @Test
  void experimentOfNoProcess() throws IOException {
    String none = file("none.txtpb", "training { steps: 3 }");
    String unknown = file("unknown.txtpb", "process: \"gauss\"");

    run("train", none).failed(1, none + ": field 'process' is missing");
    run("train", unknown).failed(1, unknown + ": there is no process 'gauss'");
    run("train", folder.resolve("absent.txtpb").toString()).failed(1, "there is no file ");
  }

  @Test
  void badTable() throws IOException {
    String table = file("table.csv", "mu,sigma,x[1]\n0.1,0.2,0.3\n0.1,-0.2,0.3\n");

    run("train", "gaussian", "--table", table)
        .failed(1, table + ":3", "parameter sigma", "outside its support");
  }

  @Test
  void modelsFolderThatCannotBeWritten() throws IOException {
    // A folder below a file cannot be made, by root either.
    Path below = Path.of(file("file", "")).resolve("models");

    CommandRun.of(below, "train", "gaussian")
        .failed(1, "no machine can be saved in folder " + below.resolve("gaussian"));
  }

  @Test
  void outputFolderThatHoldsSomethingElse() throws IOException {
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("thesis.tex"), "x");

    run("train", "gaussian", "--out", precious.toString()).failed(1, "exists and is no machine");
    assertThat(precious.resolve("thesis.tex")).hasContent("x");
  }

  @Test
  void checkpointThatIsNone() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    Path checkpoint = Files.writeString(models.resolve(".gaussian.checkpoint"), "garbage");

    run("train", TinyExperiment.in(folder).toString())
        .failed(1, checkpoint + " is no checkpoint, or a damaged one; delete it to start anew");
    assertThat(checkpoint).hasContent("garbage");
  }

  @Test
  void simulationsThatCannotBeWritten() {
    String absent = folder.resolve("absent/x.csv").toString();

    run("simulate", "gaussian", "--n", "2", "--out", absent).failed(1, "absent", "not there");
    run("simulate", "gaussian", "--n", "2", "--out", folder.toString())
        .failed(1, "expected a file, found a folder");
  }
}
