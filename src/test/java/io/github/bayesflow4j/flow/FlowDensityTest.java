package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Densities of {@link ConditionalFlow}. */
class FlowDensityTest {

  private static Operand<TFloat32> logProb(
      TestNetwork network, FlowSpec spec, int dimension, int width) {
    ConditionalFlow flow =
        ConditionalFlow.build(network.scope().in("flow"), spec, dimension, width);
    return flow.logProb(
        network.tf(),
        network.input("theta", -1, dimension),
        Condition.perRow(network.input("condition", -1, width)));
  }

  private static FlowSpec spec(int blocks, int... hidden) {
    return ResolvedSpecs.resolve(TestFlows.affine(blocks, Activation.RELU, hidden));
  }

  private static Input repeated(float value, int rows) {
    float[] values = new float[rows];
    Arrays.fill(values, value);
    return new Input("condition", values, rows, 1);
  }

  /** The trapezoidal rule is exact for smooth integrands that vanish at both ends. */
  @ParameterizedTest
  @CsvSource({"1, -2", "1, 0", "6, 0", "6, 1.5"})
  void integratesToOneOnALine(int blocks, float condition) {
    int points = 40_001;
    double width = 400.0 / (points - 1);
    float[] theta = new float[points];
    for (int i = 0; i < points; i++) {
      theta[i] = (float) (-200 + i * width);
    }
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> logProb = logProb(network, spec(blocks, 8, 8), 1, 1);
      float[] found =
          network
              .run(
                  network.randomWeights(blocks, 1),
                  List.of(new Input("theta", theta, points, 1), repeated(condition, points)),
                  List.of(logProb))
              .get(0);
      assertThat(sumOfDensities(found) * width).isCloseTo(1, within(1e-4));
    }
  }

  /** The rectifier bends the density; the rule's error on its kinks is below 1e-3. */
  @Test
  void integratesToOneOnAPlane() {
    int side = 801;
    double width = 40.0 / (side - 1);
    float[] theta = new float[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      theta[2 * i] = (float) (-20 + i / side * width);
      theta[2 * i + 1] = (float) (-20 + i % side * width);
    }
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> logProb = logProb(network, spec(3, 8, 8), 2, 1);
      float[] found =
          network
              .run(
                  network.randomWeights(4, 1),
                  List.of(new Input("theta", theta, side * side, 2), repeated(0.5f, side * side)),
                  List.of(logProb))
              .get(0);
      assertThat(sumOfDensities(found) * width * width).isCloseTo(1, within(1e-3));
    }
  }

  private static double sumOfDensities(float[] logDensities) {
    double sum = 0;
    for (float value : logDensities) {
      sum += Math.exp(value);
    }
    return sum;
  }

  @Test
  void startsAsTheBaseDistribution() {
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> logProb = logProb(network, spec(6, 8, 8), 2, 1);
      float[] found =
          network
              .run(
                  network.initialWeights(),
                  List.of(new Input("theta", new float[] {0.3f, -1.2f}, 1, 2), repeated(2, 1)),
                  List.of(logProb))
              .get(0);
      NormalDistribution normal = NormalDistribution.of(0, 1);
      assertThat((double) found[0])
          .isCloseTo(normal.logDensity(0.3) + normal.logDensity(-1.2), within(1e-5));
    }
  }

  /**
   * One component, one block, one hidden layer of rectifiers: shift {@code t(c)} and raw log-scale
   * {@code r(c)} interpolate any two functions linearly between knots, here {@code sin 3c} and
   * {@code c^2 - 1}, and the density is that of N(-t exp(-s), exp(-2 s)), s the clamped r.
   */
  @ParameterizedTest
  @ValueSource(floats = {-1, -0.55f, -0.1f, 0.3f, 0.77f, 1})
  void oneComponentHasAnyMeanAndScaleAsAFunctionOfTheCondition(float condition) {
    double s = 2 * 1.9 / Math.PI * Math.atan((condition * condition - 1) / 1.9);
    double t = Math.sin(3 * condition);
    NormalDistribution expected = NormalDistribution.of(-t * Math.exp(-s), Math.exp(-s));
    int knots = 64;
    FlowSpec spec = spec(1, knots).toBuilder().setActNorm(false).build();
    float[] theta = {-3, -1, 0, 0.4f, 2.5f};
    try (TestNetwork network = TestNetwork.trainable()) {
      Operand<TFloat32> logProb = logProb(network, spec, 1, 1);
      float[] found =
          network
              .run(
                  interpolation(knots),
                  List.of(
                      new Input("theta", theta, theta.length, 1),
                      repeated(condition, theta.length)),
                  List.of(logProb))
              .get(0);
      for (int i = 0; i < theta.length; i++) {
        // Linear interpolation errs by at most h^2 max|f''| / 8 = (1/32)^2 * 9 / 8 = 1e-3.
        assertThat((double) found[i]).isCloseTo(expected.logDensity(theta[i]), within(0.02));
      }
    }
  }

  /** Hinges at -1 - h, -1, -1 + h, ..., whose weighted sum interpolates at all but the first. */
  private static Weights interpolation(int knots) {
    double h = 2.0 / (knots - 2);
    float[] ones = new float[knots];
    Arrays.fill(ones, 1);
    float[] bias = new float[knots];
    float[] last = new float[2 * knots];
    double[] value = {0, 0};
    double[] slope = {0, 0};
    for (int k = 0; k < knots; k++) {
      double knot = -1 - h + k * h;
      bias[k] = (float) -knot;
      double next = knot + h;
      double[] target = {next * next - 1, Math.sin(3 * next)};
      for (int j = 0; j < 2; j++) {
        double change = (target[j] - value[j]) / h - slope[j];
        last[2 * k + j] = (float) change;
        slope[j] += change;
        value[j] = target[j];
      }
    }
    String subnet = "flow/block_1/coupling/second_half/subnet_1/";
    return new Weights(
        Map.of(
            subnet + "first/kernel", new Weight(new long[] {1, knots}, ones),
            subnet + "first/bias", new Weight(new long[] {knots}, bias),
            subnet + "last/kernel", new Weight(new long[] {knots, 2}, last),
            subnet + "last/bias", new Weight(new long[] {2}, new float[2])));
  }
}
