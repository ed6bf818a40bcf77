package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.Recurrent;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.RecurrentSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent network for series of any length: the last states of {@link Recurrent} layers, then
 * dense layers.
 */
public final class RecurrentNetwork implements SummaryNetwork {
  private final int summaryDimension;
  private final Recurrent recurrent;
  private final Mlp hidden;
  private final Dense last;

  public RecurrentNetwork(VariableScope scope, RecurrentSpec spec, DataForm form) {
    form.requireRows("recurrent");
    this.summaryDimension = spec.getSummaryDimension();
    this.recurrent =
        new Recurrent(
            scope.in("recurrent"),
            spec.getRecurrentLayers(),
            form.features() + 1,
            form.size().max());
    this.hidden =
        new Mlp(
            scope.in("hidden"), recurrent.outputs(), spec.getHiddenList(), spec.getActivation());
    this.last = Dense.random(scope.in("last"), hidden.outputs(), summaryDimension);
  }

  @Override
  public int summaryDimension() {
    return summaryDimension;
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    Series series = Series.of(tf, data);
    Operand<TFloat32> states = recurrent.last(tf, series.values(), series.length());
    return last.apply(tf, hidden.apply(tf, states));
  }
}
