package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.util.JsonFormat;
import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.Typicality;
import io.github.bayesflow4j.posterior.PosteriorMode;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.EstimateSpec;
import io.github.bayesflow4j.spec.proto.ParameterEstimateSpec;
import io.github.bayesflow4j.tabular.DrawsFile;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code estimate} writes for other programs, of a machine with a known quantity. */
class EstimateOutputTest {
  @TempDir static Path folder;
  private static Path machine;
  private static Path data;

  @BeforeAll
  static void save() throws IOException {
    machine = folder.resolve("dose");
    data = Files.writeString(folder.resolve("data.csv"), "0.7\n");
    Trainer.online(
            GaussianModels.dose(),
            GaussianModels.perceptron(),
            GaussianModels.flow(),
            GaussianModels.training(1).build())
        .train(
            trained -> {
              try (EstimationMachine saved = EstimationMachine.of(trained)) {
                saved.save(machine);
              }
              return trained;
            });
  }

  private static CommandRun estimate(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("estimate", "dose", data.toString(), "--known", "dose=2.5"));
    arguments.addAll(List.of(options));
    return CommandRun.of(folder, arguments.toArray(String[]::new));
  }

  private static EstimateSpec parsed(String json) throws IOException {
    EstimateSpec.Builder estimate = EstimateSpec.newBuilder();
    JsonFormat.parser().merge(json, estimate);
    return estimate.build();
  }

  @Test
  void standardOutputIsJsonAloneWhereItIsAskedFor() throws IOException {
    EstimateSpec estimate =
        parsed(
            estimate("--json", "-", "--intervals=0.9,0.5", "--draws=600", "--seed=4")
                .succeeded()
                .out());
    assertThat(estimate.getMachine()).isEqualTo("dose");
    assertThat(estimate.getProcess()).isEqualTo(GaussianModels.dose().name());
    assertThat(estimate.getSeed()).isEqualTo(4);
    assertThat(estimate.getDraws()).isEqualTo(600);
    ParameterEstimateSpec theta = estimate.getParameter(0);
    DataSet observed = DataSet.of(0.7).withContext(2.5);
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      PosteriorSamples draws = loaded.sample(observed, 600, 4);
      assertThat(estimate.getGraphDigest()).isEqualTo(loaded.card().getGraphDigest());
      assertThat(theta.getMean()).isEqualTo(draws.mean("theta"));
      assertThat(theta.getCentralInterval(0).getLevel()).isEqualTo(0.5);
      assertThat(theta.getCentralInterval(1).getUpper()).isEqualTo(draws.quantile("theta", 0.95));
      assertThat(theta.getHighestDensityInterval(1).getLower())
          .isEqualTo(draws.highestDensityInterval("theta", 0.9).lower());
      PosteriorMode mode = PosteriorMode.of(loaded, observed, draws);
      assertThat(theta.getMap()).isEqualTo(mode.theta().get(0));
      assertThat(estimate.getMapLogDensity()).isEqualTo(mode.logDensity());
      // The highest of 600 more draws is no higher than the mode, up to the tolerance of its
      // search.
      PosteriorSamples others = loaded.sample(observed, 600, 5);
      for (int i = 0; i < others.count(); i++) {
        assertThat(loaded.logProb(observed, others.draw(i))).isLessThan(mode.logDensity() + 1e-3);
      }
    }
    assertThat(theta.getCorrelationList()).containsExactly(1.0);
    try (EstimationMachine loaded = EstimationMachine.load(machine)) {
      Typicality typicality = loaded.typicality(DataSet.of(0.7).withContext(2.5));
      assertThat(estimate.getTypicality().getScore()).isEqualTo(typicality.score());
      assertThat(estimate.getTypicality().getPValue()).isEqualTo(typicality.pValue());
    }
  }

  @Test
  void theTablesFollowTheLevels() {
    List<String> lines = estimate("--intervals=0.9,0.5", "--correlations").succeeded().lines();
    assertThat(lines).hasSize(9);
    assertThat(lines.get(0).split(" {2,}"))
        .containsExactly("parameter", "mean", "sd", "5 %", "25 %", "50 %", "75 %", "95 %", "MAP");
    assertThat(lines.get(3).split(" {2,}"))
        .containsExactly("parameter", "50 % highest density", "90 % highest density");
    assertThat(lines.get(4)).matches("theta +-?[0-9.]+ \\.\\. -?[0-9.]+ +-?[0-9.]+ \\.\\. [0-9.]+");
    assertThat(lines.get(7).split(" +")).containsExactly("theta", "1.000");
    assertThat(lines.get(8)).startsWith("Typicality: p = ");
  }

  @Test
  void filesHoldWhatTheTableRounds() throws IOException {
    Path json = folder.resolve("estimate.json");
    Path csv = folder.resolve("estimate.csv");
    Path draws = folder.resolve("draws.csv");
    Path npy = folder.resolve("draws.npy");
    String table =
        estimate(
                "--json=" + json,
                "--csv=" + csv,
                "--draws=" + draws,
                "--draws=700",
                "--draws=" + npy,
                "--draws=" + folder.resolve("draws.parquet"))
            .succeeded()
            .out();
    assertThat(table).isEqualTo(estimate("--draws", "700").succeeded().out());
    ParameterEstimateSpec theta = parsed(Files.readString(json)).getParameter(0);
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines.get(0))
        .isEqualTo(
            "parameter,unit,mean,sd,median,map,central_0.9_lower,central_0.9_upper,"
                + "highest_density_0.9_lower,highest_density_0.9_upper");
    String[] cells = lines.get(1).split(",", -1);
    assertThat(cells).hasSize(10).startsWith("theta", "");
    assertThat(Double.parseDouble(cells[2])).isEqualTo(theta.getMean());
    assertThat(Double.parseDouble(cells[5])).isEqualTo(theta.getMap());
    assertThat(Double.parseDouble(cells[9]))
        .isEqualTo(theta.getHighestDensityInterval(0).getUpper());
    ParameterSpace space = ParameterSpace.of(Parameter.scalar("theta", Support.real()));
    PosteriorSamples read = PosteriorSamples.ofColumns(space, DrawsFile.read(draws, space));
    assertThat(read.count()).isEqualTo(700);
    assertThat(read.mean(0)).isCloseTo(theta.getMean(), within(1e-12));
    // 128 bytes of header, then 700 numbers.
    assertThat(npy).hasSize(128 + 700 * 8);
    assertThat(folder.resolve("draws.parquet")).exists();
  }

  @Test
  void refusesBeforeTheWork() throws IOException {
    estimate("--draws=draws.txt")
        .failed(
            2,
            "expected a number of draws, or a file name ending in one of .csv, .npy, .parquet,"
                + " found 'draws.txt'");
    estimate("--draws=1").failed(2, "expected a whole number from 2 up, found '1'");
    estimate("--draws=10", "--draws=20")
        .failed(2, "--draws: expected one number of draws, found [10, 20]");
    String same = folder.resolve("same.csv").toString();
    estimate("--draws=" + same, "--csv=" + same)
        .failed(2, "--csv: expected a file for each output, found twice " + same);
    estimate("--csv=" + data).failed(2, "--csv: expected another file than the data, found ");
    estimate("--json=" + folder.resolve("none/e.json")).failed(1, "--json: folder ", "not there");
    estimate("--draws=" + Files.createDirectory(folder.resolve("folder.npy")))
        .failed(1, "--draws: expected a file, found a folder");
    estimate("--intervals=0.5,1")
        .failed(2, "expected levels between 0 and 1 such as 0.5,0.9, found '1'");
    assertThat(folder.resolve("same.csv")).doesNotExist();
    assertThat(data).hasContent("0.7");
  }
}
