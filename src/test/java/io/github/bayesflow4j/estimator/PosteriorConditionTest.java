package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.PosteriorRun.Data;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.summary.StandardizedData;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a posterior is conditioned on: rows that are present, their number, known quantities. */
class PosteriorConditionTest {
  private static final ParameterSpace SPACE = TestSpecs.space(Support.real(), Support.positive());
  private static final DataSize VARYING = DataSize.uniform(1, 500);
  private static final float[] POINTS = {0.1f, 0.5f, -1, 2, 0.7f, 1};

  private static Data padded(Data data, int absent) {
    int rows = data.rows() + absent;
    float[] values = new float[data.count() * rows * 2];
    Arrays.fill(values, Float.NaN);
    for (int i = 0; i < data.count(); i++) {
      System.arraycopy(data.values(), i * data.rows() * 2, values, i * rows * 2, data.rows() * 2);
    }
    return new Data(data.count(), rows, values, data.context());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 499})
  void absentRowsDoNotMatter(int absent) {
    Data data = Data.normal(3, 1);
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(SPACE, VARYING))) {
      Weights weights = run.randomWeights();
      float[] expected = run.logProb(weights, data, POINTS);
      float[] found = run.logProb(weights, padded(data, absent), POINTS);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  @Test
  void absentRowsAreLeftOutWhereverTheyStand() {
    float[] values = {1, 2, Float.NaN, Float.NaN, 3, 4};
    Data middle = new Data(1, 3, values, new float[0]);
    Data without = new Data(1, 2, new float[] {1, 2, 3, 4}, new float[0]);
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(SPACE, VARYING))) {
      Weights weights = run.randomWeights();
      assertThat(run.logProb(weights, middle, POINTS)[0])
          .isCloseTo(run.logProb(weights, without, POINTS)[0], within(1e-5f));
    }
  }

  @Test
  void aRowThatIsPartlyNanGivesNan() {
    float[] values = {1, 2, 3, Float.NaN, 5, 6, 7, 8};
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(SPACE, VARYING))) {
      Weights weights = run.randomWeights();
      float[] logProb =
          run.logProb(weights, new Data(2, 2, values, new float[0]), new float[] {0, 1, 0, 1});
      assertThat(logProb[0]).isNaN();
      assertThat(logProb[1]).isFinite();
    }
  }

  /** Repeated rows have the same mean; only their number differs. */
  @Test
  void theNumberOfRowsMattersWhereItVaries() {
    Data two = new Data(1, 2, new float[] {1, 2, 3, 4}, new float[0]);
    Data four = new Data(1, 4, new float[] {1, 2, 3, 4, 1, 2, 3, 4}, new float[0]);
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(SPACE, VARYING))) {
      Weights weights = run.randomWeights();
      float difference =
          run.logProb(weights, two, POINTS)[0] - run.logProb(weights, four, POINTS)[0];
      assertThat(Math.abs(difference)).isGreaterThan(1e-2f);
    }
    EstimatorSpec fixed = TestSpecs.estimator(SPACE, DataSize.fixed(4));
    try (PosteriorRun run = PosteriorRun.trainable(fixed)) {
      Weights weights = run.randomWeights();
      assertThat(run.logProb(weights, two, POINTS)[0])
          .isCloseTo(run.logProb(weights, four, POINTS)[0], within(1e-5f));
    }
  }

  @Test
  void knownQuantitiesMatter() {
    Data data = Data.normal(1, 4);
    EstimatorSpec spec = TestSpecs.estimator(SPACE, VARYING, "dose", "age");
    try (PosteriorRun run = PosteriorRun.trainable(spec)) {
      Weights weights = run.randomWeights();
      float at = run.logProb(weights, data.with(1, 2), POINTS)[0];
      assertThat(run.logProb(weights, data.with(1, 2), POINTS)[0]).isEqualTo(at);
      assertThat(Math.abs(run.logProb(weights, data.with(3, 2), POINTS)[0] - at))
          .isGreaterThan(1e-2f);
      assertThat(Math.abs(run.logProb(weights, data.with(1, 0), POINTS)[0] - at))
          .isGreaterThan(1e-2f);
      assertThat(run.posterior().inputs().keySet()).containsExactly("data", "context");
    }
  }

  @Test
  void severalDataSetsHaveTheirOwnPosteriors() {
    Data both = Data.normal(2, 4);
    try (PosteriorRun run = PosteriorRun.trainable(TestSpecs.estimator(SPACE, VARYING))) {
      Weights weights = run.randomWeights();
      float[] points = {0.1f, 0.5f, -1, 2, 0.1f, 0.5f, -1, 2};
      float[] together = run.logProb(weights, both, points);
      for (int i = 0; i < 2; i++) {
        Data one =
            new Data(1, 4, Arrays.copyOfRange(both.values(), 8 * i, 8 * i + 8), new float[0]);
        float[] alone = run.logProb(weights, one, new float[] {0.1f, 0.5f, -1, 2});
        assertThat(alone[0]).isCloseTo(together[2 * i], within(1e-5f));
        assertThat(alone[1]).isCloseTo(together[2 * i + 1], within(1e-5f));
      }
      assertThat(together[0]).isNotEqualTo(together[2]);
    }
  }

  @Test
  void severalObservablesNeedAFusion() {
    EstimatorSpec one = TestSpecs.estimator(SPACE, VARYING);
    EstimatorSpec.Builder two = one.toBuilder();
    two.getModelBuilder()
        .addObservable(one.getModel().getObservable(0).toBuilder().setName("more"));
    two.getStandardizationBuilder().addObservable(one.getStandardization().getObservable(0));
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(() -> new PosteriorGraph(network.tf(), two.build(), network.scope()))
          .isInstanceOf(SpecException.class)
          .hasMessage(
              "the model has the observables [data, more], and only a fusion takes several");
    }
  }

  /** Summary networks may rely on it. */
  @Test
  void absentRowsAreZeroAfterStandardization() {
    MomentsSpec moments = TestSpecs.moments(2, 3, 2);
    try (TestNetwork network = TestNetwork.trainable()) {
      ObservableInput input = new ObservableInput(network.tf(), TestSpecs.ROWS, moments);
      StandardizedData data = input.standardize(network.tf(), input.raw());
      float[] raw = {5, 1, Float.NaN, Float.NaN, Float.NaN, 3};
      List<float[]> found =
          network.run(
              List.of(new TestNetwork.Input("data", raw, 1, 3, 2)),
              List.of(data.values(), data.mask().orElseThrow()));
      assertThat(found.get(0)).containsExactly(1, -1, 0, 0, Float.NaN, 0);
      assertThat(found.get(1)).containsExactly(1, 0, 1);
    }
  }

  @Test
  void countsAreSeenOnTheirLogarithmicScale() {
    float[] raw = {0, 1, (float) Math.E - 1, 100};
    try (TestNetwork network = TestNetwork.trainable()) {
      float[] found =
          network
              .run(
                  List.of(new TestNetwork.Input("x", raw, 4)),
                  List.of(
                      ObservableInput.onScale(
                          network.tf(), Observable.Scale.LOG1P, network.input("x", -1))))
              .get(0);
      for (int i = 0; i < raw.length; i++) {
        assertThat((double) found[i]).isCloseTo(Math.log1p(raw[i]), within(1e-6));
      }
    }
  }
}
