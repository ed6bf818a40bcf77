package io.github.bayesflow4j.spec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.github.bayesflow4j.posterior.CredibleInterval;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.spec.proto.EstimateSpec;
import io.github.bayesflow4j.spec.proto.IntervalSpec;
import io.github.bayesflow4j.spec.proto.ParameterEstimateSpec;
import java.util.List;

/** Estimates as messages, and these as JSON for other programs. */
public final class Estimates {
  private Estimates() {}

  /** The estimates of a summary; machine, process, digest and seed are left unset. */
  public static EstimateSpec of(PosteriorSummary summary) {
    EstimateSpec.Builder spec =
        EstimateSpec.newBuilder()
            .setDraws(summary.draws())
            .setMapLogDensity(summary.modeLogDensity());
    for (PosteriorSummary.Component component : summary.components()) {
      ParameterEstimateSpec.Builder parameter =
          ParameterEstimateSpec.newBuilder()
              .setName(component.name())
              .setMean(component.mean())
              .setSd(component.sd())
              .setMedian(component.median())
              .setMap(component.map())
              .addAllCentralInterval(intervals(component.central()))
              .addAllHighestDensityInterval(intervals(component.highestDensity()))
              .addAllCorrelation(component.correlations());
      component.unit().ifPresent(parameter::setUnit);
      spec.addParameter(parameter);
    }
    return spec.build();
  }

  private static List<IntervalSpec> intervals(List<CredibleInterval> intervals) {
    return intervals.stream()
        .map(
            interval ->
                IntervalSpec.newBuilder()
                    .setLevel(interval.level())
                    .setLower(interval.lower())
                    .setUpper(interval.upper())
                    .build())
        .toList();
  }

  /** An estimate as one JSON object over several lines, with the field names of the message. */
  public static String json(EstimateSpec estimate) {
    try {
      return JsonFormat.printer().preservingProtoFieldNames().print(estimate) + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("every estimate can be printed as JSON", e);
    }
  }
}
