package io.github.bayesflow4j.training;

import java.nio.file.Path;

/** A process that trains slowly and writes checkpoints to the file it is given. */
final class TrainingProcess {
  private TrainingProcess() {}

  public static void main(String[] arguments) {
    trainer()
        .checkpoint(Path.of(arguments[0]))
        .listener(
            new TrainingListener() {
              @Override
              public void onStep(TrainingProgress progress) {
                try {
                  Thread.sleep(20);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            })
        .train();
  }

  static Trainer trainer() {
    return Trainer.online(
        GaussianModels.conjugate(),
        GaussianModels.perceptron(),
        GaussianModels.flow(),
        GaussianModels.training(200).build());
  }
}
