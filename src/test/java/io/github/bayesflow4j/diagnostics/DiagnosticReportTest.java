package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosticReportTest {

  @Test
  void anExactPosteriorIsCalibratedAndAFaultyComponentIsNamed() {
    DiagnosticReport exact =
        DiagnosticReport.of(ConjugateGaussian.simulate(500, 200, 1, Fault.NONE, Fault.NONE), 1);
    assertThat(exact.calibrated()).isTrue();
    assertThat(exact.uncalibrated()).isEmpty();

    DiagnosticReport faulty =
        DiagnosticReport.of(ConjugateGaussian.simulate(500, 200, 1, Fault.NONE, Fault.SHIFTED), 1);
    assertThat(faulty.calibrated()).isFalse();
    assertThat(faulty.uncalibrated()).containsExactly("theta1");
  }

  @Test
  void worksForASingleParameter() {
    ConjugateGaussian posterior = ConjugateGaussian.of(Fault.NONE);
    Simulations testSets = posterior.testSets(500, 2);
    DiagnosticReport report =
        DiagnosticReport.of(SimulatedPosteriors.of(posterior, testSets, 200, 2), 1)
            .with(LatentCheck.of(posterior.latents(testSets)));

    assertThat(report.names()).containsExactly("theta0");
    assertThat(report.calibrated()).isTrue();
    assertThat(report.latents().orElseThrow().passed()).isTrue();
    assertThat(report.ranks().components().get(0).adjustedPValue())
        .isEqualTo(report.ranks().components().get(0).pValue());
  }

  @Test
  void sameSeedSameReport() {
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(100, 50, 3, Fault.NONE);

    assertThat(DiagnosticReport.of(posteriors, 9)).isEqualTo(DiagnosticReport.of(posteriors, 9));
    assertThat(DiagnosticReport.of(posteriors, 9).calibration().noiseFloor())
        .isNotEqualTo(DiagnosticReport.of(posteriors, 10).calibration().noiseFloor());
  }

  private static Recovery.Component recovery(String name, double rmse, double nrmse, double r2) {
    return new Recovery.Component(
        name,
        rmse,
        nrmse,
        r2,
        rmse,
        new Interval(0.9 * rmse, 1.1 * rmse),
        new Interval(0.9 * nrmse, 1.1 * nrmse),
        new Interval(r2 - 0.01, r2 + 0.01));
  }

  private static DiagnosticReport report(Contraction.Component contraction, double adjustedPValue) {
    return new DiagnosticReport(
        300,
        2_000,
        1,
        new Recovery(
            List.of(
                recovery("beta", 0.05671, 0.0123, 0.98765),
                recovery("population_size", 123_456, 0.2, -0.5))),
        new CalibrationError(
            new CalibrationError.NoiseFloor(0.0168, 0.0333),
            List.of(
                new CalibrationError.Component("beta", 0.0112, List.of()),
                new CalibrationError.Component("population_size", 0.0987, List.of()))),
        new RankStatistics(
            2_000,
            new RankUniformityTest.Band(0.05, List.of(), List.of(), List.of()),
            List.of(
                new RankStatistics.Component("beta", List.of(), List.of(), 0.5, 1.2, 0.41, 0.41),
                new RankStatistics.Component(
                    "population_size",
                    List.of(),
                    List.of(),
                    1e-3,
                    -1.1,
                    adjustedPValue / 2,
                    adjustedPValue))),
        new Contraction(
            List.of(new Contraction.Component("beta", 0.953, -0.012, 1.003, 0), contraction)),
        Optional.empty());
  }

  @Test
  void theTableHasOneRowAComponentThenTheFloorThenTheVerdict() {
    DiagnosticReport report =
        report(new Contraction.Component("population_size", 0.1, 0.5, 1.75, 0), 0.0004);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(DiagnosticTable.render(report).lines())
          .containsExactly(
              "parameter             RMSE   NRMSE       R2  cal. error  contraction  z mean   z sd"
                  + "   SBC p",
              "beta               0.05671  0.0123   0.9877      0.0112        0.953  -0.012  1.003"
                  + "  0.4100",
              "population_size  1.235e+05  0.2000  -0.5000      0.0987        0.100   0.500  1.750"
                  + "  0.0002",
              "",
              "A perfect posterior has cal. error 0.0168 on average and at most 0.0333 in 95 % of"
                  + " tests, |z mean| below 0.113 and SBC p above 0.05.",
              "Not calibrated: the ranks are not uniform for population_size (simulation-based"
                  + " calibration, 300 data sets, 2000 draws each, 5 % level, Holm-corrected).");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void theTableSaysWhatHasNoNumberAndWhatTheLatentSpaceLacks() {
    DiagnosticReport report =
        report(new Contraction.Component("population_size", 1, Double.NaN, Double.NaN, 300), 0.2)
            .with(LatentCheck.of(new double[][] {{5}, {5}, {5}}));

    assertThat(DiagnosticTable.render(report).lines().toList())
        .anyMatch(line -> line.startsWith("population_size") && line.contains("   n/a    n/a  "))
        .contains(
            "All draws are equal, and there is no z, for population_size in 300 data sets.",
            "Latent space: not standard normal in mean, shape, radius.",
            "Calibrated: the ranks of no parameter deviate from uniform (simulation-based"
                + " calibration, 300 data sets, 2000 draws each, 5 % level, Holm-corrected).");
  }
}
