package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ExponentialDistribution;
import org.junit.jupiter.api.Test;

class PosteriorSummaryTest {
  private static final ParameterSpace SPACE =
      ParameterSpace.of(
          Parameter.scalar("a", Support.positive()).in("kg"),
          Parameter.scalar("b", Support.real()));

  /** An exponential variable by its quantiles, and twice its negative. */
  private static PosteriorSamples exponential() {
    int count = 10_000;
    ExponentialDistribution law = ExponentialDistribution.of(1);
    double[] a =
        IntStream.range(0, count)
            .mapToDouble(i -> law.inverseCumulativeProbability((i + 0.5) / count))
            .toArray();
    double[] b = IntStream.range(0, count).mapToDouble(i -> -2 * a[i]).toArray();
    return PosteriorSamples.ofColumns(SPACE, new double[][] {a, b});
  }

  @Test
  void intervalsOfAnExponentialAreThoseOfTheFormula() {
    CredibleInterval central = exponential().centralInterval("a", 0.9);
    // Quantiles 5 % and 95 %; the draws are 1e-4 / density apart.
    assertThat(central.lower()).isCloseTo(-Math.log(0.95), within(1e-3));
    assertThat(central.upper()).isCloseTo(-Math.log(0.05), within(1e-3));
    CredibleInterval shortest = exponential().highestDensityInterval("a", 0.9);
    // The density falls from 0 on, so the shortest interval begins there.
    assertThat(shortest.lower()).isCloseTo(0, within(1e-4));
    assertThat(shortest.upper()).isCloseTo(-Math.log(0.1), within(2e-3));
    CredibleInterval mirrored = exponential().highestDensityInterval("b", 0.9);
    assertThat(mirrored.lower()).isCloseTo(-2 * shortest.upper(), within(1e-12));
    assertThat(mirrored.upper()).isCloseTo(-2 * shortest.lower(), within(1e-12));
  }

  @Test
  void theShortestIntervalHoldsTheFraction() {
    PosteriorSamples draws =
        PosteriorSamples.ofColumns(
            ParameterSpace.of(Parameter.scalar("a", Support.real())),
            new double[][] {{9, 0, 1, 2, 3, 3.5, 4, 20, 30, 40}});
    // Half of ten draws apart: 0 .. 4 spans six of the sorted draws and is the shortest that does.
    assertThat(draws.highestDensityInterval(0, 0.5)).isEqualTo(new CredibleInterval(0.5, 0, 4));
    assertThat(draws.highestDensityInterval(0, 0.99)).isEqualTo(new CredibleInterval(0.99, 0, 40));
    assertThatThrownBy(() -> draws.highestDensityInterval(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the level of an interval must lie between 0 and 1, was 1.0");
    assertThatThrownBy(() -> draws.centralInterval(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was 0.0");
  }

  @Test
  void correlationsAreThoseOfTheDraws() {
    ParameterSpace three =
        ParameterSpace.of(
            Parameter.scalar("a", Support.real()),
            Parameter.scalar("b", Support.real()),
            Parameter.scalar("c", Support.real()));
    PosteriorSamples draws =
        PosteriorSamples.ofColumns(three, new double[][] {{1, 2, 3}, {1, 3, 2}, {7, 7, 7}});
    double[][] correlations = draws.correlations();
    // Deviations (-1, 0, 1) and (-1, 1, 0): product 1 over 2.
    assertThat(correlations[0][1]).isCloseTo(0.5, within(1e-15));
    assertThat(correlations[1][0]).isEqualTo(correlations[0][1]);
    assertThat(correlations[0][0]).isEqualTo(1);
    assertThat(correlations[2]).containsOnly(Double.NaN);
    assertThatThrownBy(
            () -> PosteriorSamples.ofColumns(SPACE, new double[][] {{1}, {2}}).correlations())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theSummaryIsThatOfTheDraws() {
    PosteriorSamples draws = exponential();
    PosteriorMode mode = new PosteriorMode(List.of(0.25, -1.0), -3);
    PosteriorSummary summary = PosteriorSummary.of(draws, mode, List.of(0.5, 0.9));
    assertThat(summary.draws()).isEqualTo(10_000);
    assertThat(summary.modeLogDensity()).isEqualTo(-3);
    PosteriorSummary.Component a = summary.components().get(0);
    assertThat(a.name()).isEqualTo("a");
    assertThat(a.unit()).hasValue("kg");
    assertThat(summary.components().get(1).unit()).isEmpty();
    assertThat(a.mean()).isEqualTo(draws.mean("a"));
    assertThat(a.sd()).isEqualTo(draws.sd("a"));
    assertThat(a.median()).isEqualTo(draws.median("a")).isCloseTo(Math.log(2), within(1e-3));
    assertThat(a.map()).isEqualTo(0.25);
    assertThat(a.central())
        .containsExactly(draws.centralInterval(0, 0.5), draws.centralInterval(0, 0.9));
    assertThat(a.highestDensity()).last().isEqualTo(draws.highestDensityInterval(0, 0.9));
    assertThat(a.correlations().get(1)).isCloseTo(-1, within(1e-12));
    assertThatThrownBy(
            () -> PosteriorSummary.of(draws, new PosteriorMode(List.of(1.0), 0), List.of(0.5)))
        .hasMessage("expected a mode of [a, b], found one of 1 components");
  }
}
