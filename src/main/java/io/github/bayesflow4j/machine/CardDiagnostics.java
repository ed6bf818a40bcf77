package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.diagnostics.CalibrationDependence.Dependence;
import io.github.bayesflow4j.diagnostics.Contraction;
import io.github.bayesflow4j.diagnostics.Coverage;
import io.github.bayesflow4j.diagnostics.DataAveragedPosterior;
import io.github.bayesflow4j.diagnostics.DiagnosticReport;
import io.github.bayesflow4j.diagnostics.ExpectedCoverage;
import io.github.bayesflow4j.diagnostics.RankStatistics;
import io.github.bayesflow4j.diagnostics.Recognition;
import io.github.bayesflow4j.diagnostics.Recovery;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec.JointCoverage;
import io.github.bayesflow4j.spec.proto.DiagnosticsSpec.ParameterEntry;
import java.util.List;

/** Writes diagnostics down for a machine's card. */
final class CardDiagnostics {
  private CardDiagnostics() {}

  static DiagnosticsSpec of(DiagnosticReport report) {
    DiagnosticsSpec.Builder spec =
        DiagnosticsSpec.newBuilder()
            .setDataSets(report.testSets())
            .setDraws(report.draws())
            .setSeed(report.seed())
            .setCalibrationFloor(report.calibration().noiseFloor().quantile95())
            .setCalibrated(report.calibrated())
            .setRandomPointCoverage(joint(report.randomPoints().coverage()));
    report.density().map(CardDiagnostics::joint).ifPresent(spec::setDensityCoverage);
    report.dependence().dependences().stream()
        .mapToDouble(Dependence::adjustedPValue)
        .min()
        .ifPresent(spec::setDependencePValue);
    report.latents().ifPresent(check -> spec.setLatentsNormal(check.passed()));
    for (int j = 0; j < report.names().size(); j++) {
      spec.addParameter(parameter(report, j));
    }
    return spec.build();
  }

  private static JointCoverage joint(ExpectedCoverage coverage) {
    return JointCoverage.newBuilder()
        .setMeanError(coverage.meanSignedError())
        .setPValue(coverage.pValue())
        .build();
  }

  private static ParameterEntry parameter(DiagnosticReport report, int component) {
    Recovery.Component recovery = report.recovery().components().get(component);
    Contraction.Component contraction = report.contraction().components().get(component);
    RankStatistics.Component ranks = report.ranks().components().get(component);
    DataAveragedPosterior.Component average = report.dataAveraged().components().get(component);
    ParameterEntry.Builder entry =
        ParameterEntry.newBuilder()
            .setName(recovery.name())
            .setRmse(recovery.rmse())
            .setNrmse(recovery.nrmse())
            .setR2(recovery.r2())
            .setExpectedRmse(recovery.expectedRmse())
            .setCalibrationError(report.calibration().components().get(component).median())
            .setContraction(contraction.contraction())
            .setZScoreMean(contraction.zMean())
            .setZScoreSd(contraction.zSd())
            .setRankPValue(ranks.pValue())
            .setRankLogGamma(ranks.logGamma())
            .setPriorShift(average.shift())
            .setPriorSpread(average.spread())
            .setRecognition(
                recognition(report.recognition().components().get(component).verdict()));
    List<Double> levels = report.coverage().levels();
    Coverage.Component coverage = report.coverage().components().get(component);
    for (int k = 0; k < levels.size(); k++) {
      entry.addCoverage(
          ParameterEntry.CoverageEntry.newBuilder()
              .setLevel(levels.get(k))
              .setFraction(coverage.fractions().get(k).observed()));
    }
    return entry.build();
  }

  private static ParameterEntry.Recognition recognition(Recognition.Verdict verdict) {
    return switch (verdict) {
      case RECOGNIZED -> ParameterEntry.Recognition.RECOGNIZED;
      case WEAKLY_RECOGNIZED -> ParameterEntry.Recognition.WEAKLY_RECOGNIZED;
      case NOT_RECOGNIZED -> ParameterEntry.Recognition.NOT_RECOGNIZED;
    };
  }
}
