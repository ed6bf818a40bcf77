package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.MachineDescription;
import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.tabular.SimulationTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  @TempDir Path folder;

  private Path simulate(String file, String... options) {
    Path out = folder.resolve(file);
    String[] all = new String[options.length + 4];
    all[0] = "simulate";
    all[1] = "gaussian";
    all[2] = "--out";
    all[3] = out.toString();
    System.arraycopy(options, 0, all, 4, options.length);
    CommandRun.of(folder, all).succeeded();
    return out;
  }

  @Test
  void writesTheSimulationsOfTheSeedWhateverTheNumberOfThreads() throws IOException {
    Path one = simulate("one.csv", "--n", "40", "--size", "3", "--seed", "5", "--threads", "1");
    Path three = simulate("three.csv", "--n", "40", "--size", "3", "--seed", "5", "--threads", "3");
    GenerativeModel model = GaussianMeanScale.model();
    Simulations read =
        SimulationTable.read(one, model.space(), model.observables(), model.contextNames());
    SimulationOptions options = new SimulationOptions();
    try (var engine = options.engine(model)) {
      Simulations expected = engine.simulate(new RandomStreams(5), 40, 3);
      assertThat(read.parameters()).isEqualTo(expected.parameters());
      assertThat(read.data(0)).isEqualTo(expected.data(0));
    }
    assertThat(three).hasSameBinaryContentAs(one);
  }

  @Test
  void aMachineIsTrainedOnWhatTheTableHolds() throws IOException {
    List<String> all = Files.readAllLines(simulate("all.csv", "--n", "600", "--size", "20"));
    List<String> above = new ArrayList<>(List.of(all.get(0)));
    all.stream()
        .skip(1)
        .filter(line -> Double.parseDouble(line.split(",")[0]) > 0.5)
        .forEach(above::add);
    Path table = Files.write(folder.resolve("above.csv"), above);
    Path out = folder.resolve("from-table");

    CommandRun.of(
            folder,
            "train",
            TinyExperiment.in(folder).toString(),
            "--table=" + table,
            "--out=" + out,
            "--steps=20",
            "--test-sets=20",
            "--draws=20")
        .succeeded();

    // The prior's mean of mu is 0; where mu is above 0.5 its mean is.
    MachineDescription machine = MachineDescription.read(out);
    assertThat(machine.estimator().getStandardization().getParameters().getMean(0))
        .isGreaterThan(0.5f);
    assertThat(machine.card().getSimulations()).isEqualTo(20 * 8);
  }
}
