package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SummaryNetworkCatalogTest {

  static List<String> names() {
    // A fusion takes several observables, and is built with the machines.
    return SummaryNetworks.names().stream().filter(name -> !name.equals("fusion")).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyReadyMadeNetworkIsBuilt(String name) {
    Observable data =
        name.equals("conv2d")
            ? new Observable("data", List.of("x"), new Layout.Grid(6, 5), Scale.IDENTITY)
            : Observable.exchangeable("data", "x");
    SummarySubject subject =
        SummarySubject.of(SummaryNetworks.named(name), data, DataSize.fixed(5));
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      float[] summary = run.apply(run.network().initialWeights(), run.batch(2, 5));
      assertThat(summary).hasSize(2 * run.summaryDimension());
      SummaryNetworkContract.assertFinite(summary);
      // Kernels start at random, so two data sets have two summaries.
      assertThat(summary[0]).isNotEqualTo(summary[run.summaryDimension()]);
    }
  }

  @Test
  void noNetworkIsRefused() {
    DataForm form = new DataForm(Observable.vector("data", "x"), DataSize.fixed(1));
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(
              () ->
                  SummaryNetworkCatalog.build(
                      network.scope(), SummaryNetworkSpec.getDefaultInstance(), form))
          .isInstanceOf(SpecException.class)
          .hasMessageStartingWith("summary_network: expected one of [")
          .hasMessageEndingWith("] for observable data, found NETWORK_NOT_SET");
    }
  }
}
