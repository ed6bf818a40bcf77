package io.github.bayesflow4j.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.github.bayesflow4j.posterior.CredibleInterval;
import io.github.bayesflow4j.posterior.PosteriorSummary;
import io.github.bayesflow4j.spec.proto.EstimateSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EstimatesTest {
  private static final EstimateSpec ESTIMATE =
      Estimates.of(
          new PosteriorSummary(
              500,
              List.of(
                  new PosteriorSummary.Component(
                      "rate",
                      Optional.of("1/day"),
                      1.5,
                      0.25,
                      1.25,
                      1,
                      List.of(new CredibleInterval(0.9, 1, 2)),
                      List.of(new CredibleInterval(0.9, 0.5, 1.75)),
                      List.of(1.0, Double.NaN))),
              -0.5));

  @Test
  void jsonHasTheNamesOfTheFields() {
    assertThat(Estimates.json(ESTIMATE))
        .contains(
            "\"draws\": 500",
            "\"map_log_density\": -0.5",
            "\"name\": \"rate\"",
            "\"unit\": \"1/day\"",
            "\"highest_density_interval\": [",
            "\"correlation\": [1.0, \"NaN\"]")
        .endsWith("}\n")
        .doesNotContain("typicality");
  }

  @Test
  void jsonIsReadBackToTheBit() throws IOException {
    EstimateSpec complete =
        ESTIMATE.toBuilder()
            .setMachine("sir")
            .setSeed(Long.MIN_VALUE)
            .setMapLogDensity(0.1)
            .build();
    EstimateSpec.Builder read = EstimateSpec.newBuilder();
    JsonFormat.parser().merge(Estimates.json(complete), read);
    assertThat(read.build()).isEqualTo(complete);
  }
}
