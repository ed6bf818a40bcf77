package io.github.bayesflow4j.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.LatentCheck;
import io.github.bayesflow4j.plot.GaussianDiagnostics;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.spec.proto.MachineCardSpec;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CardVerificationTest {
  private static final DiagnosticReport REPORT = report();

  private static DiagnosticReport report() {
    GaussianDiagnostics made = GaussianDiagnostics.of(60, 40, List.of("mu", "tau"));
    return made.report()
        .with(made.report().randomPoints().coverage(), LatentCheck.of(made.latents()));
  }

  private static MachineCardSpec card(Consumer<DiagnosticsSpec.Builder> change) {
    DiagnosticsSpec.Builder diagnostics = CardDiagnostics.of(REPORT).toBuilder();
    change.accept(diagnostics);
    return MachineCardSpec.newBuilder().setDiagnostics(diagnostics).build();
  }

  @Test
  void aCardOfTheSameDiagnosticsIsReproducedToTheBit() {
    CardVerification verification = CardVerification.of(card(spec -> {}), REPORT);

    assertThat(verification.identical()).isTrue();
    assertThat(verification.reproduced()).isTrue();
    assertThat(verification.different()).isEmpty();
    assertThat(verification.figures().stream().map(CardVerification.Figure::name))
        .contains(
            "calibration_floor",
            "mu rmse",
            "tau rank_p_value",
            "tau coverage 4 fraction",
            "random_point_coverage mean_error",
            "density_coverage p_value",
            "dependence_p_value")
        .doesNotHaveDuplicates();
  }

  @Test
  void roundingIsForgivenAndAnotherFigureIsNamed() {
    double r2 = REPORT.recovery().components().get(1).r2();
    MachineCardSpec rounded =
        card(spec -> spec.getParameterBuilder(1).setR2(r2 + 1e-4).setRankPValue(0.52));
    assertThat(CardVerification.of(rounded, REPORT).identical()).isFalse();

    MachineCardSpec embellished = card(spec -> spec.getParameterBuilder(1).setR2(r2 + 0.05));
    CardVerification verification = CardVerification.of(embellished, REPORT);
    assertThat(verification.reproduced()).isFalse();
    assertThat(verification.different())
        .singleElement()
        .satisfies(
            figure -> {
              assertThat(figure.name()).isEqualTo("tau r2");
              assertThat(figure.recorded()).isEqualTo(r2 + 0.05);
              assertThat(figure.found()).isEqualTo(r2);
            });
    MachineCardSpec slightly = card(spec -> spec.getParameterBuilder(1).setR2(r2 + 1e-4));
    assertThat(CardVerification.of(slightly, REPORT).reproduced()).isTrue();
  }

  @Test
  void aFigureThatIsNoLongerMeasuredIsNotReproduced() {
    DiagnosticReport without = GaussianDiagnostics.of(60, 40, List.of("mu", "tau")).report();

    assertThat(CardVerification.of(card(spec -> {}), without).different())
        .extracting(CardVerification.Figure::name)
        .containsExactly("density_coverage mean_error", "density_coverage p_value");
  }

  @Test
  void anotherVerdictIsNotReproduced() {
    MachineCardSpec opposite = card(spec -> spec.setCalibrated(!spec.getCalibrated()));
    CardVerification verification = CardVerification.of(opposite, REPORT);

    assertThat(verification.different()).isEmpty();
    assertThat(verification.reproduced()).isFalse();
  }

  @Test
  void aCardOfEarlierFiguresIsHeldToThoseItHas() {
    MachineCardSpec earlier =
        card(
            spec -> {
              spec.clearDensityCoverage().clearRandomPointCoverage().clearDependencePValue();
              spec.getParameterBuilderList()
                  .forEach(one -> one.clearCoverage().clearRankLogGamma());
            });
    CardVerification verification = CardVerification.of(earlier, REPORT);

    assertThat(verification.identical()).isTrue();
    assertThat(verification.figures().stream().map(CardVerification.Figure::name))
        .contains("mu rmse")
        .noneMatch(name -> name.contains("coverage"));
  }

  @Test
  void diagnosticsOfOtherTestSetsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CardVerification.of(card(spec -> spec.setDraws(41)), REPORT))
        .withMessageContaining(
            "60 data sets with 41 draws and seed 1 as on the card, found 60, 40");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CardVerification.of(MachineCardSpec.getDefaultInstance(), REPORT));
  }
}
