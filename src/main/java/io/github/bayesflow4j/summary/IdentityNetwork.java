package io.github.bayesflow4j.summary;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The summary network that hands the data on as they are, flattened. */
public final class IdentityNetwork implements SummaryNetwork {
  private final int summaryDimension;

  public IdentityNetwork(DataForm form) {
    this.summaryDimension = form.flattened("identity");
  }

  @Override
  public int summaryDimension() {
    return summaryDimension;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    return tf.reshape(data.values(), tf.constant(new int[] {-1, summaryDimension}));
  }
}
