package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.Recurrent;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.TimeSeriesSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Convolutions over a series of any length, then recurrent layers.
 *
 * <p>The convolutions see patterns of a few rows; the recurrent layers see what follows what. This
 * is the network of Radev et al. 2021, OutbreakFlow, with multi-scale convolutions in the first
 * layers.
 */
public final class TimeSeriesNetwork implements SummaryNetwork {
  private final int summaryDimension;
  private final ConvolutionStack convolutions;
  private final Recurrent recurrent;
  private final Mlp hidden;
  private final Dense last;

  public TimeSeriesNetwork(VariableScope scope, TimeSeriesSpec spec, DataForm form) {
    form.requireRows("time_series");
    this.summaryDimension = spec.getSummaryDimension();
    // One column more for the presence of each row.
    this.convolutions =
        new ConvolutionStack(
            scope.in("convolutions"),
            form.features() + 1,
            spec.getLayerList(),
            spec.getActivation());
    this.recurrent =
        new Recurrent(
            scope.in("recurrent"),
            spec.getRecurrentLayers(),
            convolutions.outputs(),
            convolutions.rows(form.size().max()));
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
    Series series = convolutions.apply(tf, Series.of(tf, data));
    Operand<TFloat32> states = recurrent.last(tf, series.values(), series.length());
    return last.apply(tf, hidden.apply(tf, states));
  }
}
