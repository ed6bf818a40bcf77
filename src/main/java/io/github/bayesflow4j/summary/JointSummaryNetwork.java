package io.github.bayesflow4j.summary;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A network that turns all observables of each data set into one vector of fixed size. */
public interface JointSummaryNetwork {

  /** Number of summary statistics. */
  int summaryDimension();

  /**
   * Adds the network to the graph.
   *
   * @param data each observable, in the order of the model
   * @return {@code [batch, summaryDimension]}
   */
  Operand<TFloat32> apply(Ops tf, List<StandardizedData> data);
}
