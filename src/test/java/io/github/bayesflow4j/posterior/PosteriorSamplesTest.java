package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import org.junit.jupiter.api.Test;

class PosteriorSamplesTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("a", Support.real()), Parameter.scalar("b", Support.real()));

  private static PosteriorSamples samples() {
    return PosteriorSamples.ofColumns(
        SPACE, new double[][] {{5, 1, 4, 2, 3}, {50, 10, 40, 20, 60}});
  }

  @Test
  void summariesAreThoseOfTheDraws() {
    assertThat(samples().mean("a")).isCloseTo(3, within(1e-15));
    assertThat(samples().sd("a")).isCloseTo(Math.sqrt(2.5), within(1e-15));
    assertThat(samples().quantile("a", 0.5)).isEqualTo(3);
    // Position 0.1 x 4 = 0.4 between the order statistics 1 and 2.
    assertThat(samples().quantile("a", 0.1)).isCloseTo(1.4, within(1e-15));
    assertThat(samples().quantiles(1, 0, 0.25, 1)).containsExactly(10, 20, 60);
  }

  @Test
  void quantilesLeaveTheDrawsInTheirOrder() {
    PosteriorSamples samples = samples();
    samples.quantile("a", 0.5);
    samples.quantiles(1, 0.05, 0.95);
    assertThat(samples.draw(0)).containsExactly(5, 50);
    assertThat(samples.column("a")).containsExactly(5, 1, 4, 2, 3);
  }

  @Test
  void rowsAndColumnsAreTheSameDraws() {
    float[] rows = {-1, 5, 50, 1, 10};
    PosteriorSamples samples = PosteriorSamples.ofRows(SPACE, rows, 1, 2);
    assertThat(samples.draw(1)).containsExactly(1, 10);
    assertThat(samples.column("b")).containsExactly(50, 10);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> PosteriorSamples.ofColumns(SPACE, new double[1][3]))
        .hasMessage("expected 2 columns of draws, found 1");
    assertThatThrownBy(() -> PosteriorSamples.ofColumns(SPACE, new double[][] {{1, 2}, {1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one length");
    assertThatThrownBy(() -> samples().mean("c"))
        .hasMessage("there is no parameter 'c', there are [a, b]");
  }
}
