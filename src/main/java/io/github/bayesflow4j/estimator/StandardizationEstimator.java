package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.spec.proto.StandardizationSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Estimates from simulations the means and deviations that the graph standardizes with.
 *
 * <p>Values are taken through the graph's own transforms first. Absent rows do not count. A column
 * with tails so heavy that its deviation says nothing is standardized by its quartiles.
 */
public final class StandardizationEstimator {
  private StandardizationEstimator() {}

  /**
   * Means and deviations of parameters, observables, known quantities and log n.
   *
   * @param size law of the numbers of rows trained on; the moments of log n are exact
   * @throws IllegalArgumentException if a mean or deviation is not finite
   */
  public static StandardizationSpec estimate(
      Simulations simulations, DataSize size, SessionThreads threads) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, threads.config())) {
      Ops tf = Ops.create(graph);
      StandardizationSpec.Builder spec = StandardizationSpec.newBuilder();
      SupportTransform support = new SupportTransform(simulations.space());
      int dimension = simulations.space().dimension();
      Operand<TFloat32> theta = constant(tf, simulations.parameters(), dimension);
      spec.setParameters(
          moments(
              "parameters",
              fetch(session, support.forward(tf, theta).value()),
              simulations.space().freeDimension()));
      for (int i = 0; i < simulations.observables().size(); i++) {
        Observable observable = simulations.observables().get(i);
        int features = observable.features().size();
        Operand<TFloat32> values = constant(tf, simulations.data(i), features);
        spec.addObservable(
            moments(
                "observable " + observable.name(),
                fetch(session, ObservableInput.onScale(tf, observable.scale(), values)),
                features));
      }
      spec.setContext(moments("context", simulations.context(), simulations.contextDimension()));
      MomentsSpec.Builder logSizes = MomentsSpec.newBuilder();
      for (Observable observable : simulations.observables()) {
        if (observable.countVaries(size)) {
          logSizes.mergeFrom(logSize(observable.size(size)));
        }
      }
      return spec.setLogSize(logSizes).build();
    }
  }

  private static Operand<TFloat32> constant(Ops tf, float[] values, int columns) {
    return tf.constant(
        Shape.of(values.length / columns, columns), DataBuffers.of(values, true, false));
  }

  private static float[] fetch(Session session, Operand<TFloat32> operand) {
    try (var result = session.runner().fetch(operand).run()) {
      return Fetched.floats(result.get(0));
    }
  }

  /** Mean and deviation of each column over the values that are not NaN. */
  private static MomentsSpec moments(String what, float[] values, int columns) {
    MomentsSpec.Builder spec = MomentsSpec.newBuilder();
    for (int j = 0; j < columns; j++) {
      ColumnMoments column = ColumnMoments.of(values, j, columns);
      if (!Double.isFinite(column.mean()) || !Double.isFinite(column.deviation())) {
        throw new IllegalArgumentException(
            what
                + ", column "
                + j
                + ": expected finite mean and deviation over simulations, found "
                + column.mean()
                + " and "
                + column.deviation());
      }
      spec.addMean((float) column.mean()).addDeviation(orOne(column.deviation(), column.mean()));
    }
    return spec.build();
  }

  private static MomentsSpec logSize(DataSize size) {
    double mean = 0;
    double square = 0;
    for (int n = size.min(); n <= size.max(); n++) {
      double log = Math.log(n);
      mean += size.probability(n) * log;
      square += size.probability(n) * log * log;
    }
    double deviation = Math.sqrt(Math.max(0, square - mean * mean));
    return MomentsSpec.newBuilder()
        .addMean((float) mean)
        .addDeviation(orOne(deviation, mean))
        .build();
  }

  /** The deviation, or 1 where a column does not vary. */
  private static float orOne(double deviation, double mean) {
    return deviation > 1e-6 * Math.max(Math.abs(mean), 1e-6) ? (float) deviation : 1f;
  }
}
