package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosticReportTest {
  private static final RankUniformityTest.Band NO_BAND =
      new RankUniformityTest.Band(0.05, List.of(), List.of(), List.of());
  private static final ExpectedCoverage EXACT_COVERAGE =
      new ExpectedCoverage(2_000, NO_BAND, List.of(), 0.3, 1, 0.31, 0.012);

  @Test
  void anExactPosteriorIsCalibratedAndAFaultyComponentIsNamed() {
    DiagnosticReport exact =
        DiagnosticReport.of(
            ConjugateGaussian.simulate(500, 200, 1, Fault.NONE, Fault.NONE), List.of(), 1);
    assertThat(exact.calibrated()).isTrue();
    assertThat(exact.uncalibrated()).isEmpty();

    DiagnosticReport faulty =
        DiagnosticReport.of(
            ConjugateGaussian.simulate(500, 200, 1, Fault.NONE, Fault.SHIFTED), List.of(), 1);
    assertThat(faulty.calibrated()).isFalse();
    assertThat(faulty.uncalibrated()).containsExactly("theta1");
  }

  @Test
  void worksForASingleParameter() {
    ConjugateGaussian posterior = ConjugateGaussian.of(Fault.NONE);
    Simulations testSets = posterior.testSets(500, 2);
    DiagnosticReport report =
        DiagnosticReport.of(SimulatedPosteriors.of(posterior, testSets, 200, 2), List.of(), 1)
            .with(EXACT_COVERAGE, LatentCheck.of(posterior.latents(testSets)));

    assertThat(report.names()).containsExactly("theta0");
    assertThat(report.calibrated()).isTrue();
    assertThat(report.latents().orElseThrow().passed()).isTrue();
    assertThat(report.ranks().components().get(0).adjustedPValue())
        .isEqualTo(report.ranks().components().get(0).pValue());
  }

  @Test
  void sameSeedSameReport() {
    SimulatedPosteriors posteriors = ConjugateGaussian.simulate(100, 50, 3, Fault.NONE);

    DiagnosticReport report = DiagnosticReport.of(posteriors, List.of(), 9);
    assertThat(DiagnosticReport.of(posteriors, List.of(), 9)).isEqualTo(report);
    assertThat(DiagnosticReport.of(posteriors, List.of(), 10).calibration().noiseFloor())
        .isNotEqualTo(report.calibration().noiseFloor());
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

  private static Recognition.Component recognition(
      String name, Recognition.Verdict verdict, double contraction) {
    Interval interval = new Interval(contraction - 0.01, contraction + 0.01);
    return new Recognition.Component(name, verdict, contraction, interval, contraction, interval);
  }

  private static Coverage.Component coverage(String name, double half, double most) {
    return new Coverage.Component(
        name,
        List.of(
            new Coverage.Fraction(half, half - 0.05, half + 0.05, 0.443, 0.557),
            new Coverage.Fraction(most, most - 0.03, most + 0.03, 0.923, 0.973)));
  }

  private static DiagnosticReport report(
      Contraction.Component contraction,
      double adjustedPValue,
      CalibrationDependence.Dependence... dependences) {
    return report(contraction, adjustedPValue, List.of(dependences));
  }

  private static DiagnosticReport report(
      Contraction.Component contraction,
      double adjustedPValue,
      List<CalibrationDependence.Dependence> dependences) {
    return new DiagnosticReport(
        300,
        2_000,
        1,
        new Recovery(
            List.of(
                recovery("beta", 0.05671, 0.0123, 0.98765),
                recovery("population_size", 123_456, 0.2, -0.5))),
        new Recognition(
            List.of(
                recognition("beta", Recognition.Verdict.RECOGNIZED, 0.95),
                recognition("population_size", Recognition.Verdict.NOT_RECOGNIZED, 0.01))),
        new CalibrationError(
            new CalibrationError.NoiseFloor(0.0168, 0.0333),
            List.of(
                new CalibrationError.Component("beta", 0.0112, List.of()),
                new CalibrationError.Component("population_size", 0.0987, List.of()))),
        new Coverage(
            List.of(0.5, 0.95),
            List.of(coverage("beta", 0.51, 0.96), coverage("population_size", 0.4, 0.85))),
        new RankStatistics(
            2_000,
            NO_BAND,
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
        new DataAveragedPosterior(
            List.of(
                new DataAveragedPosterior.Component("beta", 0.01, 0.02, 0.99, 0.03, 0.02, 0.6, 0.6),
                new DataAveragedPosterior.Component(
                    "population_size", 0.25, 0.02, 1.1, 0.03, 0.2, 1e-4, 2e-4))),
        new CalibrationDependence(dependences),
        new Tarp(EXACT_COVERAGE),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void theTablesHaveOneRowAComponentThenWhatIsExpectedThenTheVerdict() {
    CalibrationBin bin = new CalibrationBin(10, 20.5, 50, -0.31, 0.1, 0.244, 0.1, 3, 2);
    DiagnosticReport report =
        report(
            new Contraction.Component("population_size", 0.1, 0.5, 1.75, 0),
            0.0004,
            new CalibrationDependence.Dependence(
                "beta", "number of rows", List.of(bin), 0.001, 0.01, 0.0123));
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
              "",
              "parameter        in 50 %  in 95 %  prior shift  prior spread  data say",
              "beta               0.510    0.960        0.010         0.990  much",
              "population_size    0.400    0.850        0.250         1.100  nothing",
              "",
              "A perfect posterior has true values in its central intervals in fractions 0.443 to"
                  + " 0.557, 0.923 to 0.973 in 95 % of tests, prior shift 0 (in deviations of the prior) and"
                  + " prior spread 1. The average of all posteriors is not"
                  + " the prior for population_size.",
              "Not recognized, the posterior hardly depends on the data: population_size.",
              "All parameters together, coverage of regions around random points: mean error +0.012, p 0.3100.",
              "Calibration is off along the data: surest for beta where the number of rows is 10 to"
                  + " 20.5, with estimates -0.31 sd off and widths +24 % off (p 0.012, corrected).",
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
            .with(EXACT_COVERAGE, LatentCheck.of(new double[][] {{5}, {5}, {5}}));

    assertThat(DiagnosticTable.render(report).lines().toList())
        .anyMatch(line -> line.startsWith("population_size") && line.contains("   n/a    n/a  "))
        .contains(
            "All parameters together, coverage of regions of highest density: mean error +0.012, p 0.3100.",
            "No bin of the data is off in calibration, as far as these data sets tell.",
            "All draws are equal, and there is no z, for population_size in 300 data sets.",
            "Latent space: not standard normal in mean, shape, radius.",
            "Calibrated: the ranks of no parameter deviate from uniform (simulation-based"
                + " calibration, 300 data sets, 2000 draws each, 5 % level, Holm-corrected).");
  }
}
