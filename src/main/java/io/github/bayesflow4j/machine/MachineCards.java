package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.TypicalityGraph;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import io.github.bayesflow4j.training.TrainedEstimator;
import io.github.bayesflow4j.training.TrainingHistory;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/** Fills in machine cards. */
final class MachineCards {
  private MachineCards() {}

  static MachineCardSpec of(TrainedEstimator trained) {
    MachineCardSpec.Builder card = MachineCardSpec.newBuilder();
    trained.distillation().ifPresent(card::setDistillation);
    Weights constants = trained.weights().startingWith(TypicalityGraph.SCOPE + "/");
    return card.setTraining(trained.training())
        .setSimulations(trained.simulations())
        .setSkippedSimulations(trained.skippedSimulations())
        .setTrainingSeconds(trained.seconds())
        .setWeights(trained.weights().count() - constants.count())
        .setLibraryVersion(LibraryVersion.current())
        .setTensorflowVersion(TensorFlow.version())
        .setHistory(trained.history().toSpec())
        .build();
  }

  /**
   * What was trained, as a card and a graph tell of it. A machine of an earlier version lacks
   * fields that came later; their defaults are what it computes.
   */
  static TrainedEstimator trained(EstimatorSpec estimator, MachineCardSpec card, Weights weights) {
    EstimatorSpec.Builder complete =
        estimator.toBuilder().setFlow(ResolvedSpecs.resolve(estimator.getFlow()));
    if (estimator.hasSummaryNetwork()) {
      complete.setSummaryNetwork(ResolvedSpecs.resolve(estimator.getSummaryNetwork()));
    }
    return new TrainedEstimator(
        complete.build(),
        ResolvedSpecs.resolve(card.getTraining()),
        weights,
        TrainingHistory.of(card.getHistory()),
        card.getSimulations(),
        card.getSkippedSimulations(),
        card.getTrainingSeconds(),
        card.hasDistillation() ? Optional.of(card.getDistillation()) : Optional.empty());
  }
}
