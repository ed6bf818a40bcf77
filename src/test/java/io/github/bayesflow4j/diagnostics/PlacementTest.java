package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final UniformRandomProvider random = new RandomStreams(5).stream(0);

  @Test
  void interpolatesBetweenTheNeighboringDraws() {
    // One draw below, half of the way to the next: p = (1 - 1/2 + 1/2) / 4 = 1/4.
    Placement placement = Placement.of(2, new double[] {9, 3, 1, 7}, random);

    assertThat(placement.rank()).isEqualTo(1);
    assertThat(placement.centralLevel()).isEqualTo(0.5);
  }

  @Test
  void noIntervalReachesBeyondTheOutermostDraws() {
    assertThat(Placement.of(0, new double[] {1, 2, 3}, random)).isEqualTo(new Placement(0, 1));
    assertThat(Placement.of(4, new double[] {1, 2, 3}, random)).isEqualTo(new Placement(3, 1));
  }

  @Test
  void agreesWithIntervalsBetweenLibraryQuantiles() {
    Quantile type5 = Quantile.withDefaults().with(Quantile.EstimationMethod.HF5);
    for (int repetition = 0; repetition < 50; repetition++) {
      double[] draws = random.doubles(101).toArray();
      double truth = random.nextDouble();
      double level = Placement.of(truth, draws, random).centralLevel();
      for (int q = 1; q <= 99; q++) {
        double lower = type5.evaluate(draws, (1 - q / 100.0) / 2);
        double upper = type5.evaluate(draws, (1 + q / 100.0) / 2);
        assertThat(level < q / 100.0)
            .as("truth %s at level %s", truth, q)
            .isEqualTo(lower < truth && truth < upper);
      }
    }
  }

  @Test
  void ranksOfADiscreteParameterAreUniform() {
    // Truth and draws are exchangeable coin flips, so most draws are ties. 11,000 ranks, 11 values,
    // chi-squared p > 0.001: a uniform law fails once in a thousand seeds.
    long[] counts = new long[11];
    for (int i = 0; i < 11_000; i++) {
      double[] draws = new double[10];
      for (int l = 0; l < draws.length; l++) {
        draws[l] = random.nextInt(2);
      }
      counts[Placement.of(random.nextInt(2), draws, random).rank()]++;
    }

    assertThat(ChiSquareTest.withDefaults().test(counts).getPValue()).isGreaterThan(0.001);
  }

  @Test
  void placesATruthThatEqualsEveryDrawAnywhere() {
    // r is uniform on 0 .. 4 and its two ends lie outside every interval: 2/5 of 5,000, standard
    // error 0.007.
    int outside = 0;
    for (int i = 0; i < 5_000; i++) {
      Placement placement = Placement.of(1, new double[] {1, 1, 1, 1}, random);
      assertThat(placement.centralLevel()).isBetween(0.0, 1.0);
      outside += placement.centralLevel() == 1 ? 1 : 0;
    }

    assertThat(outside / 5_000.0).isCloseTo(0.4, within(0.028));
  }
}
