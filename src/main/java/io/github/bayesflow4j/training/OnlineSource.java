package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.TrainingSpec.BatchRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;

/**
 * Fresh simulations for every step, simulated on worker threads ahead of training.
 *
 * <p>A bounded number of batches is under way at any time, so neither side waits for the other for
 * long and memory stays bounded.
 */
final class OnlineSource implements BatchSource {
  private final SimulationEngine engine;
  private final RandomStreams streams;
  private final int batchSize;
  private final DataSize law;
  private final BatchRows rows;
  private final int ahead;
  private final Deque<Future<Simulations>> underWay = new ArrayDeque<>();
  private long next = -1;
  private long skipped;

  /**
   * @param engine belongs to the caller
   * @param law of the number of rows
   * @param rows whether the data sets of a batch share it
   * @param ahead batches under way at once
   */
  OnlineSource(
      SimulationEngine engine,
      RandomStreams streams,
      int batchSize,
      DataSize law,
      BatchRows rows,
      int ahead) {
    this.engine = engine;
    this.streams = streams;
    this.batchSize = batchSize;
    this.law = law;
    this.rows = rows;
    this.ahead = ahead;
  }

  @Override
  public Simulations batch(long step) {
    if (next < 0) {
      next = step;
    }
    while (underWay.size() < ahead) {
      RandomStreams own = streams.child(next++);
      underWay.add(
          switch (rows) {
            case SAME -> engine.submitBatch(own, batchSize, law);
            case VARIED -> engine.submitVariedBatch(own, batchSize, law);
          });
    }
    Simulations batch = SimulationEngine.await(underWay.remove());
    skipped += batch.skipped();
    return batch;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public long skipped() {
    return skipped;
  }

  @Override
  public void close() {
    underWay.forEach(future -> future.cancel(true));
    underWay.clear();
  }
}
