package io.github.bayesflow4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.CosineRate;
import io.github.bayesflow4j.spec.proto.LearningRateSpec;
import io.github.bayesflow4j.spec.proto.TrainingSpec;
import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void aConstantRateStays() {
    LearningRate rate = new LearningRate.Constant(3e-4);
    assertThat(rate.at(0)).isEqualTo(3e-4);
    assertThat(rate.at(1_000_000)).isEqualTo(3e-4);
  }

  @Test
  void anExponentialRateFallsByItsFactorEveryInterval() {
    LearningRate rate = new LearningRate.Exponential(0.5, 0.25, 100);
    assertThat(rate.at(0)).isEqualTo(0.5);
    // Half an interval is a factor of sqrt(1/4).
    assertThat(rate.at(50)).isEqualTo(0.25, within(1e-15));
    assertThat(rate.at(100)).isEqualTo(0.125, within(1e-15));
    assertThat(rate.at(300)).isEqualTo(0.5 / 64, within(1e-15));
  }

  @Test
  void aCosineRateWarmsUpAndFallsToItsLastValue() {
    LearningRate rate = new LearningRate.Cosine(1, 0.1, 4, 16);
    assertThat(new double[] {rate.at(0), rate.at(1), rate.at(2), rate.at(3)})
        .containsExactly(0.25, 0.5, 0.75, 1);
    // 12 steps of half a cosine: 1 at its start, the middle at its middle, cos(60 deg) = 1/2 after
    // a third.
    assertThat(rate.at(4)).isEqualTo(1, within(1e-15));
    assertThat(rate.at(8)).isEqualTo(0.1 + 0.45 * 1.5, within(1e-15));
    assertThat(rate.at(10)).isEqualTo(0.55, within(1e-15));
    assertThat(rate.at(12)).isEqualTo(0.1 + 0.45 * 0.5, within(1e-15));
    assertThat(rate.at(16)).isEqualTo(0.1, within(1e-15));
    assertThat(rate.at(20)).isEqualTo(0.1, within(1e-15));
  }

  @Test
  void aCosineRateNeedsNoWarmUp() {
    LearningRate rate = new LearningRate.Cosine(1, 0, 0, 1);
    assertThat(rate.at(0)).isEqualTo(1);
  }

  @Test
  void aSpecWithoutChoiceIsACosineWithFivePercentWarmUp() {
    LearningRateSpec spec =
        ResolvedSpecs.resolve(TrainingSpec.getDefaultInstance()).getLearningRate();
    assertThat(LearningRate.of(spec, 1000))
        .isEqualTo(new LearningRate.Cosine(5e-4, 1e-6, 50, 1000));
    LearningRateSpec never =
        LearningRateSpec.newBuilder()
            .setCosine(CosineRate.newBuilder().setRate(1).setFinalRate(0).setWarmUp(0))
            .build();
    assertThat(LearningRate.of(never, 10)).isEqualTo(new LearningRate.Cosine(1, 0, 0, 10));
  }

  @Test
  void aSpecMustNameASchedule() {
    assertThatThrownBy(() -> LearningRate.of(LearningRateSpec.getDefaultInstance(), 10))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "learning_rate: expected one of constant, exponential, cosine, plateau, found none");
  }
}
