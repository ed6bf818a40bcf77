package io.github.bayesflow4j.training;

import io.github.bayesflow4j.nn.Weights;

/**
 * Where a run stands at a measurement of the validation loss: all that is needed to go on exactly.
 *
 * @param step steps done
 * @param variables all variables, the optimizer's included; known to be good
 * @param bestWeights the networks' weights, averaged if training averages them, at the lowest
 *     validation loss
 * @param bestValidationLoss in nats; positive infinity if no finite one was measured
 * @param withoutImprovement measurements since the lowest
 * @param rateFactor factor on the learning rate after divergences
 * @param history measurements so far
 * @param seconds time trained
 * @param skipped simulations drawn anew
 * @param reductions plateaus of the validation loss met
 */
record TrainingState(
    long step,
    Weights variables,
    Weights bestWeights,
    double bestValidationLoss,
    int withoutImprovement,
    double rateFactor,
    TrainingHistory history,
    double seconds,
    long skipped,
    int reductions) {

  /** Before the first step, with the validation loss of the initial weights. */
  static TrainingState initial(Weights variables, Weights weights, double validationLoss) {
    double best = Double.isFinite(validationLoss) ? validationLoss : Double.POSITIVE_INFINITY;
    return new TrainingState(0, variables, weights, best, 0, 1, TrainingHistory.empty(), 0, 0, 0);
  }

  /** After a measurement with good variables. */
  TrainingState measured(
      TrainingHistory.Entry entry, Weights newVariables, Weights newWeights, long newSkipped) {
    boolean better = entry.validationLoss() < bestValidationLoss;
    return new TrainingState(
        entry.step(),
        newVariables,
        better ? newWeights : bestWeights,
        better ? entry.validationLoss() : bestValidationLoss,
        better ? 0 : withoutImprovement + 1,
        rateFactor,
        history.with(entry),
        entry.seconds(),
        newSkipped,
        reductions);
  }

  /** After a divergence: the variables of this state are restored, the rate is lower. */
  TrainingState diverged(long atStep, double factor) {
    return new TrainingState(
        step,
        variables,
        bestWeights,
        bestValidationLoss,
        withoutImprovement,
        rateFactor * factor,
        history.withDivergence(atStep),
        seconds,
        skipped,
        reductions);
  }

  /** After a plateau: training goes back to other variables, at a lower rate. */
  TrainingState reduced(Weights back, double factor) {
    return new TrainingState(
        step,
        back,
        bestWeights,
        bestValidationLoss,
        0,
        rateFactor * factor,
        history,
        seconds,
        skipped,
        reductions + 1);
  }
}
