package io.github.bayesflow4j.cli;

import io.github.bayesflow4j.machine.EstimationMachine;
import io.github.bayesflow4j.machine.MachineStore;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.Trainer;
import java.nio.file.Path;

/**
 * A training on the command line, from its first line to the machine on disk.
 *
 * @param bayesflow the command
 * @param folder of the machine
 */
record MachineTraining(BayesFlowCommand bayesflow, Path folder) {

  /**
   * A training whose machine can be saved.
   *
   * @throws io.github.bayesflow4j.machine.MachineFormatException if the folder holds something else
   */
  static MachineTraining into(BayesFlowCommand bayesflow, Path folder) {
    MachineStore.requireSavable(folder);
    return new MachineTraining(bayesflow, folder);
  }

  /**
   * Trains and saves: the checkpoint is removed only when the machine is on disk.
   *
   * @param name of what is trained
   * @param each what a batch is made of
   */
  EstimationMachine run(Trainer trainer, TrainingSpec training, String name, String each) {
    say(
        "training %s: %d steps of %d %s, seed %d"
            .formatted(
                name, training.getSteps(), training.getBatchSize(), each, training.getSeed()));
    Path checkpoint = folder.resolveSibling("." + folder.getFileName() + ".checkpoint");
    try (TrainingDisplay display = TrainingDisplay.of(bayesflow, checkpoint, training);
        InterruptNotice notice = InterruptNotice.of(checkpoint, bayesflow.err())) {
      EstimationMachine machine =
          trainer.checkpoint(checkpoint).listener(display).listener(notice).train(this::saved);
      say("machine saved in " + BayesFlowCommand.shown(folder));
      return machine;
    }
  }

  private EstimationMachine saved(TrainedEstimator trained) {
    EstimationMachine machine = EstimationMachine.of(trained);
    machine.save(folder);
    return machine;
  }

  /** Prints a line at once. */
  void say(String line) {
    bayesflow.out().println(line);
    bayesflow.out().flush();
  }
}
