package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.training.GaussianModels;
import io.github.bayesflow4j.training.JointModels;
import io.github.bayesflow4j.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets of several files, with absent rows and known quantities, on the command line. */
class ObservedFilesTest {
  @TempDir static Path folder;

  @BeforeAll
  static void save() {
    save(
        JointModels.trialsTrackImage(),
        SummaryNetworks.fusion(
            Map.of(
                "trials", GaussianModels.deepSet(),
                "track", GaussianModels.deepSet(),
                "image", SummaryNetworks.mlp(4))));
    save(GaussianModels.dose(), GaussianModels.perceptron());
  }

  private static void save(GenerativeModel model, SummaryNetworkSpec network) {
    Trainer.online(model, network, GaussianModels.flow(), GaussianModels.training(1).build())
        .train(
            trained -> {
              try (EstimationMachine machine = EstimationMachine.of(trained)) {
                machine.save(folder.resolve(model.name()));
              }
              return trained;
            });
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertMean(CommandRun run, PosteriorSamples expected, String parameter) {
    String mean = String.format(Locale.ROOT, "%.4g", expected.mean(parameter));
    assertThat(run.succeeded().lines())
        .anySatisfy(line -> assertThat(line).startsWith(parameter + " ").contains(" " + mean));
  }

  @Test
  void eachObservableComesFromItsFile() throws IOException {
    Path trials = file("trials.csv", "x\n1.5\n-2\n");
    Path track = file("track.csv", "0.5\n" + "NaN\n-0.25\n".repeat(5));
    Path image = file("image.csv", "1,2,3,4\n".repeat(4));
    double[] y = {
      .5, Double.NaN, -.25, Double.NaN, -.25, Double.NaN, -.25, Double.NaN, -.25, Double.NaN, -.25
    };
    double[] z = {1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4};
    DataSet observed =
        DataSet.of("trials", 1.5, -2).and("track", y).and("image", z).withMissingRows();
    String[] command = {
      "estimate", "trials-track-image", "image=" + image, "trials=" + trials, "track=" + track
    };
    try (EstimationMachine machine = EstimationMachine.load(folder.resolve(command[1]))) {
      assertMean(CommandRun.of(folder, command), machine.sample(observed, 4000, 1), "phi");
    }
    CommandRun.of(folder, command[0], command[1], command[2], command[3])
        .failed(2, "machine trials-track-image needs trials=FILE track=FILE image=FILE, found ");
    Path tooShort = file("short.csv", "1\n2\n");
    CommandRun.of(folder, command[0], command[1], command[2], command[3], "track=" + tooShort)
        .failed(1, tooShort + ": expected 10 to 40 rows, found 2");
    CommandRun.of(folder, command[0], command[1], command[2], command[2])
        .failed(2, "observable image: expected one file, found two");
  }

  @Test
  void knownQuantitiesAreGivenByName() throws IOException {
    String data = file("dose.csv", "0.7\n").toString();
    try (EstimationMachine machine = EstimationMachine.load(folder.resolve("dose"))) {
      PosteriorSamples expected = machine.sample(DataSet.of(0.7).withContext(2.5), 4000, 1);
      assertMean(
          CommandRun.of(folder, "estimate", "dose", data, "--known", "dose=2.5"),
          expected,
          "theta");
    }
    CommandRun.of(folder, "estimate", "dose", data)
        .failed(2, "machine dose needs --known dose=VALUE");
    CommandRun.of(folder, "estimate", "dose", data, "--known=dose=1,age=3")
        .failed(2, "machine dose needs --known dose=VALUE");
  }
}
