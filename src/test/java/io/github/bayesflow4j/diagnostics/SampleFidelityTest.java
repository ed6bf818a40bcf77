package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class SampleFidelityTest {

  private static UniformRandomProvider random(long seed) {
    return new RandomStreams(seed).stream(5);
  }

  private static PosteriorSamples line(double... values) {
    return PosteriorSamples.ofColumns(
        ParameterSpace.of(Parameter.scalar("a", Support.real())), new double[][] {values});
  }

  @Test
  void countsDrawsInBallsAroundReferenceDraws() {
    // Balls of the nearest neighbor: 0 and 1 reach 1, 3 reaches 2, 10 reaches 7. The draw 0.5 lies
    // in those of 0 and 1, 2 (at a distance of 1 from 1, not closer) in that of 3, 100 in none.
    SampleFidelity fidelity = SampleFidelity.of(line(0, 1, 3, 10), line(0.5, 2, 100), 1, random(1));

    assertThat(fidelity.density().value()).isEqualTo(3.0 / 3);
    assertThat(fidelity.coverage().value()).isEqualTo(3.0 / 4);
    // 1 - 3 / 6.
    assertThat(fidelity.coverage().expected()).isCloseTo(0.5, within(1e-15));
  }

  @Test
  void exactDrawsLieAtTheNoiseFloor() {
    double density = 0;
    double coverage = 0;
    int densitiesInside = 0;
    int coveragesInside = 0;
    for (int r = 0; r < 200; r++) {
      SampleFidelity fidelity =
          SampleFidelity.of(
              GaussianSamples.STANDARD.posterior(50, 2 * r),
              GaussianSamples.STANDARD.posterior(30, 2 * r + 1),
              3,
              random(r));
      density += fidelity.density().value() / 200;
      coverage += fidelity.coverage().value() / 200;
      densitiesInside += fidelity.density().exact().contains(fidelity.density().value()) ? 1 : 0;
      coveragesInside += fidelity.coverage().exact().contains(fidelity.coverage().value()) ? 1 : 0;
    }
    // Single figures scatter by about 0.15 and 0.07, means of 200 by 0.011 and 0.005.
    assertThat(density).isCloseTo(1, within(0.045));
    assertThat(coverage).isCloseTo(1 - 49 * 48 * 47 / (79.0 * 78 * 77), within(0.02));
    // 190 of 200 are expected with a standard deviation of 3.1; coverage takes few values, so that
    // its intervals hold more.
    assertThat(densitiesInside).isBetween(178, 199);
    assertThat(coveragesInside).isBetween(178, 200);
  }

  @Test
  void seesDrawsOutsideTheReferenceAndPartsOfItLeftOut() {
    PosteriorSamples reference = GaussianSamples.STANDARD.posterior(500, 1);
    SampleFidelity exact = fidelity(reference, GaussianSamples.STANDARD, "exact");
    SampleFidelity narrow = fidelity(reference, new GaussianSamples(0, 0.5, 0), "half as wide");
    SampleFidelity wide = fidelity(reference, new GaussianSamples(0, 2, 0), "twice as wide");
    fidelity(reference, GaussianSamples.SHIFTED, "shifted");
    fidelity(reference, GaussianSamples.NARROWED, "narrowed");
    fidelity(reference, GaussianSamples.WIDENED, "widened");
    fidelity(reference, GaussianSamples.CORRELATED, "correlated");

    // What exact draws do is a matter of many repetitions, above. Half as wide: a quarter of the
    // area holds half of the reference, whose other half loses most of its draws; none lies
    // outside, so that density sees nothing. Twice as wide: a third of the draws lie outside.
    assertThat(narrow.coverage().value()).isLessThan(narrow.coverage().exact().lower());
    assertThat(narrow.density().value()).isCloseTo(1, within(0.1));
    assertThat(wide.density().value()).isLessThan(wide.density().exact().lower());
    // Expected coverage: 1 - (1/2)^5 of many draws.
    assertThat(exact.coverage().expected()).isCloseTo(1 - 1 / 32.0, within(0.001));
  }

  private static SampleFidelity fidelity(
      PosteriorSamples reference, GaussianSamples law, String name) {
    SampleFidelity fidelity =
        SampleFidelity.of(reference, law.posterior(500, 2), SampleFidelity.NEIGHBORS, random(3));
    System.out.printf(
        "| density, coverage, 500 + 500 draws | %s | %.3f (%.3f .. %.3f) | %.3f (%.3f .. %.3f) |%n",
        name,
        fidelity.density().value(),
        fidelity.density().exact().lower(),
        fidelity.density().exact().upper(),
        fidelity.coverage().value(),
        fidelity.coverage().exact().lower(),
        fidelity.coverage().exact().upper());
    return fidelity;
  }

  @Test
  void refusesTooFewDraws() {
    assertThatThrownBy(() -> SampleFidelity.of(line(0, 1, 2), line(0, 1), 2, random(1)))
        .hasMessageContaining("expected at least 3 points in each sample");
    assertThatThrownBy(() -> SampleFidelity.of(line(1, 1, 1), line(0, 1, 2), 1, random(1)))
        .hasMessageContaining("expected a standard deviation above 0");
  }
}
