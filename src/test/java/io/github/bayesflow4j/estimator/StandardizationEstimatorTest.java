package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.spec.proto.StandardizationSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardizationEstimatorTest {
  private static final float NAN = Float.NaN;
  private static final ParameterSpace SPACE =
      TestSpecs.space(Support.real(), Support.positive(), Support.simplex(2));

  /** log 1, log e^2, so mean 1 and deviation 1; log-odds 0 and log 3. */
  private static final float[] PARAMETERS = {
    -1, 1, 0.5f, 0.5f, 5, (float) Math.exp(2), 0.75f, 0.25f
  };

  private static StandardizationSpec estimate(
      Observable observable, int rows, float[] values, float[] context, DataSize size) {
    DataBatch batch = new DataBatch(List.of(observable), 2, rows, List.of(values), context);
    return StandardizationEstimator.estimate(
        new Simulations(SPACE, PARAMETERS, batch), size, SessionThreads.deterministic());
  }

  private static StandardizationSpec estimate(int rows, float... values) {
    return estimate(TestSpecs.ROWS, rows, values, new float[0], DataSize.fixed(rows));
  }

  private static void assertMoments(MomentsSpec moments, double... meansAndDeviations) {
    int columns = meansAndDeviations.length / 2;
    assertThat(moments.getMeanCount()).isEqualTo(columns);
    assertThat(moments.getDeviationCount()).isEqualTo(columns);
    for (int j = 0; j < columns; j++) {
      assertThat((double) moments.getMean(j)).isCloseTo(meansAndDeviations[2 * j], within(1e-6));
      assertThat((double) moments.getDeviation(j))
          .isCloseTo(meansAndDeviations[2 * j + 1], within(1e-6));
    }
  }

  @Test
  void parametersAreTakenInUnconstrainedSpace() {
    double half = Math.log(3) / 2;
    assertMoments(estimate(1, 1, 2, 3, 4).getParameters(), 2, 3, 1, 1, half, half);
  }

  @Test
  void eachFeatureHasItsMoments() {
    // x: 1, 3, 5, 7; y: 0, 0, 10, 10.
    assertMoments(estimate(2, 1, 0, 3, 0, 5, 10, 7, 10).getObservable(0), 4, Math.sqrt(5), 5, 5);
  }

  @Test
  void absentRowsDoNotCount() {
    StandardizationSpec plain = estimate(2, 1, 0, 3, 0, 5, 10, 7, 11);
    StandardizationSpec padded = estimate(3, 1, 0, 3, 0, NAN, NAN, 5, 10, NAN, NAN, 7, 11);
    assertThat(padded.getObservable(0)).isEqualTo(plain.getObservable(0));
  }

  @Test
  void aColumnThatDoesNotVaryHasDeviationOne() {
    assertMoments(estimate(2, 7, 1, 7, 2, 7, 3, 7, 4).getObservable(0), 7, 1, 2.5, Math.sqrt(1.25));
    assertMoments(estimate(1, 0, 1, 0, 3).getObservable(0), 0, 1, 2, 1);
    assertMoments(estimate(1, 1e6f, 1, 1e6f, 3).getObservable(0), 1e6, 1, 2, 1);
  }

  /** A column far from zero keeps its deviation: sums of squares would lose it. */
  @Test
  void aSmallVariationFarFromZeroIsFound() {
    assertMoments(estimate(1, 10_000, 1, 10_001, 3).getObservable(0), 10_000.5, 0.5, 2, 1);
  }

  @Test
  void countsAreTakenOnTheirScale() {
    Observable counts = TestSpecs.ROWS.on(Observable.Scale.LOG1P);
    float[] values = {0, 1, (float) (Math.E - 1), 1, NAN, NAN, NAN, NAN};
    StandardizationSpec spec = estimate(counts, 2, values, new float[0], DataSize.fixed(2));
    assertMoments(spec.getObservable(0), 0.5, 0.5, Math.log(2), 1);
  }

  @Test
  void heavyTailsAreTakenOnTheirScale() {
    Observable heavy = TestSpecs.ROWS.on(Observable.Scale.ASINH);
    float far = (float) Math.sinh(3);
    float[] values = {far, 0, -far, 0, NAN, NAN, NAN, NAN};
    StandardizationSpec spec = estimate(heavy, 2, values, new float[0], DataSize.fixed(2));
    assertMoments(spec.getObservable(0), 0, 3, 0, 1);
  }

  @Test
  void valuesAwayFromZeroAreTakenByTheirReciprocals() {
    Observable times = TestSpecs.ROWS.on(Observable.Scale.RECIPROCAL);
    float[] values = {0.25f, 1, -0.5f, 1, NAN, NAN, NAN, NAN};
    StandardizationSpec spec = estimate(times, 2, values, new float[0], DataSize.fixed(2));
    assertMoments(spec.getObservable(0), 1, 3, 1, 1);
  }

  @Test
  void knownQuantitiesHaveTheirMoments() {
    StandardizationSpec spec =
        estimate(TestSpecs.ROWS, 1, new float[4], new float[] {1, -1, 4, -1}, DataSize.fixed(1));
    assertMoments(spec.getContext(), 2.5, 1.5, -1, 1);
    assertMoments(estimate(1, 1, 2, 3, 4).getContext());
  }

  @Test
  void momentsOfLogSizeAreExact() {
    StandardizationSpec spec =
        estimate(TestSpecs.ROWS, 1, new float[4], new float[0], DataSize.uniform(2, 4));
    double mean = Math.log(24) / 3;
    double square = 0;
    for (int n = 2; n <= 4; n++) {
      square += Math.pow(Math.log(n) - mean, 2) / 3;
    }
    assertMoments(spec.getLogSize(), mean, Math.sqrt(square));
    assertThat(estimate(3, new float[12]).getLogSize().getMeanList()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN})
  void aColumnWithoutFiniteMomentsIsNamed(float bad) {
    assertThatThrownBy(() -> estimate(1, 1, bad, 3, bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "observable data, column 1:"
                + " expected finite mean and deviation over simulations, found ");
  }
}
