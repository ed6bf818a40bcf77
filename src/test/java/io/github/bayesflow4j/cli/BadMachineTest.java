package io.github.bayesflow4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.Experiments;
import io.github.bayesflow4j.spec.proto.ExperimentSpec;
import io.github.bayesflow4j.training.Trainer;
import io.github.bayesflow4j.training.TrainingHistory;
import io.github.bayesflow4j.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with data, machines and checkpoints: one line, exit code 1, nothing lost. */
class BadMachineTest {
  @TempDir Path models;
  private Path tiny;
  private ExperimentSpec experiment;

  @BeforeEach
  void readExperiment() throws IOException {
    tiny = TinyExperiment.in(models);
    experiment = Experiments.read(tiny);
  }

  private Trainer trainer(GenerativeModel model, int steps) {
    return Trainer.online(
        model,
        experiment.getSummaryNetwork(),
        experiment.getFlow(),
        experiment.getTraining().toBuilder().setSteps(steps).build());
  }

  /** Saves a machine after one step: enough for what is refused. */
  private void saveMachine(GenerativeModel model) {
    trainer(model, 1)
        .train(
            trained -> {
              try (EstimationMachine machine = EstimationMachine.of(trained)) {
                machine.save(models.resolve(model.name()));
              }
              return trained;
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,2\\n       | :1: expected 1 column [x], found 2",
        "x\\n1\\ntwo\\n | :3:1: expected a number for x, found 'two'",
        "1\\nNaN\\n    | :2:1: expected a finite single-precision number for x, found 'NaN'",
        "''           | : the file is empty",
        "y\\n1\\n      | :1:1: unknown column 'y'"
      })
  void badData(String content, String expected) throws IOException {
    saveMachine(GaussianMeanScale.model());
    String text = content.strip().replace("\\n", "\n");
    Path data = Files.writeString(models.resolve("data.csv"), text);

    CommandRun.of(models, "estimate", "gaussian", data.toString()).failed(1, data + expected);
  }

  @Test
  void dataThatAreMissingOrTooMany() throws IOException {
    saveMachine(GaussianMeanScale.model());
    Path data = Files.writeString(models.resolve("data.csv"), "1\n".repeat(501));

    CommandRun.of(models, "estimate", "gaussian", "absent.csv")
        .failed(1, "absent.csv: no such file");
    CommandRun.of(models, "estimate", "gaussian", data.toString())
        .failed(1, data + ": expected 1 to 500 rows, found 501");
  }

  @Test
  void damagedMachines() throws IOException {
    saveMachine(GaussianMeanScale.model());
    Path data = Files.writeString(models.resolve("data.csv"), "1\n");
    Path graph = models.resolve("gaussian/saved_model.pb");
    byte[] bytes = Files.readAllBytes(graph);

    Files.write(graph, Arrays.copyOf(bytes, bytes.length / 2));
    CommandRun.of(models, "estimate", "gaussian", data.toString())
        .failed(1, graph + " is damaged: its SHA-256 is not the one in card.txtpb");

    Files.writeString(models.resolve("gaussian/estimator.txtpb"), "model {");
    CommandRun.of(models, "describe", "gaussian").failed(1, "estimator.txtpb is damaged");
    assertThat(CommandRun.of(models, "machines").succeeded().lines())
        .last()
        .satisfies(line -> assertThat(line).matches("gaussian .* damaged"));

    Files.delete(models.resolve("gaussian/card.txtpb"));
    CommandRun.of(models, "diagnose", "gaussian")
        .failed(1, "holds no machine: file card.txtpb is missing");
  }

  @Test
  void machineOfAProcessThatIsNotBuiltIn() {
    GenerativeModel own =
        GenerativeModel.builder("own")
            .prior(GaussianMeanScale.model().prior())
            .observable(Observable.exchangeable("data", "x"))
            .size(DataSize.uniform(1, 500))
            .simulator((theta, n, random) -> new double[n])
            .build();
    saveMachine(own);

    CommandRun.of(models, "diagnose", "own")
        .failed(1, "machine own cannot be diagnosed here", "there is no process 'own'");
  }

  @Test
  void machineOfAnotherFormOfItsProcess() {
    GenerativeModel model = GaussianMeanScale.model();
    GenerativeModel shorter =
        GenerativeModel.builder(model.name())
            .prior(model.prior())
            .observable(model.observables().get(0))
            .size(DataSize.uniform(1, 10))
            .simulator((theta, n, random) -> new double[n])
            .build();
    saveMachine(shorter);

    CommandRun.of(models, "diagnose", "gaussian")
        .failed(1, "was trained for another form of process gaussian");
  }

  @Test
  void interruptedTrainingGoesOnOnlyWithItsOwnSettings() {
    Path checkpoint = models.resolve(".gaussian.checkpoint");
    TrainingListener interruption =
        new TrainingListener() {
          @Override
          public void onValidation(TrainingHistory.Entry entry) {
            throw new IllegalStateException("interrupted");
          }
        };
    Trainer interrupted =
        trainer(GaussianMeanScale.model(), 200).checkpoint(checkpoint).listener(interruption);
    assertThatThrownBy(interrupted::train).hasMessage("interrupted");

    String[] train = {"train", tiny.toString(), "--test-sets=5", "--draws=5"};
    CommandRun.of(models, train[0], train[1], train[2], train[3], "--seed=2")
        .failed(1, checkpoint + " belongs to a run with other settings; delete it to start anew");
    assertThat(checkpoint).exists();

    assertThat(CommandRun.of(models, train).succeeded().lines())
        .contains("going on from step 100 (delete " + checkpoint + " to start anew)");
    assertThat(checkpoint).doesNotExist();
  }
}
