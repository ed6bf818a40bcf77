package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.Transformed;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailCompressionTest {
  private static final double K = 1 / (2.5 * 2.5);

  static Stream<Support> bounded() {
    return Stream.of(Support.positive(), Support.bounded(0, 1), Support.simplex(2));
  }

  /** Value, log-slope and value mapped back. */
  private static List<float[]> apply(ParameterSpace space, float... a) {
    TailCompression tails = new TailCompression(space);
    int width = space.freeDimension();
    try (TestNetwork network = TestNetwork.trainable()) {
      Transformed t = tails.forward(network.tf(), network.input("a", -1, width));
      return network.run(
          List.of(new Input("a", a, a.length / width, width)),
          List.of(t.value(), t.logDet(), tails.inverse(network.tf(), t.value())));
    }
  }

  private static float[] grid() {
    float[] a = new float[801];
    for (int i = 0; i < a.length; i++) {
      a[i] = (i - 400) * 0.1f;
    }
    return a;
  }

  private static double compressed(double a) {
    return a / Math.sqrt(Math.sqrt(1 + K * a * a));
  }

  @ParameterizedTest
  @MethodSource("bounded")
  void compressesComponentsWithBounds(Support support) {
    float[] a = grid();
    List<float[]> found = apply(TestSpecs.space(support), a);
    for (int i = 0; i < a.length; i++) {
      double h = 1e-4;
      double slope = (compressed(a[i] + h) - compressed(a[i] - h)) / (2 * h);
      assertThat((double) found.get(0)[i]).isCloseTo(compressed(a[i]), within(2e-6));
      assertThat((double) found.get(1)[i]).isCloseTo(Math.log(slope), within(2e-6));
      assertThat(found.get(2)[i]).isCloseTo(a[i], within(1e-6f * Math.max(1, Math.abs(a[i]))));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e3f, -1e6f, 1e9f})
  void farOutItIsASquareRoot(float a) {
    List<float[]> found = apply(TestSpecs.space(Support.positive()), a);
    double expected = Math.signum(a) * Math.sqrt(2.5 * Math.abs(a));
    assertThat(found.get(0)[0] / expected).isCloseTo(1, within(1e-5));
    assertThat(found.get(2)[0] / a).isCloseTo(1, within(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, -3.3f, 1e9f, -1e18f})
  void leavesComponentsOnTheWholeLineAlone(float a) {
    List<float[]> found = apply(TestSpecs.space(Support.real()), a);
    assertThat(found.get(0)).containsExactly(a);
    assertThat(found.get(1)).containsExactly(0);
    assertThat(found.get(2)).containsExactly(a);
  }

  @Test
  void eachComponentHasItsOwnRule() {
    float a = 4;
    ParameterSpace space =
        TestSpecs.space(Support.real(), Support.simplex(3), Support.real(), Support.positive());
    List<float[]> found = apply(space, a, a, a, a, a);
    float t = found.get(0)[1];
    assertThat((double) t).isCloseTo(compressed(a), within(1e-6));
    assertThat(found.get(0)).containsExactly(a, t, t, a, t);
    float one = apply(TestSpecs.space(Support.positive()), a).get(1)[0];
    assertThat(found.get(1)[0]).isCloseTo(3 * one, within(1e-6f));
  }
}
