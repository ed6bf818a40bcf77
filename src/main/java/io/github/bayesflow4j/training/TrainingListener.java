package io.github.bayesflow4j.training;

/**
 * Is told how training goes. Every method does nothing unless overridden; calls come from the
 * training thread.
 */
public interface TrainingListener {

  /**
   * Training starts, or goes on from a checkpoint.
   *
   * @param step steps done already
   */
  default void onStart(long step, long steps) {}

  /** A step is done. */
  default void onStep(TrainingProgress progress) {}

  /** The validation loss was measured. */
  default void onValidation(TrainingHistory.Entry entry) {}

  /**
   * The loss was not finite, or exploded; the last good weights are back.
   *
   * @param loss the loss that was met
   * @param rateFactor factor on the learning rate from now on
   */
  default void onDivergence(long step, double loss, double rateFactor) {}

  /** Training is over; the best weights are in place. */
  default void onEnd(TrainingHistory history) {}
}
