package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.Conv1dSpec;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Convolutions over a series of any length, pooled over time.
 *
 * <pre>
 * h = layers of convolution and nonlinearity        [1, 2]
 * s = linear(MLP(pool_t h_t))                       over the rows inside the series
 *
 * [1] Radev et al. 2020, BayesFlow: strided convolutions, for the stochastic SIR model
 * [2] Szegedy et al. 2015, Going deeper with convolutions: kernels of several sizes side by side
 * </pre>
 */
public final class Conv1dNetwork implements SummaryNetwork {
  private final Conv1dSpec spec;
  private final ConvolutionStack convolutions;
  private final Pooling pooling;
  private final Mlp afterPooling;
  private final Dense last;

  public Conv1dNetwork(VariableScope scope, Conv1dSpec spec, DataForm form) {
    form.requireRows("conv1d");
    this.spec = spec;
    // One column more for the presence of each row.
    this.convolutions =
        new ConvolutionStack(
            scope.in("convolutions"),
            form.features() + 1,
            spec.getLayerList(),
            spec.getActivation());
    this.pooling =
        new Pooling(scope.in("pooling"), kind(spec.getPooling()), convolutions.outputs());
    this.afterPooling =
        new Mlp(
            scope.in("after_pooling"),
            convolutions.outputs(),
            spec.getAfterPoolingList(),
            spec.getActivation());
    this.last = Dense.random(scope.in("last"), afterPooling.outputs(), spec.getSummaryDimension());
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    Series series = convolutions.apply(tf, Series.of(tf, data));
    PresentRows inside =
        PresentRows.of(tf, new StandardizedData(series.values(), Optional.of(series.inside())));
    Operand<TFloat32> rows =
        tf.reshape(series.values(), tf.constant(new int[] {-1, convolutions.outputs()}));
    return last.apply(tf, afterPooling.apply(tf, pooling.apply(tf, inside, rows)));
  }

  private static DeepSetSpec.Pooling kind(Conv1dSpec.Pooling kind) {
    return switch (kind) {
      case MEAN -> DeepSetSpec.Pooling.MEAN;
      case MAX -> DeepSetSpec.Pooling.MAX;
    };
  }
}
