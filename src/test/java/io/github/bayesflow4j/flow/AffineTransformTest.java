package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AffineTransformTest implements BijectorContract {
  private static final double ALPHA = 1.9;

  @Override
  public Stream<BijectorSubject> subjects() {
    return Stream.of(1, 4)
        .map(
            d ->
                new BijectorSubject(
                    "affine",
                    d,
                    0,
                    scope -> Learned.make(scope, new AffineTransform(ALPHA), d),
                    AffineTransformTest::saturate));
  }

  /** Log-scales at their bounds; they are the first half of the parameters. */
  private static Weights saturate(Weights weights) {
    Map<String, Weight> changed = new LinkedHashMap<>();
    for (String name : weights.names()) {
      float[] values = weights.get(name).values().clone();
      for (int i = 0; i < values.length / 2; i++) {
        values[i] = i % 2 == 0 ? 1e30f : -1e30f;
      }
      changed.put(name, new Weight(weights.get(name).shape(), values));
    }
    return new Weights(changed);
  }

  /** Rows of x, raw log-scale, shift; value and log-determinant of each. */
  private static List<float[]> apply(float x, float raw, float shift) {
    try (TestNetwork network = TestNetwork.trainable()) {
      Transformed y =
          new AffineTransform(ALPHA)
              .forward(network.tf(), network.input("x", -1, 1), network.input("parameters", -1, 2));
      return network.run(
          List.of(
              new Input("x", new float[] {x}, 1, 1),
              new Input("parameters", new float[] {raw, shift}, 1, 2)),
          List.of(y.value(), y.logDet()));
    }
  }

  @Test
  void zeroParametersAreTheIdentity() {
    List<float[]> y = apply(1.2345f, 0, 0);
    assertThat(y.get(0)).containsExactly(1.2345f);
    assertThat(y.get(1)).containsExactly(0);
  }

  @Test
  void scalesAndShifts() {
    double s = 2 * ALPHA / Math.PI * Math.atan(0.8 / ALPHA);
    List<float[]> y = apply(1.5f, 0.8f, -0.3f);
    assertThat((double) y.get(0)[0]).isCloseTo(1.5 * Math.exp(s) - 0.3, within(1e-6));
    assertThat((double) y.get(1)[0]).isCloseTo(s, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(floats = {1e10f, 1e30f, Float.MAX_VALUE})
  void theLogScaleStaysWithinTheClamp(float raw) {
    assertThat((double) apply(1, raw, 0).get(1)[0]).isCloseTo(ALPHA, within(1e-6));
    assertThat((double) apply(1, -raw, 0).get(1)[0]).isCloseTo(-ALPHA, within(1e-6));
    assertThat((double) apply(2, raw, 0).get(0)[0]).isCloseTo(2 * Math.exp(ALPHA), within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void aClampIsAboveZero(double alpha) {
    assertThatThrownBy(() -> new AffineTransform(alpha))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the clamp must be above 0, was " + alpha);
  }
}
