package io.github.bayesflow4j.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Observable.Layout;
import io.github.bayesflow4j.simulation.Observable.Scale;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.SummaryNetworks;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.MlpSpec;
import io.github.bayesflow4j.spec.proto.SummaryNetworkSpec;
import io.github.bayesflow4j.summary.SummaryRun.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks that see a data set as one vector: identity and multilayer perceptron. */
class FlattenedNetworksTest implements SummaryNetworkContract {
  private static final int ROWS = 6;

  @Override
  public Stream<SummarySubject> subjects() {
    List<SummarySubject> subjects = new ArrayList<>(identities().toList());
    for (SummarySubject identity : identities().toList()) {
      for (Activation activation : List.of(Activation.SILU, Activation.TANH)) {
        MlpSpec mlp =
            MlpSpec.newBuilder()
                .addHidden(7)
                .addHidden(5)
                .setActivation(activation)
                .setSummaryDimension(4)
                .build();
        subjects.add(identity.with(SummaryNetworkSpec.newBuilder().setMlp(mlp).build()));
      }
    }
    return subjects.stream();
  }

  static Stream<SummarySubject> identities() {
    return Stream.of(
            Observable.vector("data", "x", "y", "z"),
            Observable.series("data", "x", "y"),
            new Observable("data", List.of("x"), new Layout.Grid(2, 3), Scale.IDENTITY))
        .map(
            observable ->
                SummarySubject.of(SummaryNetworks.identity(), observable, DataSize.fixed(ROWS)));
  }

  @ParameterizedTest
  @MethodSource("identities")
  void theIdentityHandsValuesOn(SummarySubject subject) {
    try (SummaryRun run = SummaryRun.trainable(subject)) {
      Batch batch = run.batch(3, ROWS);
      assertThat(run.apply(run.randomWeights(), batch)).isEqualTo(batch.values());
      assertThat(run.summaryDimension()).isEqualTo(subject.form().observable().values(ROWS));
    }
  }

  @ParameterizedTest
  @CsvSource({"identity", "mlp"})
  void theNumberOfRowsMustNotVary(String name) {
    SummarySubject subject =
        SummarySubject.of(
            SummaryNetworks.named(name), Observable.series("data", "x"), DataSize.uniform(2, 9));
    assertThatThrownBy(() -> SummaryRun.trainable(subject))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            name
                + " needs data of one size, but observable data has 2 to 9 rows;"
                + " choose a network for rows, such as deep_set");
  }
}
