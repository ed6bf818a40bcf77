package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import java.util.List;

/**
 * The form of data that a machine was trained for, and takes.
 *
 * @param machine its name
 * @param observables what data consist of
 * @param size numbers of rows
 * @param context number of known quantities
 */
record TrainedForm(String machine, List<Observable> observables, DataSize size, int context) {

  /**
   * The data sets as one batch.
   *
   * @throws IllegalArgumentException if one has another form than the machine was trained for
   */
  DataBatch batch(List<DataSet> observed) {
    DataBatch batch = DataBatch.of(observed, observables, context);
    for (int k = 0; k < observables.size(); k++) {
      if (observables.get(k).hasRows()) {
        requireTrainedFor(batch, k);
      }
    }
    return batch;
  }

  private void requireTrainedFor(DataBatch batch, int k) {
    Observable observable = observables.get(k);
    DataSize trained = observable.size(size);
    if (observable.sharesSize() && !trained.contains(batch.rows())) {
      throw untrained(trained, batch.rows() + "");
    }
    int present = batch.fewestPresentRows(k);
    if (!observable.mayMissRows() && present < trained.min()) {
      throw untrained(trained, present + " that are present");
    }
    if (observable.isSeries() && !observable.mayMissRows()) {
      batch
          .firstGap(k)
          .ifPresent(
              row -> {
                throw new IllegalArgumentException(
                    "observable "
                        + observable.name()
                        + ": row "
                        + (row + 1)
                        + " is absent, but machine "
                        + machine
                        + " was trained on series without gaps");
              });
    }
  }

  private IllegalArgumentException untrained(DataSize trained, String found) {
    return new IllegalArgumentException(
        "machine " + machine + " was trained for " + trained.describe() + ", found " + found);
  }
}
