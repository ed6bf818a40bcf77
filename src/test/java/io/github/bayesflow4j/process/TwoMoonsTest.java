package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoMoonsTest {
  private static final GenerativeModel MODEL = TwoMoons.model();
  private static final int DRAWS = 100_000;

  @ParameterizedTest
  @CsvSource({"0.3, 0.5", "-0.3, -0.5", "0.9, -0.8", "0, 0"})
  void shiftedBackThePointLiesOnTheHalfCircle(double first, double second) {
    double[] theta = {first, second};
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double[] radius = new double[2];
    double[] angle = new double[2];
    for (int i = 0; i < DRAWS; i++) {
      double[] x = MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
      double p1 = x[0] + Math.abs(first + second) / Math.sqrt(2) - 0.25;
      double p2 = x[1] - (second - first) / Math.sqrt(2);
      double r = Math.hypot(p1, p2) - 0.1;
      double a = Math.atan2(p2, p1);
      assertThat(Math.abs(a)).isLessThan(Math.PI / 2);
      radius[0] += r / DRAWS;
      radius[1] += r * r / DRAWS;
      angle[0] += a / DRAWS;
      angle[1] += a * a / DRAWS;
    }
    // 16 moments: 4.5 standard errors leave a chance of 1e-4. The square of a normal variable has
    // relative variance 2, that of one uniform about zero 4/5.
    double error = 4.5 / Math.sqrt(DRAWS);
    double square = Math.PI * Math.PI / 12;
    assertThat(radius[0]).isCloseTo(0, within(0.01 * error));
    assertThat(radius[1]).isCloseTo(1e-4, within(1e-4 * Math.sqrt(2) * error));
    assertThat(angle[0]).isCloseTo(0, within(Math.sqrt(square) * error));
    assertThat(angle[1]).isCloseTo(square, within(square * Math.sqrt(0.8) * error));
  }

  @Test
  void likelihoodIntegratesToOneOverTheData() {
    double[] theta = {-0.4, 0.1};
    double step = 1e-3;
    double mass = 0;
    double mean = 0;
    for (int i = 0; i < 200; i++) {
      for (int j = -200; j < 200; j++) {
        double p1 = (i + 0.5) * step;
        double x1 = 0.25 + p1 - 0.3 / Math.sqrt(2);
        double x2 = (j + 0.5) * step + 0.5 / Math.sqrt(2);
        double density = Math.exp(TwoMoons.logLikelihood(DataSet.of(x1, x2)).applyAsDouble(theta));
        mass += density * step * step;
        mean += p1 * density * step * step;
      }
    }
    // The midpoint rule with a tenth of the radius' deviation; the edge p1 = 0 is one of its
    // cells'.
    assertThat(mass).isCloseTo(1, within(1e-3));
    // E r E cos(a) = 0.1 * 2 / pi.
    assertThat(mean).isCloseTo(0.2 / Math.PI, within(1e-4));
  }

  @Test
  void posteriorIsTwoCrescentsOfEqualMassInsideThePrior() {
    PosteriorSamples draws = ExactPosteriors.twoMoons().sample(DataSet.of(0, 0), DRAWS, 5);
    var likelihood = TwoMoons.logLikelihood(DataSet.of(0, 0));
    int positive = 0;
    double inverse = 0;
    for (int i = 0; i < DRAWS; i++) {
      double[] theta = draws.draw(i);
      assertThat(MODEL.space().contains(theta)).isTrue();
      positive += theta[0] + theta[1] > 0 ? 1 : 0;
      // Bounded ratios: within 3 deviations of the radius.
      double p1 = Math.abs(theta[0] + theta[1]) / Math.sqrt(2) - 0.25;
      double r = Math.hypot(p1, (theta[1] - theta[0]) / Math.sqrt(2));
      inverse += Math.abs(r - 0.1) < 0.03 ? Math.exp(-likelihood.applyAsDouble(theta)) / DRAWS : 0;
    }
    // 4.5 standard errors of a fair coin.
    assertThat(positive / (double) DRAWS).isCloseTo(0.5, within(4.5 * 0.5 / Math.sqrt(DRAWS)));
    // The mean of 1 / density is the area: two half rings of radii 0.07 to 0.13, each pi r dr; the
    // density of the posterior is half the likelihood. The relative deviation of a draw's value is
    // that of sqrt(2 pi) 0.01 exp(t^2 / 2) r / (0.06 r), at most exp(9 / 4) / 1.55.
    double halfRings = Math.PI * (0.13 * 0.13 - 0.07 * 0.07) / 2;
    assertThat(inverse)
        .isCloseTo(halfRings, within(4.5 * halfRings * Math.exp(2.25) / Math.sqrt(DRAWS)));
  }

  @Test
  void likelihoodIsThatOfTheMirroredParameters() {
    var likelihood = TwoMoons.logLikelihood(DataSet.of(-0.4, 0.25));
    double[] theta = {-0.7, -0.3};
    double[] mirrored = {0.3, 0.7};
    assertThat(likelihood.applyAsDouble(theta))
        .isCloseTo(likelihood.applyAsDouble(mirrored), within(1e-9));
  }

  @Test
  void supportIsTheSquareOfTheSource() {
    assertThat(MODEL.space().parameters())
        .extracting(parameter -> parameter.support())
        .containsExactly(Support.bounded(-1, 1), Support.bounded(-1, 1));
  }
}
