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
          NetworkCase.SET_TRANSFORMER,
              (scope, spec, form) -> new SetTransformer(scope, spec.getSetTransformer(), form),
          NetworkCase.TIME_SERIES_TRANSFORMER,
              (scope, spec, form) ->
                  new TimeSeriesTransformer(scope, spec.getTimeSeriesTransformer(), form));

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
