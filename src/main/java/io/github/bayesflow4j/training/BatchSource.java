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

  /** Simulations that failed and were drawn anew so far. */
  long skipped();

  @Override
  void close();
}
