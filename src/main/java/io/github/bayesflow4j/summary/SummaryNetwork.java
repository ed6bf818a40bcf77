package io.github.bayesflow4j.summary;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A network that turns each data set of a batch into a vector of fixed size.
 *
 * <p>It makes its variables when it is constructed. Absent rows must not change its output by more
 * than rounding. To add one: a message in {@code summary_network.proto}, a class here, a line in
 * {@link SummaryNetworkCatalog}, a test under the contract kit of the test sources.
 */
public interface SummaryNetwork {

  /** Number of summary statistics. */
  int summaryDimension();

  /**
   * Adds the network to the graph.
   *
   * @return {@code [batch, summaryDimension]}
   */
  Operand<TFloat32> apply(Ops tf, StandardizedData data);
}
