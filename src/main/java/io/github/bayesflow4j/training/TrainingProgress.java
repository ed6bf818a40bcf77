package io.github.bayesflow4j.training;

/**
 * How far training is after a step.
 *
 * @param step steps done
 * @param steps steps in all
 * @param loss loss of this step's batch, in nats
 * @param bestValidationLoss in nats; positive infinity if no finite one was measured
 * @param simulationsPerSecond data sets trained on per second in this run
 * @param secondsLeft estimated from this run's speed
 */
public record TrainingProgress(
    long step,
    long steps,
    double loss,
    double bestValidationLoss,
    double simulationsPerSecond,
    double secondsLeft) {}
