package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Batches, held-out batches and the moments of log n follow one law of the number of rows. */
class SizeLawTest {
  private static final int BATCHES = 1000;

  private static TrainingData open(TrainingSpec.SizeLaw law) {
    TrainingSpec.Builder spec =
        GaussianModels.training(BATCHES)
            .setBatchSize(2)
            .setValidationSimulations(2 * BATCHES)
            .setSizeLaw(law);
    return TrainingData.online(
        GaussianModels.rows(), ResolvedSpecs.resolve(spec.build()), 2, FailurePolicy.STOP);
  }

  @Test
  void sizesAreThoseOfTheModelUnlessSaidOtherwise() {
    try (TrainingData data = open(TrainingSpec.SizeLaw.OF_MODEL)) {
      assertFollows(data, GaussianModels.rows().size());
    }
  }

  @Test
  void sizesAreLogUniformOnTheRangeOfTheModelIfSaidSo() {
    try (TrainingData data = open(TrainingSpec.SizeLaw.LOG_UNIFORM)) {
      assertFollows(data, DataSize.logUniform(2, 20));
    }
  }

  @Test
  void sizesAreMixedIfSaidSo() {
    try (TrainingData data = open(TrainingSpec.SizeLaw.MIXED)) {
      assertFollows(data, DataSize.mixed(2, 20));
    }
  }

  private static void assertFollows(TrainingData data, DataSize law) {
    double mean = 0;
    double square = 0;
    for (int n = law.min(); n <= law.max(); n++) {
      mean += law.probability(n) * Math.log(n);
      square += law.probability(n) * Math.log(n) * Math.log(n);
    }
    double deviation = Math.sqrt(square - mean * mean);
    MomentsSpec moments =
        data.estimatorSpec(
                Optional.of(GaussianModels.deepSet()),
                GaussianModels.flow(),
                SessionThreads.deterministic())
            .getStandardization()
            .getLogSize();
    assertThat((double) moments.getMean(0)).isCloseTo(mean, within(1e-6));
    assertThat((double) moments.getDeviation(0)).isCloseTo(deviation, within(1e-6));
    double trained =
        LongStream.range(0, BATCHES)
            .mapToDouble(step -> Math.log(data.source().batch(step).rows()))
            .average()
            .orElseThrow();
    double heldOut =
        data.validation().stream()
            .mapToDouble(batch -> Math.log(batch.rows()))
            .average()
            .orElseThrow();
    // 4.5 standard errors; the means of the three laws are 9 or more apart.
    double error = 4.5 * deviation / Math.sqrt(BATCHES);
    assertThat(trained).isCloseTo(mean, within(error));
    assertThat(heldOut).isCloseTo(mean, within(error));
  }
}
