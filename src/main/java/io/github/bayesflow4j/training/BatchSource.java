package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.Simulations;

/**
 * Where training batches come from.
 *
 * <p>The batch of a step is a function of the step's number, so a run that is resumed sees the
 * batches it would have seen.
 */
interface BatchSource extends AutoCloseable {

  /** The batch of this step; steps are asked for in ascending order. */
  Simulations batch(long step);

  /** Data sets in each batch. */
  int batchSize();

  /**
   * Simulations that failed and were drawn anew for the batches handed out so far; those made ahead
   * do not count yet, so the number does not depend on threads.
   */
  long skipped();

  @Override
  void close();
}
