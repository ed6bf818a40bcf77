package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.TrainingNoise;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.UniformContinuousDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class ParameterNoiseTest {
  private static final int ROWS = 4000;
  private static final Weights NO_WEIGHTS = new Weights(Map.of());
  private static final float[] PARAMETERS = normal(1, 2);
  private static final float[] CONDITION = normal(2, 3);

  private static float[] normal(long seed, int columns) {
    return TestNetwork.normal(new RandomStreams(seed).stream(0), ROWS * columns, 1);
  }

  /** The parameters and the condition as the flow gets them. */
  private static List<float[]> noisy(
      TestNetwork network, double largest, double input, float strength) {
    Operand<TFloat32> a = network.input("a", -1, 2);
    Operand<TFloat32> condition = network.input("condition", -1, 3);
    ParameterNoise.Noisy noisy =
        new ParameterNoise(largest, network.scope().noise())
            .add(network.tf(), a, Optional.of(condition), input);
    Input parameters = new Input("a", PARAMETERS, ROWS, 2);
    Input told = new Input("condition", CONDITION, ROWS, 3);
    List<Input> inputs =
        network.scope().noise().isEmpty()
            ? List.of(parameters, told)
            : List.of(parameters, told, new Input(TrainingNoise.STRENGTH, new float[] {strength}));
    // What is fed cannot be fetched itself.
    return network.run(
        inputs,
        List.of(
            network.tf().identity(noisy.value()),
            network.tf().identity(noisy.condition().orElseThrow())));
  }

  private static List<float[]> trained(double largest, double input, float strength) {
    try (TestNetwork network = TestNetwork.trainable()) {
      return noisy(network, largest, input, strength);
    }
  }

  private static double difference(float[] value, int i) {
    return (double) value[i] - PARAMETERS[i];
  }

  /** Fixed seed; right noise fails with probability 1e-3. */
  @Test
  void inputNoiseIsNormalAndOfSteps() {
    List<float[]> step = trained(0, 0.3, 1);
    double[] noise = new double[2 * ROWS];
    Arrays.setAll(noise, i -> difference(step.get(0), i));
    assertFollows(noise, NormalDistribution.of(0, 0.3)::cumulativeProbability);
    assertThat(step.get(1)).isEqualTo(CONDITION);
    assertThat(trained(0, 0.3, 0)).containsExactly(PARAMETERS, CONDITION);
  }

  /** Fixed seed; right noise fails with probability 2e-3. */
  @Test
  void softNoiseHasTheDeviationThatTheFlowIsTold() {
    for (float strength : new float[] {0, 1}) {
      List<float[]> found = trained(0.2, 0, strength);
      double[] level = new double[ROWS];
      double[] noise = new double[2 * ROWS];
      for (int row = 0; row < ROWS; row++) {
        float[] told = Arrays.copyOfRange(found.get(1), 4 * row, 4 * row + 3);
        assertThat(told).isEqualTo(Arrays.copyOfRange(CONDITION, 3 * row, 3 * row + 3));
        level[row] = found.get(1)[4 * row + 3];
        for (int i = 2 * row; i < 2 * row + 2; i++) {
          noise[i] = difference(found.get(0), i) / (0.2 * level[row]);
        }
      }
      assertFollows(level, UniformContinuousDistribution.of(0, 1)::cumulativeProbability);
      assertFollows(noise, NormalDistribution.of(0, 1)::cumulativeProbability);
    }
  }

  private static void assertFollows(double[] values, DoubleUnaryOperator distribution) {
    assertThat(KolmogorovSmirnovTest.withDefaults().test(values, distribution).getPValue())
        .isGreaterThan(1e-3);
  }

  @Test
  void aGraphOfConstantsStaysAtLevelZero() {
    try (TestNetwork network = TestNetwork.frozen(NO_WEIGHTS)) {
      List<float[]> found = noisy(network, 0.2, 0.3, 0);
      assertThat(found.get(0)).isEqualTo(PARAMETERS);
      for (int row = 0; row < ROWS; row++) {
        assertThat(found.get(1)[4 * row + 3]).isZero();
        assertThat(found.get(1)[4 * row]).isEqualTo(CONDITION[3 * row]);
      }
    }
  }
}
