package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Flat arrays that threads fill with simulations, each at its own index, after checking their form.
 */
final class SimulationBuffer {
  private final GenerativeModel model;
  private final int rows;
  private final float[] parameters;
  private final List<float[]> data = new ArrayList<>();
  private final float[] context;
  private final AtomicLong skipped = new AtomicLong();

  SimulationBuffer(GenerativeModel model, int count, int rows) {
    this.model = model;
    this.rows = rows;
    parameters = new float[Math.multiplyExact(count, model.space().dimension())];
    for (Observable observable : model.observables()) {
      float[] values = new float[Math.multiplyExact(count, observable.values(rows))];
      if (observable.hasRows()) {
        Arrays.fill(values, Float.NaN);
      }
      data.add(values);
    }
    context = new float[Math.multiplyExact(count, model.contextNames().size())];
  }

  /**
   * Stores one simulation.
   *
   * @throws SimulationFailedException if a value is missing, too many, or not finite, or a
   *     parameter lies outside its support
   */
  void put(int index, int n, double[] theta, double[] known, double[][] observed) {
    store("the prior", theta, model.space().dimension(), parameters, index);
    if (!model.space().contains(theta)) {
      throw new SimulationFailedException("the prior drew parameters outside their support");
    }
    store("the context", known, model.contextNames().size(), context, index);
    if (observed.length != data.size()) {
      throw new SimulationFailedException(
          "expected " + data.size() + " observables, found " + observed.length);
    }
    for (int i = 0; i < observed.length; i++) {
      Observable observable = model.observables().get(i);
      float[] target = data.get(i);
      int stride = observable.values(rows);
      requireForm(observable, observed[i], n);
      copy(observed[i], target, index * stride);
    }
  }

  private static void requireForm(Observable observable, double[] values, int n) {
    int width = observable.features().size();
    if (observable.hasRows() && !observable.sharesSize()) {
      DataSize size = observable.size(DataSize.fixed(n));
      if (values.length % width != 0 || !size.contains(values.length / width)) {
        throw new SimulationFailedException(
            named(observable)
                + ": expected "
                + size.describe()
                + " of "
                + width
                + " values, found "
                + values.length
                + " values");
      }
    } else if (values.length != observable.values(n)) {
      requireLength(named(observable), values, observable.values(n));
    }
    if (observable.mayMissRows()) {
      requireRowsFiniteOrAbsent(observable, values, width);
      return;
    }
    int bad = firstNotFinite(values, 0, values.length);
    if (bad < values.length) {
      throw notFinite(named(observable), bad, values[bad]);
    }
  }

  private static void requireRowsFiniteOrAbsent(Observable observable, double[] values, int width) {
    boolean present = false;
    for (int row = 0; row < values.length; row += width) {
      int bad = firstNotFinite(values, row, row + width);
      if (bad < row + width && !isAbsent(values, row, row + width)) {
        throw notFinite(named(observable) + ", row " + (row / width + 1), bad - row, values[bad]);
      }
      present |= bad == row + width;
    }
    if (!present) {
      throw new SimulationFailedException(named(observable) + ": every row is absent");
    }
  }

  private static boolean isAbsent(double[] values, int first, int end) {
    for (int i = first; i < end; i++) {
      if (!Double.isNaN(values[i])) {
        return false;
      }
    }
    return true;
  }

  private static String named(Observable observable) {
    return "observable " + observable.name();
  }

  /** Counts a simulation that failed and is drawn anew. */
  void skip() {
    skipped.incrementAndGet();
  }

  private static void store(String what, double[] values, int expected, float[] target, int index) {
    requireLength(what, values, expected);
    int bad = firstNotFinite(values, 0, values.length);
    if (bad < values.length) {
      throw notFinite(what, bad, values[bad]);
    }
    copy(values, target, index * expected);
  }

  private static void requireLength(String what, double[] values, int expected) {
    if (values.length != expected) {
      throw new SimulationFailedException(
          what + ": expected " + expected + " values, found " + values.length);
    }
  }

  /** The first index of a value that is not finite in single precision; {@code end} if none is. */
  private static int firstNotFinite(double[] values, int first, int end) {
    int i = first;
    while (i < end && Float.isFinite((float) values[i])) {
      i++;
    }
    return i;
  }

  private static SimulationFailedException notFinite(String what, int index, double value) {
    return new SimulationFailedException(
        what + ": value " + index + " is " + value + ", expected a finite single-precision number");
  }

  private static void copy(double[] values, float[] target, int offset) {
    for (int i = 0; i < values.length; i++) {
      target[offset + i] = (float) values[i];
    }
  }

  Simulations finish() {
    int count = parameters.length / model.space().dimension();
    return new Simulations(
        model.space(),
        parameters,
        new DataBatch(model.observables(), count, rows, data, context),
        skipped.get());
  }
}
