package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedPosteriorsTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(Parameter.scalar("a", Support.real()));

  static SimulatedPosteriors of(double[] truths, double[]... draws) {
    return SimulatedPosteriors.of(
        SPACE,
        Arrays.stream(truths).mapToObj(t -> new double[] {t}).toArray(double[][]::new),
        Arrays.stream(draws)
            .map(column -> PosteriorSamples.ofColumns(SPACE, new double[][] {column}))
            .toList());
  }

  @Test
  void drawsGivenEachTestSetInOrder() {
    ConjugateGaussian posterior = ConjugateGaussian.of(Fault.NONE, Fault.SHIFTED);
    Simulations testSets = posterior.testSets(5, 3);

    SimulatedPosteriors posteriors = SimulatedPosteriors.of(posterior, testSets, 7, 11);

    assertThat(posteriors.testSets()).isEqualTo(5);
    assertThat(posteriors.draws()).isEqualTo(7);
    assertThat(posteriors.dimension()).isEqualTo(2);
    for (int i = 0; i < 5; i++) {
      long seed = new RandomStreams(11).stream(i).nextLong();
      PosteriorSamples expected = posterior.sample(testSets.dataSet(i), 7, seed);
      assertThat(posteriors.samples(i).column(1)).isEqualTo(expected.column(1));
      assertThat(posteriors.truths(1)[i]).isEqualTo(testSets.theta(i)[1]);
    }
  }

  @Test
  void namesTestSetAndParameterOfAValueThatIsNotFinite() {
    assertThatThrownBy(
            () -> of(new double[] {0, 1}, new double[] {0, 1}, new double[] {0, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test set 1: a posterior draw of parameter a is NaN");
    assertThatThrownBy(
            () ->
                of(
                    new double[] {0, Double.POSITIVE_INFINITY},
                    new double[] {0, 1},
                    new double[] {0, 1}))
        .hasMessage("test set 1: the true value of parameter a is Infinity");
  }

  @Test
  void refusesAParameterThatNeverVaries() {
    assertThatThrownBy(() -> of(new double[] {2, 2}, new double[] {0, 1}, new double[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parameter a is 2.0 in all 2 test sets");
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> of(new double[] {0, 1}, new double[] {0, 1}, new double[] {0, 1, 2}))
        .hasMessageContaining("test set 1: expected 2 draws of [a]")
        .hasMessageContaining("found 3 draws");
    assertThatThrownBy(() -> of(new double[] {0, 1}, new double[] {0, 1}))
        .hasMessageContaining("expected posterior draws for 2 test sets, found 1");
    assertThatThrownBy(() -> of(new double[] {0}, new double[] {0, 1}))
        .hasMessageContaining("at least 2 test sets, had 1");
    assertThatThrownBy(() -> of(new double[] {0, 1}, new double[] {0}, new double[] {0}))
        .hasMessageContaining("at least 2 draws, had 1");
    ConjugateGaussian one = ConjugateGaussian.of(Fault.NONE);
    Simulations two = ConjugateGaussian.of(Fault.NONE, Fault.NONE).testSets(3, 1);
    assertThatThrownBy(() -> SimulatedPosteriors.of(one, two, 10, 1))
        .hasMessage("expected test sets of parameters [theta0], found [theta0, theta1]");
    assertThatThrownBy(() -> SimulatedPosteriors.of(SPACE, new double[][] {{0}, {1}}, List.of()))
        .hasMessageContaining("found 0");
  }
}
