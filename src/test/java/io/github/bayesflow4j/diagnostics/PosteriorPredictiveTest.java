package io.github.bayesflow4j.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Axis;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Check;
import io.github.bayesflow4j.diagnostics.PosteriorPredictive.Ribbon;
import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.FailurePolicy;
import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.SimulationEngine;
import io.github.bayesflow4j.simulation.Simulations;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.junit.jupiter.api.Test;

class PosteriorPredictiveTest {
  private static final Observable SET = Observable.exchangeable("data", "x");
  private static final Observable SERIES = Observable.series("data", "x");

  /** How many of 100 data sets of one model fail under another. */
  private static int failed(NormalRows truth, NormalRows assumed, FeatureStatistic statistic) {
    int failed = 0;
    try (SimulationEngine engine = new SimulationEngine(truth.model(), 1, FailurePolicy.STOP)) {
      Simulations observed = engine.simulate(new RandomStreams(31), 100, 30);
      for (int i = 0; i < 100; i++) {
        PosteriorPredictive found = predict(assumed, observed.dataSet(i), i);
        failed += found.failed().stream().anyMatch(check -> check.statistic() == statistic) ? 1 : 0;
      }
    }
    return failed;
  }

  private static PosteriorPredictive predict(NormalRows assumed, DataSet observed, long seed) {
    return PosteriorPredictive.of(
        assumed.model(),
        observed,
        assumed.sample(observed, 500, seed),
        249,
        new RandomStreams(seed).child(1));
  }

  @Test
  void passesARightModelAndFlagsAWrongOne() {
    NormalRows set = new NormalRows(SET, 1, 0);
    NormalRows series = new NormalRows(SERIES, 1, 0);
    int right = 0;
    for (FeatureStatistic statistic : FeatureStatistic.values()) {
      right += failed(series, series, statistic);
    }
    int wide = failed(new NormalRows(SET, 2, 0), set, FeatureStatistic.SD);
    int correlated =
        failed(new NormalRows(SERIES, 1, 0.8), series, FeatureStatistic.LAG1_AUTOCORRELATION);
    System.out.printf(
        "| predictive checks, 30 rows, 249 replicates | right %d | twice as wide %d | "
            + "autocorrelation 0.8 %d of 100 |%n",
        right, wide, correlated);

    // At most 5 of 100 are expected to fail, with a standard deviation of 2.2.
    assertThat(right).isLessThanOrEqualTo(12);
    // A standard deviation of 2 +- 0.26 against 1 +- 0.13, and a correlation of 0.7 +- 0.13 against
    // 0 +- 0.18, where the smallest of 249 replicates lies at 2.7 standard deviations.
    assertThat(wide).isGreaterThanOrEqualTo(90);
    assertThat(correlated).isGreaterThanOrEqualTo(85);
  }

  @Test
  void ribbonsHoldObservedValuesAtTheirLevelAndChecksTheirFigures() {
    NormalRows rows = new NormalRows(SERIES, 1, 0);
    DataSet observed = DataSet.of(0.5, -1, 2, 0.25, -0.75, 7);
    PosteriorPredictive found = predict(rows, observed, 2);

    assertThat(found.replicates()).isEqualTo(249);
    Ribbon ribbon = found.ribbons().get(0);
    assertThat(ribbon.axis()).isEqualTo(Axis.ROW);
    assertThat(ribbon.observed()).containsExactly(0.5, -1.0, 2.0, 0.25, -0.75, 7.0);
    // Posterior mean 8 / 7, predictive variance 1 + 1 / 7: quantiles 8 / 7 +- 1.645 * 1.069. The
    // 5 % quantile of 249 values has a standard error of 0.14, the median one of 0.085.
    assertThat(PosteriorPredictive.levels()).containsExactly(0.05, 0.25, 0.5, 0.75, 0.95);
    for (int row = 0; row < 6; row++) {
      assertThat(ribbon.quantiles().get(0).get(row)).isCloseTo(1.143 - 1.758, within(0.6));
      assertThat(ribbon.quantiles().get(2).get(row)).isCloseTo(1.143, within(0.35));
      assertThat(ribbon.quantiles().get(4).get(row)).isCloseTo(1.143 + 1.758, within(0.6));
    }
    Check largest =
        found.checks().stream()
            .filter(check -> check.statistic() == FeatureStatistic.MAX)
            .findFirst()
            .orElseThrow();
    // Six values reach 7, more than five standard deviations up, once in a million.
    assertThat(largest.outsideAllReplicates()).isTrue();
    assertThat(largest.pValue()).isCloseTo(2.0 / 250, within(1e-15));
    assertThat(largest.adjustedPValue()).isCloseTo(5 * 2.0 / 250, within(1e-15));
    assertThat(predict(rows, observed, 2)).isEqualTo(found);
  }

  @Test
  void setsAreComparedByRank() {
    Ribbon ribbon = predict(new NormalRows(SET, 1, 0), DataSet.of(3, -1, 2), 2).ribbons().get(0);

    assertThat(ribbon.axis()).isEqualTo(Axis.RANK);
    assertThat(ribbon.observed()).containsExactly(-1.0, 2.0, 3.0);
    assertThat(ribbon.quantiles()).allSatisfy(quantiles -> assertThat(quantiles).isSorted());
    // Posterior mean 1; the smallest of three lies 0.846 below, known to 0.06 sqrt(1 + 1/4).
    assertThat(ribbon.quantiles().get(2).get(0)).isCloseTo(1 - 0.82, within(0.3));
  }

  @Test
  void absentRowsAreLeftOut() {
    GenerativeModel model =
        GenerativeModel.builder("gaps")
            .prior(Prior.builder().add("a", UniformContinuousDistribution.of(0, 1)).build())
            .observable(Observable.series("data", "x", "y").withMissingRows())
            .size(DataSize.fixed(4))
            .simulator(
                (theta, n, random) -> {
                  double gap = Double.NaN;
                  return new double[] {1, 2, gap, gap, theta[0], 4, gap, gap};
                })
            .build();
    PosteriorSamples draws =
        PosteriorSamples.ofColumns(model.space(), new double[][] {{0.25, 0.25}});
    double gap = Double.NaN;
    DataSet observed = DataSet.of(1, 2, 3, 4, gap, gap, 5, 6).withMissingRows();

    PosteriorPredictive found =
        PosteriorPredictive.of(model, observed, draws, 19, new RandomStreams(1));

    Ribbon ribbon = found.ribbons().get(0);
    assertThat(ribbon.feature()).isEqualTo("x");
    assertThat(ribbon.observed()).containsExactly(1.0, 3.0, Double.NaN, 5.0);
    assertThat(ribbon.quantiles().get(2)).containsExactly(1.0, Double.NaN, 0.25, Double.NaN);
    assertThat(found.checks().get(0).observed()).isEqualTo(3);
    assertThat(found.checks().get(0).replicated()).isEqualTo(new Interval(0.625, 0.625));
    assertThat(found.checks().get(0).outsideAllReplicates()).isTrue();
  }

  @Test
  void vectorsHaveOneRibbonOverTheirFeatures() {
    GenerativeModel model =
        GenerativeModel.builder("vector")
            .prior(Prior.builder().add("a", UniformContinuousDistribution.of(0, 1)).build())
            .observable(Observable.vector("data", "x", "y", "z"))
            .simulator((theta, n, random) -> new double[] {theta[0], 2 * theta[0], 3})
            .build();
    double[] column = new double[101];
    Arrays.setAll(column, i -> 0.25 + i / 202.0);
    PosteriorSamples draws = PosteriorSamples.ofColumns(model.space(), new double[][] {column});

    PosteriorPredictive found =
        PosteriorPredictive.of(model, DataSet.of(0.5, 0.1, 3), draws, 199, new RandomStreams(1));

    assertThat(found.ribbons()).hasSize(1);
    assertThat(found.ribbons().get(0).axis()).isEqualTo(Axis.FEATURE);
    assertThat(found.ribbons().get(0).observed()).hasSize(3);
    assertThat(found.checks())
        .extracting(Check::statistic)
        .containsOnly(FeatureStatistic.MEAN)
        .hasSize(3);
    assertThat(found.failed()).extracting(Check::feature).isEqualTo(List.of("y"));
    assertThat(found.checks().get(2).pValue()).isEqualTo(1);
  }

  @Test
  void lag1AutocorrelationTakesPairsThatArePresent() {
    double gap = Double.NaN;
    // Mean 0, variance 1; pairs (1, -1) and (-1, 1).
    assertThat(FeatureStatistic.LAG1_AUTOCORRELATION.of(new double[] {1, -1, gap, -1, 1}))
        .isCloseTo(-1, within(1e-15));
    assertThat(FeatureStatistic.LAG1_AUTOCORRELATION.of(new double[] {2, 2, 2})).isZero();
    assertThat(FeatureStatistic.SD.of(new double[] {1, gap, 3}))
        .isCloseTo(Math.sqrt(2), within(1e-15));
  }

  @Test
  void refusesDataOfAnotherForm() {
    NormalRows rows = new NormalRows(SET, 1, 0);
    PosteriorSamples draws = rows.sample(DataSet.of(1, 2), 20, 1);

    assertThatThrownBy(
            () ->
                PosteriorPredictive.of(
                    rows.model(), DataSet.of(1, 2), draws, 18, new RandomStreams(1)))
        .hasMessageContaining("expected at least 19 replicates");
    assertThatThrownBy(
            () ->
                PosteriorPredictive.of(
                    rows.model(), DataSet.of(1, Double.NaN), draws, 19, new RandomStreams(1)))
        .hasMessageContaining("row 2");
  }
}
