package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.ConjugateGaussian.Fault;
import io.github.bayesflow4j.posterior.Likelihood;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Prior;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ExactDivergenceTest {
  private static final ConjugateGaussian EXACT = ConjugateGaussian.of(Fault.NONE, Fault.NONE);

  private static List<DataSet> dataSets(int count) {
    return IntStream.range(0, count).mapToObj(i -> DataSet.of(0.1 * i, -0.2 * i)).toList();
  }

  @Test
  void isThatOfTwoGaussians() {
    ConjugateGaussian faulty = ConjugateGaussian.of(Fault.SHIFTED, Fault.NARROWED);
    double sd = Math.sqrt(0.2);
    double expected =
        GaussianKl.between(
            new double[] {0.3 * sd, 0},
            new double[][] {{0.2, 0}, {0, 0.64 * 0.2}},
            new double[] {0, 0},
            new double[][] {{0.2, 0}, {0, 0.2}});

    ExactDivergence found = ExactDivergence.of(faulty, EXACT, dataSets(40), 500, 3);

    assertThat(found.mean()).isCloseTo(expected, within(4 * found.standardError()));
    assertThat(found.standardError()).isLessThan(expected / 10);
    // The standard error of one data set is the spread between data sets of one law: of 40 that is
    // known to 11 percent.
    double within = found.dataSets().get(0).standardError() / Math.sqrt(40);
    assertThat(found.standardError() / within).isBetween(0.6, 1.5);
  }

  @Test
  void isZeroForTheExactPosterior() {
    ExactDivergence found = ExactDivergence.of(EXACT, EXACT, dataSets(3), 100, 1);

    assertThat(found.mean()).isZero();
    assertThat(found.standardError()).isZero();
    assertThat(found.dataSets().get(0).weights().effectiveSampleSize())
        .isCloseTo(100, within(1e-9));
  }

  @Test
  void efficiencyIsOneOverTheMeanSquaredWeight() {
    // E w^2 of a shift by d is exp(d^2), of a width s it is s^2 / sqrt(2 s^2 - 1).
    ConjugateGaussian faulty = ConjugateGaussian.of(Fault.SHIFTED, Fault.WIDENED);
    double expected = Math.exp(-0.09) * Math.sqrt(2 * 1.5625 - 1) / 1.5625;

    ExactDivergence found = ExactDivergence.of(faulty, EXACT, dataSets(1), 100_000, 5);

    // Squared weights have a standard deviation of about one: relative error 0.004.
    assertThat(found.dataSets().get(0).weights().efficiency()).isCloseTo(expected, within(0.015));
    // The mean weight of a normalized density is one.
    assertThat(found.dataSets().get(0).weights().logMean()).isCloseTo(0, within(0.01));
  }

  @Test
  void weightsOfPriorTimesLikelihoodGiveTheEvidence() {
    Prior prior =
        Prior.builder()
            .add("theta0", NormalDistribution.of(0, 1))
            .add("theta1", NormalDistribution.of(0, 1))
            .build();
    Likelihood likelihood =
        data ->
            theta ->
                IntStream.range(0, 2)
                    .mapToDouble(
                        j ->
                            NormalDistribution.of(theta[j], ConjugateGaussian.NOISE_SD)
                                .logDensity(data.values("data")[j]))
                    .sum();
    DataSet observed = DataSet.of(0.5, -1.25);
    NormalDistribution evidence = NormalDistribution.of(0, Math.sqrt(1.25));
    double logEvidence = evidence.logDensity(0.5) + evidence.logDensity(-1.25);

    ImportanceWeights exact = ImportanceWeights.of(EXACT, prior, likelihood, observed, 200, 1);
    assertThat(exact.effectiveSampleSize()).isCloseTo(200, within(1e-6));
    assertThat(exact.logMean()).isCloseTo(logEvidence, within(1e-9));
    assertThat(exact.meanLog()).isCloseTo(logEvidence, within(1e-9));

    // The evidence lower bound lies below by KL(q || p) = 0.09 / 2, known to 0.3 / sqrt(20000).
    ImportanceWeights shifted =
        ImportanceWeights.of(
            ConjugateGaussian.of(Fault.SHIFTED, Fault.NONE),
            prior,
            likelihood,
            observed,
            20_000,
            1);
    assertThat(shifted.meanLog()).isCloseTo(logEvidence - 0.045, within(0.01));
    assertThat(shifted.logMean()).isCloseTo(logEvidence, within(0.01));
  }

  @Test
  void effectiveSampleSizeFollowsItsFormula() {
    // Weights 1, 3, 0: (1 + 3)^2 / (1 + 9), whatever their scale.
    ImportanceWeights weights =
        ImportanceWeights.of(1_000, 1_000 + Math.log(3), Double.NEGATIVE_INFINITY);

    assertThat(weights.effectiveSampleSize()).isCloseTo(1.6, within(1e-9));
    assertThat(weights.logMean()).isCloseTo(1_000 + Math.log(4.0 / 3), within(1e-9));
    assertThat(weights.meanLog()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(ImportanceWeights.of(Double.NEGATIVE_INFINITY).effectiveSampleSize()).isZero();
    assertThatThrownBy(() -> ImportanceWeights.of(0, Double.NaN))
        .hasMessageContaining("importance weight of draw 2");
  }

  @Test
  void refusesAnotherModel() {
    assertThatThrownBy(
            () -> ExactDivergence.of(ConjugateGaussian.of(Fault.NONE), EXACT, dataSets(1), 10, 1))
        .hasMessage("expected a posterior of parameters [theta0, theta1], found [theta0]");
  }
}
