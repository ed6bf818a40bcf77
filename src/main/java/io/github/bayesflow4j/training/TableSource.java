package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.Arrays;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * Batches from a reference table in memory, in a new random order every epoch.
 *
 * <p>Every batch is full: what is left of an epoch after its last full batch is not used in it.
 */
final class TableSource implements BatchSource {
  private final Simulations table;
  private final RandomStreams streams;
  private final int batchSize;
  private final long batchesEach;
  private long epoch = -1;
  private int[] order = new int[0];

  TableSource(Simulations table, RandomStreams streams, int batchSize) {
    this.table = table;
    this.streams = streams.in(RandomStreams.Domain.SHUFFLE);
    this.batchSize = Math.min(batchSize, table.count());
    this.batchesEach = table.count() / this.batchSize;
  }

  @Override
  public Simulations batch(long step) {
    if (step / batchesEach != epoch) {
      epoch = step / batchesEach;
      order = PermutationSampler.natural(table.count());
      PermutationSampler.shuffle(streams.stream(epoch), order);
    }
    int first = (int) (step % batchesEach) * batchSize;
    return table.select(Arrays.copyOfRange(order, first, first + batchSize)).trimmed();
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public long skipped() {
    return 0;
  }

  @Override
  public void close() {}
}
