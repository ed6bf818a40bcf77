package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.spec.Flows;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerKeepTest {
  private static final TrainingSpec TRAINING =
      TrainingSpec.newBuilder()
          .setSteps(30)
          .setBatchSize(4)
          .setStandardizationSimulations(50)
          .setValidationSimulations(8)
          .build();

  @TempDir Path folder;

  private Trainer trainer(Path checkpoint) {
    return Trainer.online(
            GaussianMeanScale.model(),
            SummaryNetworks.deepSet(4),
            Flows.affineCoupling(1),
            TRAINING)
        .checkpoint(checkpoint);
  }

  @Test
  void aResultThatCouldNotBeKeptIsTakenUpAgainWithoutTraining() {
    Path checkpoint = folder.resolve("checkpoint");
    TrainedEstimator[] lost = new TrainedEstimator[1];
    assertThatThrownBy(
            () ->
                trainer(checkpoint)
                    .train(
                        trained -> {
                          lost[0] = trained;
                          throw new UncheckedIOException(new IOException("disk full"));
                        }))
        .hasMessageContaining("disk full");
    assertThat(checkpoint).exists();

    AtomicLong start = new AtomicLong();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStart(long step, long steps) {
            start.set(step);
          }
        };
    TrainedEstimator kept = trainer(checkpoint).listener(listener).train(trained -> trained);

    assertThat(start).hasValue(TRAINING.getSteps());
    assertThat(kept.history()).isEqualTo(lost[0].history());
    for (String name : kept.weights().names()) {
      assertThat(kept.weights().get(name).values())
          .as(name)
          .isEqualTo(lost[0].weights().get(name).values());
    }
    assertThat(checkpoint).doesNotExist();
  }
}
