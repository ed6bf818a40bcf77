package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec.NetworkCase;
import java.util.Map;

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
          NetworkCase.RECURRENT,
              (scope, spec, form) -> new RecurrentNetwork(scope, spec.getRecurrent(), form),
          NetworkCase.CONV1D,
              (scope, spec, form) -> new Conv1dNetwork(scope, spec.getConv1D(), form),
          NetworkCase.TIME_SERIES,
              (scope, spec, form) -> new TimeSeriesNetwork(scope, spec.getTimeSeries(), form),
          NetworkCase.CONV2D,
              (scope, spec, form) -> new Conv2dNetwork(scope, spec.getConv2D(), form));

  private SummaryNetworkCatalog() {}

  /**
   * Builds the network a spec describes.
   *
   * @param spec resolved: every field set
   * @throws SpecException if the network cannot take data of this form
   */
  public static SummaryNetwork build(VariableScope scope, SummaryNetworkSpec spec, DataForm form) {
    Factory factory = FACTORIES.get(spec.getNetworkCase());
    if (factory == null) {
      throw new SpecException(
          "summary_network: expected one of " + FACTORIES.keySet() + ", found none");
    }
    return factory.build(scope, spec, form);
  }
}
