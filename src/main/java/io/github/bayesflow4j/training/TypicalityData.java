package io.github.bayesflow4j.training;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Simulations that tell how typical data are, in batches of bounded size.
 *
 * @param anchors what data are compared with
 * @param references what calibrates the comparison; neither anchors nor trained on
 */
record TypicalityData(List<Simulations> anchors, List<Simulations> references) {
  /** Data sets of a batch, which bounds memory. */
  private static final int BATCH = 100;

  /**
   * Fresh simulations.
   *
   * @param rows law of the number of rows in training
   */
  static TypicalityData simulated(SimulationEngine engine, TrainingSpec training, DataSize rows) {
    RandomStreams streams =
        new RandomStreams(training.getSeed()).in(RandomStreams.Domain.TYPICALITY);
    int half = training.getTypicalitySimulations() / 2;
    List<Future<Simulations>> anchors = submit(engine, streams.child(0), half, rows);
    List<Future<Simulations>> references = submit(engine, streams.child(1), half, rows);
    return new TypicalityData(await(anchors), await(references));
  }

  private static List<Future<Simulations>> submit(
      SimulationEngine engine, RandomStreams streams, int count, DataSize rows) {
    List<Future<Simulations>> futures = new ArrayList<>();
    for (int first = 0; first < count; first += BATCH) {
      futures.add(
          engine.submitVariedBatch(streams.child(first), Math.min(BATCH, count - first), rows));
    }
    return futures;
  }

  private static List<Simulations> await(List<Future<Simulations>> futures) {
    return futures.stream().map(SimulationEngine::await).toList();
  }

  /**
   * Rows of a reference table.
   *
   * @param trainedOn of which the first are anchors
   * @param heldOut of which the first are references
   */
  static TypicalityData of(Simulations trainedOn, Simulations heldOut, TrainingSpec training) {
    int half = training.getTypicalitySimulations() / 2;
    return new TypicalityData(batches(trainedOn, half), batches(heldOut, half));
  }

  private static List<Simulations> batches(Simulations rows, int most) {
    int count = Math.min(rows.count(), most);
    List<Simulations> batches = new ArrayList<>();
    for (int first = 0; first < count; first += BATCH) {
      batches.add(rows.range(first, Math.min(count, first + BATCH)).trimmed());
    }
    return batches;
  }
}
