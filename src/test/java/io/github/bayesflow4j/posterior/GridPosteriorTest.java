package io.github.bayesflow4j.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.process.GaussianMeanScale;
import io.github.bayesflow4j.process.LinearRegression;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridPosteriorTest {
  private static final Prior PRIOR = GaussianMeanScale.model().prior();
  private static final GridPosterior POSTERIOR =
      new GridPosterior(PRIOR, GaussianMeanScale::logLikelihood);

  private static DataSet simulate(double mu, double sigma, int n) {
    return DataSet.of(
        GaussianMeanScale.model()
            .simulator()
            .simulate(new double[] {mu, sigma}, new double[0], n, new RandomStreams(n).stream(0))[
            0]);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.5, 0.2",
    "2, -1, 0.1",
    "10, 0.5, 0.2",
    "100, 3, 1.5",
    "500, -2, 0.05",
    "3, 8, 30"
  })
  void agreesWithQuadratureOfOneParameterAtATime(int n, double mu, double sigma) {
    DataSet observed = simulate(mu, sigma, n);
    Quadrature exact = new Quadrature(observed);
    double[] mean = POSTERIOR.mean(observed);
    double[] sd = POSTERIOR.sd(observed);
    for (int j = 0; j < 2; j++) {
      assertThat(mean[j]).isCloseTo(exact.mean[j], within(2e-4 * exact.sd[j]));
      assertThat(sd[j]).isCloseTo(exact.sd[j], within(2e-4 * exact.sd[j]));
    }
    double[] theta = {mu, sigma};
    double unnormalized =
        PRIOR.logDensity(theta) + GaussianMeanScale.logLikelihood(observed).applyAsDouble(theta);
    assertThat(POSTERIOR.logProb(observed, theta))
        .isCloseTo(unnormalized - exact.logIntegral, within(2e-4));
  }

  /**
   * The same posterior by another road: given sigma, mu is normal in closed form, which leaves one
   * integral over sigma, done with 200,000 midpoints in sigma itself.
   */
  private static final class Quadrature {
    final double[] mean = new double[2];
    final double[] sd = new double[2];
    final double logIntegral;

    Quadrature(DataSet observed) {
      int steps = 200_000;
      float[] x = observed.values("data");
      int n = x.length;
      double average = 0;
      for (float value : x) {
        average += value / (double) n;
      }
      double[] theta = {0, 0};
      double[] log = new double[steps];
      double[] conditionalMean = new double[steps];
      double[] conditionalVariance = new double[steps];
      double[] sigma = new double[steps];
      ToDoubleFunction<double[]> likelihood = GaussianMeanScale.logLikelihood(observed);
      double max = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < steps; i++) {
        sigma[i] = Math.exp(-7 + 14 * (i + 0.5) / steps);
        double precision = 1 + n / (sigma[i] * sigma[i]);
        conditionalVariance[i] = 1 / precision;
        conditionalMean[i] = n * average / (sigma[i] * sigma[i]) / precision;
        theta[0] = conditionalMean[i];
        theta[1] = sigma[i];
        // The integral over mu is the peak times sqrt(2 pi variance); d sigma = sigma d log sigma.
        log[i] =
            PRIOR.logDensity(theta)
                + likelihood.applyAsDouble(theta)
                + 0.5 * Math.log(2 * Math.PI * conditionalVariance[i])
                + Math.log(sigma[i]);
        max = Math.max(max, log[i]);
      }
      double total = 0;
      double[] second = new double[2];
      for (int i = 0; i < steps; i++) {
        double weight = Math.exp(log[i] - max);
        total += weight;
        mean[0] += weight * conditionalMean[i];
        mean[1] += weight * sigma[i];
        second[0] += weight * (conditionalVariance[i] + conditionalMean[i] * conditionalMean[i]);
        second[1] += weight * sigma[i] * sigma[i];
      }
      for (int j = 0; j < 2; j++) {
        mean[j] /= total;
        sd[j] = Math.sqrt(second[j] / total - mean[j] * mean[j]);
      }
      logIntegral = max + Math.log(total * 14 / steps);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "10", "500"})
  void drawsFollowTheDensity(int n) {
    DataSet observed = simulate(0.5, 0.2, n);
    int draws = 50_000;
    PosteriorSamples samples = POSTERIOR.sample(observed, draws, 7);
    double[] mean = POSTERIOR.mean(observed);
    double[] sd = POSTERIOR.sd(observed);
    for (int j = 0; j < 2; j++) {
      assertThat(samples.mean(j)).isCloseTo(mean[j], within(4.5 * sd[j] / Math.sqrt(draws)));
      // With one row the density of sigma falls like sigma^-5: its sd has no standard error. From
      // ten rows on the kurtosis is below 10 and the sd known to sqrt(9 / (4 draws)) = 0.7 %.
      if (n > 1) {
        assertThat(samples.sd(j)).isCloseTo(sd[j], within(4.5 * 0.007 * sd[j]));
      }
    }
    // Harmonic identity: the mean of q(theta) / p(theta) over draws from p is 1 for any density q.
    // q is a normal inside the posterior, so the ratio is bounded and its mean precise.
    double center = Math.log(samples.quantile(1, 0.5));
    NormalDistribution mu = NormalDistribution.of(samples.quantile(0, 0.5), 0.5 * spread(samples));
    NormalDistribution logSigma = NormalDistribution.of(center, 0.5 * logSpread(samples));
    GridValues values = new GridValues(observed);
    int used = 5000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < used; i++) {
      double[] theta = samples.draw(i);
      double ratio =
          Math.exp(
              mu.logDensity(theta[0])
                  + logSigma.logDensity(Math.log(theta[1]))
                  - Math.log(theta[1])
                  - values.logProb(theta));
      sum += ratio / used;
      squares += ratio * ratio / used;
    }
    double error = Math.sqrt((squares - sum * sum) / used);
    assertThat(error).isLessThan(0.05);
    assertThat(sum).isCloseTo(1, within(4.5 * error));
  }

  /** The posterior's log-density with its normalizer computed once. */
  private static final class GridValues {
    private final ToDoubleFunction<double[]> likelihood;
    private final double logIntegral;

    GridValues(DataSet observed) {
      likelihood = GaussianMeanScale.logLikelihood(observed);
      double[] theta = {0, 1};
      logIntegral =
          PRIOR.logDensity(theta)
              + likelihood.applyAsDouble(theta)
              - POSTERIOR.logProb(observed, theta);
    }

    double logProb(double[] theta) {
      return PRIOR.logDensity(theta) + likelihood.applyAsDouble(theta) - logIntegral;
    }
  }

  private static double spread(PosteriorSamples samples) {
    return (samples.quantile(0, 0.75) - samples.quantile(0, 0.25)) / 1.35;
  }

  private static double logSpread(PosteriorSamples samples) {
    return Math.log(samples.quantile(1, 0.75) / samples.quantile(1, 0.25)) / 1.35;
  }

  @Test
  void findsANarrowPosteriorFarFromWhereItStarts() {
    Prior prior =
        Prior.builder()
            .add("a", NormalDistribution.of(0, 1000))
            .add("b", UniformContinuousDistribution.of(-1, 1))
            .build();
    Likelihood likelihood =
        observed ->
            theta ->
                NormalDistribution.of(537, 1e-3).logDensity(theta[0])
                    + NormalDistribution.of(0.25, 1e-4).logDensity(theta[1]);
    GridPosterior posterior = new GridPosterior(prior, likelihood);
    assertThat(posterior.mean(DataSet.of(0))[0]).isCloseTo(537, within(1e-7));
    assertThat(posterior.mean(DataSet.of(0))[1]).isCloseTo(0.25, within(1e-8));
    assertThat(posterior.sd(DataSet.of(0))[0]).isCloseTo(1e-3, within(1e-9));
    assertThat(posterior.sd(DataSet.of(0))[1]).isCloseTo(1e-4, within(1e-10));
  }

  @Test
  void refusesAnotherNumberOfParameters() {
    Prior four = LinearRegression.model().prior();
    assertThatThrownBy(() -> new GridPosterior(four, observed -> theta -> 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two scalar parameters")
        .hasMessageContaining("beta1");
    assertThatThrownBy(() -> POSTERIOR.logProb(DataSet.of(0), new double[] {0, -1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sigma = -1.0");
  }
}
