package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.Recognition.Verdict;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;

class RecognitionTest {

  /** Exact posteriors of standard normal parameters with these contractions. */
  private static SimulatedPosteriors exact(
      int testSets, int draws, long seed, double... contractions) {
    ParameterSpace space =
        new ParameterSpace(
            IntStream.range(0, contractions.length)
                .mapToObj(j -> Parameter.scalar("p" + j, Support.real()))
                .toList());
    ZigguratSampler.NormalizedGaussian normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    double[][] truths = new double[testSets][contractions.length];
    List<PosteriorSamples> samples = new ArrayList<>();
    for (int i = 0; i < testSets; i++) {
      double[][] columns = new double[contractions.length][draws];
      for (int j = 0; j < columns.length; j++) {
        // The prior variance 1 is the variance c of the means plus that of the posteriors, 1 - c.
        double mean = Math.sqrt(contractions[j]) * normal.sample();
        double sd = Math.sqrt(1 - contractions[j]);
        truths[i][j] = mean + sd * normal.sample();
        for (int l = 0; l < draws; l++) {
          columns[j][l] = mean + sd * normal.sample();
        }
      }
      samples.add(PosteriorSamples.ofColumns(space, columns));
    }
    return SimulatedPosteriors.of(space, truths, samples);
  }

  @Test
  void namesWhatTheDataDoNotSpeakAbout() {
    // M = 300: the contraction of the first has a standard error of sqrt(2 / 300) / 100 = 0.001,
    // that of the last 0.13 * 0.87 * sqrt(2 / 300) = 0.01. All limits are ten or more away.
    for (int seed = 0; seed < 20; seed++) {
      Recognition recognition =
          Recognition.of(exact(300, 100, seed, 0, 0.95, 0.13), new RandomStreams(seed).stream(1));

      assertThat(recognition.components())
          .extracting(Recognition.Component::verdict)
          .containsExactly(Verdict.NOT_RECOGNIZED, Verdict.RECOGNIZED, Verdict.WEAKLY_RECOGNIZED);
      assertThat(recognition.names(Verdict.NOT_RECOGNIZED)).containsExactly("p0");
      assertThat(recognition.components().get(0).contraction()).isCloseTo(0, within(0.005));
      assertThat(recognition.components().get(1).contraction()).isCloseTo(0.95, within(0.02));
      assertThat(recognition.components().get(2).contraction()).isCloseTo(0.13, within(0.05));
    }
  }

  @Test
  void contractionHasNoBiasAndItsIntervalHoldsItAtItsLevel() {
    double sum = 0;
    int held = 0;
    for (int r = 0; r < 200; r++) {
      Recognition.Component component =
          Recognition.of(exact(200, 20, 500 + r, 0.13), new RandomStreams(r).stream(1))
              .components()
              .get(0);
      sum += component.contraction();
      held += component.contractionInterval().contains(0.13) ? 1 : 0;
    }
    // Twenty draws would give 0.13 + 0.87 / 20 = 0.17 without the correction. One figure has a
    // standard error of sqrt(2 / 200) * 0.17 * 0.87 = 0.015, the mean of 200 one of 0.001.
    assertThat(sum / 200).isCloseTo(0.13, within(0.004));
    // 190 are expected, with a standard deviation of 3.1, less about one percent of percentile
    // intervals.
    assertThat(held).isBetween(177, 199);
  }
}
