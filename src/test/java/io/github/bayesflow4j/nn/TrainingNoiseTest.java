package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class TrainingNoiseTest {
  private static final int COUNT = 10_000;
  private static final double RATE = 0.3;

  private final Graph graph = new Graph();
  private final Session session = new Session(graph, SessionThreads.deterministic().config());
  private final Ops tf = Ops.create(graph);
  private final TrainingNoise noise =
      VariableScope.trainable(tf, new WeightVector(tf), new RandomStreams(1)).noise().orElseThrow();
  private final Operand<TFloat32> x = tf.withName("x").placeholder(TFloat32.class);
  private final Operand<TFloat32> first = noise.dropout(tf, x, RATE);
  private final Operand<TFloat32> second = noise.dropout(tf, x, RATE);
  private final Operand<TFloat32> normal = noise.normal(tf, x);
  private final Operand<TFloat32> uniform = noise.uniform(tf, x);

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  private List<float[]> run(float[] values, UnaryOperator<BatchFeed> inputs) {
    try (BatchFeed feed = new BatchFeed().floats("x", values, values.length);
        Result result =
            inputs
                .apply(feed)
                .into(session.runner())
                .fetch(first)
                .fetch(second)
                .fetch(normal)
                .fetch(uniform)
                .run()) {
      List<float[]> found = new ArrayList<>();
      result.forEach(entry -> found.add(Fetched.floats(entry.getValue())));
      return found;
    }
  }

  private List<float[]> run(long seed) {
    float[] ones = new float[COUNT];
    Arrays.fill(ones, 1);
    return run(
        ones, feed -> feed.scalar(TrainingNoise.SEED, seed).scalar(TrainingNoise.STRENGTH, 1f));
  }

  private static double[] doubles(float[] values) {
    double[] all = new double[values.length];
    Arrays.setAll(all, i -> values[i]);
    return all;
  }

  @Test
  void dropoutKeepsTheExpectedValue() {
    float[] dropped = run(5).get(0);
    double mean = Arrays.stream(doubles(dropped)).average().orElseThrow();
    // Deviation of one element sqrt(p / (1 - p)) = 0.65, of their mean 0.0065; four of these.
    assertThat(mean).isCloseTo(1, within(0.026));
    for (float value : dropped) {
      assertThat(value == 0 || value == (float) (1 / (1 - RATE))).isTrue();
    }
  }

  @Test
  void withoutStrengthDropoutLeavesEveryBit() {
    float[] values = {1.1f, -0f, 0, 3e38f, 1.2e-38f, Float.NEGATIVE_INFINITY, -7.3f};
    for (UnaryOperator<BatchFeed> inputs :
        List.<UnaryOperator<BatchFeed>>of(
            feed -> feed, feed -> feed.scalar(TrainingNoise.SEED, 9L))) {
      float[] found = run(values, inputs).get(0);
      for (int i = 0; i < values.length; i++) {
        assertThat(Float.floatToRawIntBits(found[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
      }
    }
  }

  @Test
  void numbersFollowFromSeedAndPlace() {
    assertThat(run(5)).usingRecursiveComparison().isEqualTo(run(5));
    List<float[]> one = run(5);
    List<float[]> other = run(6);
    // Two independent masks agree at p^2 + (1 - p)^2 = 0.58 of all elements, deviation 0.005.
    assertThat(agreement(one.get(0), one.get(1))).isCloseTo(0.58, within(0.02));
    assertThat(agreement(one.get(0), other.get(0))).isCloseTo(0.58, within(0.02));
    assertThat(agreement(one.get(1), other.get(0))).isCloseTo(0.58, within(0.02));
  }

  private static double agreement(float[] a, float[] b) {
    int equal = 0;
    for (int i = 0; i < a.length; i++) {
      equal += a[i] == b[i] ? 1 : 0;
    }
    return (double) equal / a.length;
  }

  /** Fixed seed; right numbers fail with probability 1e-3. */
  @Test
  void normalAndUniformNumbersHaveTheirLaws() {
    KolmogorovSmirnovTest test = KolmogorovSmirnovTest.withDefaults();
    List<float[]> found = run(5);
    assertThat(
            test.test(doubles(found.get(2)), NormalDistribution.of(0, 1)::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-3);
    assertThat(
            test.test(
                    doubles(found.get(3)),
                    UniformContinuousDistribution.of(0, 1)::cumulativeProbability)
                .getPValue())
        .isGreaterThan(1e-3);
  }

  @Test
  void aGraphOfConstantsHasNone() {
    assertThat(VariableScope.frozen(tf, new Weights(Map.of())).noise()).isEmpty();
  }
}
