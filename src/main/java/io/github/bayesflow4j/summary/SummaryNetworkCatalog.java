package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec.NetworkCase;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The summary networks a spec can name; a new one is one line here. */
public final class SummaryNetworkCatalog {

  /** Builds one kind of network. */
  @FunctionalInterface
  private interface Factory {
    SummaryNetwork build(VariableScope scope, SummaryNetworkSpec spec, DataForm form);
  }

  private static final Map<NetworkCase, Factory> FACTORIES =
      Map.of(
          NetworkCase.IDENTITY, (scope, spec, form) -> new IdentityNetwork(form),
          NetworkCase.MLP, (scope, spec, form) -> new MlpNetwork(scope, spec.getMlp(), form),
          NetworkCase.DEEP_SET, (scope, spec, form) -> new DeepSet(scope, spec.getDeepSet(), form),
          NetworkCase.SET_TRANSFORMER,
              (scope, spec, form) -> new SetTransformer(scope, spec.getSetTransformer(), form),
          NetworkCase.TIME_SERIES_TRANSFORMER,
              (scope, spec, form) ->
                  new TimeSeriesTransformer(scope, spec.getTimeSeriesTransformer(), form),
          NetworkCase.QUANTILES,
              (scope, spec, form) -> new QuantileNetwork(scope, spec.getQuantiles(), form),
          NetworkCase.RECURRENT,
              (scope, spec, form) -> new RecurrentNetwork(scope, spec.getRecurrent(), form),
          NetworkCase.CONV1D,
              (scope, spec, form) -> new Conv1dNetwork(scope, spec.getConv1D(), form),
          NetworkCase.TIME_SERIES,
              (scope, spec, form) -> new TimeSeriesNetwork(scope, spec.getTimeSeries(), form),
          NetworkCase.CONV2D,
              (scope, spec, form) -> new Conv2dNetwork(scope, spec.getConv2D(), form));

  private SummaryNetworkCatalog() {}

  /** The network of the only observable. */
  private record Single(SummaryNetwork network) implements JointSummaryNetwork {
    @Override
    public int summaryDimension() {
      return network.summaryDimension();
    }

    @Override
    public Operand<TFloat32> apply(Ops tf, List<StandardizedData> data) {
      return network.apply(tf, data.get(0));
    }
  }

  /**
   * Builds the network a spec describes for all observables of a model.
   *
   * @param spec resolved: every field set
   * @param forms of each observable, in the order of the model
   * @throws SpecException if the network cannot take data of these forms
   */
  public static JointSummaryNetwork build(
      VariableScope scope, SummaryNetworkSpec spec, List<DataForm> forms) {
    if (spec.getNetworkCase() == NetworkCase.FUSION) {
      return new Fusion(scope, spec.getFusion(), forms);
    }
    if (forms.size() != 1) {
      throw new SpecException(
          "the model has the observables "
              + forms.stream().map(form -> form.observable().name()).toList()
              + ", and only a fusion takes several");
    }
    return new Single(build(scope, spec, forms.get(0)));
  }

  /**
   * Builds the network a spec describes for one observable.
   *
   * @param spec resolved: every field set
   * @throws SpecException if the network cannot take data of this form
   */
  public static SummaryNetwork build(VariableScope scope, SummaryNetworkSpec spec, DataForm form) {
    Factory factory = FACTORIES.get(spec.getNetworkCase());
    if (factory == null) {
      throw new SpecException(
          "summary_network: expected one of "
              + FACTORIES.keySet()
              + " for observable "
              + form.observable().name()
              + ", found "
              + spec.getNetworkCase());
    }
    return factory.build(scope, spec, form);
  }
}
