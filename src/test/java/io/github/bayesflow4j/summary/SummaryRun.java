package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A summary network in a graph. */
final class SummaryRun implements AutoCloseable {

  /**
   * Standardized data sets.
   *
   * @param values zero in absent rows
   * @param mask {@code [count * rows]}, 1 for each row that is present; not used but for rows
   */
  record Batch(int count, int rows, float[] values, float[] mask) {
    /** A batch without data sets. */
    static final Batch NONE = new Batch(0, 0, new float[0], new float[0]);

    /** This batch with absent rows added at the end of each data set. */
    Batch padded(int features, int absent) {
      int longer = rows + absent;
      float[] moreValues = new float[count * longer * features];
      float[] moreMask = new float[count * longer];
      for (int i = 0; i < count; i++) {
        int length = rows * features;
        System.arraycopy(values, i * length, moreValues, i * longer * features, length);
        System.arraycopy(mask, i * rows, moreMask, i * longer, rows);
      }
      return new Batch(count, longer, moreValues, moreMask);
    }

    /** The data sets of this batch, then those of another of as many rows. */
    Batch and(Batch other) {
      return new Batch(
          count + other.count, other.rows, joined(values, other.values), joined(mask, other.mask));
    }

    private static float[] joined(float[] first, float[] second) {
      float[] all = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, all, first.length, second.length);
      return all;
    }
  }

  private final SummarySubject subject;
  private final TestNetwork network;
  private final int summaryDimension;
  private final Operand<TFloat32> summary;

  SummaryRun(SummarySubject subject, TestNetwork network) {
    this.subject = subject;
    this.network = network;
    Operand<TFloat32> values = network.input("values", subject.form().observable().shape(-1, -1));
    Optional<Operand<TFloat32>> mask =
        subject.form().observable().hasRows()
            ? Optional.of(network.input("mask", -1, -1))
            : Optional.empty();
    SummaryNetwork built =
        SummaryNetworkCatalog.build(network.scope().in("summary"), subject.spec(), subject.form());
    this.summaryDimension = built.summaryDimension();
    this.summary = built.apply(network.tf(), new StandardizedData(values, mask));
  }

  static SummaryRun trainable(SummarySubject subject) {
    return new SummaryRun(subject, TestNetwork.trainable());
  }

  TestNetwork network() {
    return network;
  }

  Weights randomWeights() {
    return network.randomWeights(2, 1);
  }

  int summaryDimension() {
    return summaryDimension;
  }

  Operand<TFloat32> summary() {
    return summary;
  }

  /** Normal data sets in which every row is present. */
  Batch batch(int count, int rows) {
    float[] mask = new float[count * rows];
    Arrays.fill(mask, 1);
    float[] values =
        TestNetwork.normal(
            new RandomStreams(rows).stream(0), count * subject.form().observable().values(rows), 1);
    return new Batch(count, rows, values, mask);
  }

  List<Input> inputs(Batch batch) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(
        new Input(
            "values",
            batch.values(),
            subject.form().observable().shape(batch.count(), batch.rows())));
    if (subject.form().observable().hasRows()) {
      inputs.add(new Input("mask", batch.mask(), batch.count(), batch.rows()));
    }
    return inputs;
  }

  /** Summary statistics, {@code [count * summaryDimension]}. */
  float[] apply(Weights weights, Batch batch) {
    return network.run(weights, inputs(batch), List.of(summary)).get(0);
  }

  /** Applies a network of constants. */
  float[] applyFrozen(Batch batch) {
    return network.run(inputs(batch), List.of(summary)).get(0);
  }

  @Override
  public void close() {
    network.close();
  }
}
