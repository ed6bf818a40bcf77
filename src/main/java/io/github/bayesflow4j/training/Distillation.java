package io.github.bayesflow4j.training;

import io.github.bayesflow4j.estimator.PosteriorEstimator;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.DistillationSpec;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;

/**
 * Probability density distillation: a student flow learns to be a trained teacher.
 *
 * <p>A masked autoregressive flow trains fast and draws slowly; an inverse one draws fast and
 * trains slowly by likelihood. Distilled from the first, the second has both. What is trained is
 * the student's flow alone: the summary network, supports and standardization are the teacher's.
 * The losses that the training tells its listeners are estimates of KL(student || teacher) in nats,
 * on fresh draws of the student.
 */
public final class Distillation {
  private Distillation() {}

  /**
   * Distillation on simulations made for each step.
   *
   * @param model that of the teacher
   * @param student its permutations are those of the teacher unless it has a seed of its own
   */
  public static Trainer online(
      TrainedEstimator teacher,
      GenerativeModel model,
      FlowSpec student,
      DistillationSpec options,
      TrainingSpec training) {
    return new Trainer(
        trainer -> trainer.simulate(model), estimator(teacher, student, options), training);
  }

  /**
   * Distillation on a table: a reference table, or samples of a density.
   *
   * @param table of the form of the teacher's model; draws of the teacher serve as well
   * @param student its permutations are those of the teacher unless it has a seed of its own
   */
  public static Trainer fromTable(
      TrainedEstimator teacher,
      Simulations table,
      FlowSpec student,
      DistillationSpec options,
      TrainingSpec training) {
    return new Trainer(
        trainer -> TrainingData.ofTable(teacher.estimator().getModel(), table, trainer.training()),
        estimator(teacher, student, options),
        training);
  }

  private static Trainer.EstimatorFactory estimator(
      TrainedEstimator teacher, FlowSpec student, DistillationSpec options) {
    FlowSpec ofTeacher = teacher.estimator().getFlow();
    FlowSpec flow =
        student.hasPermutationSeed()
            ? student
            : student.toBuilder().setPermutationSeed(ofTeacher.getPermutationSeed()).build();
    EstimatorSpec spec =
        teacher.estimator().toBuilder()
            .setFlow(ResolvedSpecs.resolve(flow))
            .clearTypicality()
            .build();
    DistillationSpec resolved = ResolvedSpecs.resolve(options);
    return (data, trainer, streams) ->
        new PosteriorEstimator(
            spec,
            ofTeacher,
            teacher.weights(),
            resolved,
            streams,
            trainer.training().getL2(),
            trainer.sessionThreads());
  }
}
