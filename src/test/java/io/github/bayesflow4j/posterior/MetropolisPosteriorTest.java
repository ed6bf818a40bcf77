package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.process.Influenza;
import io.github.bayesflow4j.process.LinearRegression;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Marginal;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class MetropolisPosteriorTest {
  private static final DataSet IN_BED =
      DataSet.of(3, 8, 26, 76, 225, 298, 258, 233, 189, 128, 68, 29, 14, 4);

  static MetropolisPosterior influenza(MetropolisPosterior.Settings settings) {
    return new MetropolisPosterior(
        Influenza.model().prior(),
        observed -> {
          float[] values = observed.values("data");
          double[] counts = new double[values.length];
          Arrays.setAll(counts, t -> values[t]);
          return theta -> Influenza.logLikelihood(theta, counts);
        },
        settings);
  }

  /** The posterior of the real outbreak from a long Markov chain, quoted to three decimals. */
  @Test
  void influenzaHasItsKnownPosterior() {
    int draws = 20_000;
    PosteriorSamples samples =
        influenza(MetropolisPosterior.Settings.defaults()).sample(IN_BED, draws, 1);
    double[] ratio = new double[draws];
    double[] beta = samples.column("beta");
    double[] gamma = samples.column("gamma");
    for (int i = 0; i < draws; i++) {
      ratio[i] = beta[i] / gamma[i];
    }
    assertPosterior(beta, 1.735, 0.054, 1.654, 1.824);
    assertPosterior(gamma, 0.542, 0.045, 0.470, 0.619);
    assertPosterior(samples.column("phi_inv"), 0.137, 0.075, 0.051, 0.277);
    assertPosterior(ratio, 3.224, 0.281, Double.NaN, Double.NaN);
  }

  /**
   * At a thinning of 20 at least half of the 20,000 draws count as independent: the standard error
   * is 0.01 sd for a mean, 0.015 sd for the sd of these skewed posteriors and 0.025 sd for an outer
   * quantile. Allowed are 4 of them and the rounding of the reference.
   */
  private static void assertPosterior(
      double[] draws, double mean, double sd, double q05, double q95) {
    PosteriorSamples samples =
        PosteriorSamples.ofColumns(
            ParameterSpace.of(Parameter.scalar("value", Support.real())), new double[][] {draws});
    double rounding = 5.1e-4;
    assertThat(samples.mean(0)).isCloseTo(mean, within(0.04 * sd + rounding));
    assertThat(samples.sd(0)).isCloseTo(sd, within(0.06 * sd + rounding));
    if (!Double.isNaN(q05)) {
      assertThat(samples.quantile(0, 0.05)).isCloseTo(q05, within(0.1 * sd + rounding));
      assertThat(samples.quantile(0, 0.95)).isCloseTo(q95, within(0.1 * sd + rounding));
    }
  }

  @Test
  void regressionAgreesWithItsClosedForm() {
    GenerativeModel model = LinearRegression.model();
    DataSet observed =
        DataSet.of(
            model.simulator()
                .simulate(
                    new double[] {1, -1, 0.5, 0},
                    new double[0],
                    50,
                    new RandomStreams(8).stream(0))[0]);
    ConjugateRegressionPosterior exact =
        new ConjugateRegressionPosterior(model.space(), model.observables().get(0), 1, 1);
    MetropolisPosterior metropolis =
        new MetropolisPosterior(
            model.prior(), data -> theta -> regression(data.values("data"), theta), settings());
    PosteriorSamples samples = metropolis.sample(observed, 10_000, 9);
    double[] mean = exact.mean(observed);
    for (int j = 0; j < 4; j++) {
      double sd = Math.sqrt(exact.covariance(observed)[j][j]);
      // About 4,000 of the draws count as independent; 4.5 standard errors.
      assertThat(samples.mean(j)).isCloseTo(mean[j], within(4.5 * sd / Math.sqrt(4000)));
      assertThat(samples.sd(j)).isCloseTo(sd, within(4.5 * sd / Math.sqrt(8000)));
    }
    double[] theta = {1, -1, 0.5, 0};
    assertThat(
            metropolis.unnormalizedLogProb(observed, theta)
                - metropolis.unnormalizedLogProb(observed, mean))
        .isCloseTo(exact.logProb(observed, theta) - exact.logProb(observed, mean), within(1e-9));
  }

  private static MetropolisPosterior.Settings settings() {
    return new MetropolisPosterior.Settings(4, 3000, 20);
  }

  private static double regression(float[] rows, double[] theta) {
    double sum = 0;
    for (int at = 0; at < rows.length; at += 5) {
      double residual = rows[at + 4];
      for (int j = 0; j < 4; j++) {
        residual -= theta[j] * rows[at + j];
      }
      sum -= 0.5 * residual * residual;
    }
    return sum;
  }

  @Test
  void fractionsWithoutDataReturnTheirPrior() {
    Prior prior =
        Prior.builder()
            .add(
                new Parameter(List.of("a", "b", "c"), Support.simplex(3), Optional.empty()),
                Marginal.dirichlet(2, 3, 5))
            .build();
    MetropolisPosterior posterior =
        new MetropolisPosterior(prior, observed -> theta -> 0, settings());
    PosteriorSamples samples = posterior.sample(DataSet.of(0), 10_000, 10);
    double[] expected = {0.2, 0.3, 0.5};
    for (int j = 0; j < 3; j++) {
      double sd = Math.sqrt(expected[j] * (1 - expected[j]) / 11);
      assertThat(samples.mean(j)).isCloseTo(expected[j], within(4.5 * sd / Math.sqrt(4000)));
      assertThat(samples.sd(j)).isCloseTo(sd, within(4.5 * sd / Math.sqrt(8000)));
    }
  }

  @Test
  void sameSeedSameDraws() {
    MetropolisPosterior posterior = influenza(new MetropolisPosterior.Settings(2, 200, 1));
    double[] first = posterior.sample(IN_BED, 20, 11).column(0);
    assertThat(posterior.sample(IN_BED, 20, 11).column(0)).isEqualTo(first);
    assertThat(posterior.sample(IN_BED, 20, 12).column(0)).isNotEqualTo(first);
  }

  @Test
  void saysWhatItCannotDo() {
    MetropolisPosterior impossible =
        new MetropolisPosterior(
            Prior.builder().add("x", NormalDistribution.of(0, 1)).build(),
            observed -> theta -> Double.NEGATIVE_INFINITY,
            settings());
    assertThatThrownBy(() -> impossible.sample(IN_BED, 10, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("finite log-likelihood");
    assertThatThrownBy(() -> new MetropolisPosterior.Settings(0, 1000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chains >= 1");
  }
}
