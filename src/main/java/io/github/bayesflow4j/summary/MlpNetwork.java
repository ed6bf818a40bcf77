package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.MlpSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A multilayer perceptron over the flattened data, for vectors and series of one length. */
public final class MlpNetwork implements SummaryNetwork {
  private final int inputs;
  private final int summaryDimension;
  private final Mlp hidden;
  private final Dense last;

  public MlpNetwork(VariableScope scope, MlpSpec spec, DataForm form) {
    this.inputs = form.flattened("mlp");
    this.summaryDimension = spec.getSummaryDimension();
    this.hidden = new Mlp(scope.in("hidden"), inputs, spec.getHiddenList(), spec.getActivation());
    this.last = Dense.random(scope.in("last"), hidden.outputs(), summaryDimension);
  }

  @Override
  public int summaryDimension() {
    return summaryDimension;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    Operand<TFloat32> flat = tf.reshape(data.values(), tf.constant(new int[] {-1, inputs}));
    return last.apply(tf, hidden.apply(tf, flat));
  }
}
