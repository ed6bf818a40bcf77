package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.Transformed;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class SupportTransformTest {

  static Stream<ParameterSpace> spaces() {
    return Stream.of(
        TestSpecs.space(Support.real()),
        TestSpecs.space(Support.positive()),
        TestSpecs.space(new Support.LowerBounded(-3.3)),
        TestSpecs.space(Support.bounded(0, 1)),
        TestSpecs.space(Support.bounded(-2.1, 0.7)),
        TestSpecs.space(Support.simplex(2)),
        TestSpecs.space(Support.simplex(5)),
        TestSpecs.space(Support.simplex(2), Support.simplex(3)),
        TestSpecs.space(
            Support.real(),
            Support.positive(),
            new Support.LowerBounded(0.3),
            Support.bounded(0.1, 0.3),
            Support.simplex(3),
            Support.real(),
            Support.real(),
            Support.bounded(-5, 100),
            Support.bounded(0, 1),
            Support.positive()));
  }

  /** The transform of one space in a graph. */
  private static final class Run implements AutoCloseable {
    private final TestNetwork network = TestNetwork.trainable();
    private final ParameterSpace space;
    private final Transformed u;
    private final Operand<TFloat32> theta;

    Run(ParameterSpace space) {
      this.space = space;
      SupportTransform transform = new SupportTransform(space);
      this.u = transform.forward(network.tf(), network.input("theta", -1, space.dimension()));
      this.theta = transform.inverse(network.tf(), network.input("u", -1, space.freeDimension()));
    }

    float[] inverse(float... values) {
      Input input = input("u", values, space.freeDimension());
      return network.run(List.of(input), List.of(theta)).get(0);
    }

    List<float[]> forward(float... values) {
      Input input = input("theta", values, space.dimension());
      return network.run(List.of(input), List.of(u.value(), u.logDet()));
    }

    private static Input input(String name, float[] values, int width) {
      return new Input(name, values, values.length / width, width);
    }

    @Override
    public void close() {
      network.close();
    }
  }

  private static float[] normal(int count) {
    return TestNetwork.normal(new RandomStreams(1).stream(0), count, 1.5);
  }

  /** Rounding of theta near a far upper bound, 100 ulp(100) / 100, is the largest error. */
  @ParameterizedTest
  @MethodSource("spaces")
  void forwardUndoesInverse(ParameterSpace space) {
    float[] u = normal(200 * space.freeDimension());
    try (Run run = new Run(space)) {
      float[] back = run.forward(run.inverse(u)).get(0);
      for (int i = 0; i < u.length; i++) {
        assertThat(back[i]).isCloseTo(u[i], within(2e-4f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void inverseUndoesForward(ParameterSpace space) {
    try (Run run = new Run(space)) {
      float[] theta = run.inverse(normal(200 * space.freeDimension()));
      float[] back = run.inverse(run.forward(theta).get(0));
      for (int i = 0; i < theta.length; i++) {
        assertThat(back[i]).isCloseTo(theta[i], within(2e-6f * Math.max(1, Math.abs(theta[i]))));
      }
    }
  }

  /** Against the numeric Jacobian of the inverse, the last fraction of each simplex left out. */
  @ParameterizedTest
  @MethodSource("spaces")
  void logDetIsThatOfTheNumericJacobian(ParameterSpace space) {
    try (Run run = new Run(space)) {
      for (int row = 0; row < 5; row++) {
        int d = space.freeDimension();
        float[] u = Arrays.copyOfRange(normal(5 * d), row * d, (row + 1) * d);
        double numeric = new LUDecomposition(jacobian(run, u)).getDeterminant();
        assertThat((double) run.forward(run.inverse(u)).get(1)[0])
            .isCloseTo(-Math.log(Math.abs(numeric)), within(2e-3));
      }
    }
  }

  private static RealMatrix jacobian(Run run, float[] u) {
    double h = 0.03;
    RealMatrix jacobian = new Array2DRowRealMatrix(u.length, u.length);
    for (int j = 0; j < u.length; j++) {
      double[] near = difference(run, u, j, h);
      double[] far = difference(run, u, j, 2 * h);
      for (int i = 0; i < u.length; i++) {
        jacobian.setEntry(i, j, (8 * near[i] - far[i]) / (12 * h));
      }
    }
    return jacobian;
  }

  private static double[] difference(Run run, float[] u, int component, double step) {
    float[] up = u.clone();
    float[] down = u.clone();
    up[component] += (float) step;
    down[component] -= (float) step;
    double[] above = free(run.space, run.inverse(up));
    double[] below = free(run.space, run.inverse(down));
    Arrays.setAll(above, i -> above[i] - below[i]);
    return above;
  }

  /** Components without the last fraction of each simplex. */
  private static double[] free(ParameterSpace space, float[] theta) {
    double[] free = new double[space.freeDimension()];
    int from = 0;
    int to = 0;
    for (Parameter parameter : space.parameters()) {
      for (int i = 0; i < parameter.support().freeDimension(); i++) {
        free[to++] = theta[from + i];
      }
      from += parameter.support().dimension();
    }
    return free;
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void imagesLieInsideTheSupportHoweverFarOut(ParameterSpace space) {
    float[] far = {1e4f, -1e4f, 0, 100, -100, 30, -1e4f, 16, -30, 1e4f, -16, 88, Float.MAX_VALUE};
    int d = space.freeDimension();
    float[] u = new float[far.length * d];
    for (int i = 0; i < u.length; i++) {
      u[i] = far[(i + i / far.length) % far.length];
    }
    try (Run run = new Run(space)) {
      float[] images = run.inverse(u);
      for (int row = 0; row < far.length; row++) {
        double[] theta = new double[space.dimension()];
        for (int j = 0; j < theta.length; j++) {
          theta[j] = images[row * theta.length + j];
        }
        assertThat(space.contains(theta)).as("%s", Arrays.toString(theta)).isTrue();
      }
      List<float[]> back = run.forward(images);
      for (float[] values : back) {
        for (float value : values) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  /** As a value near a bound may be rounded to it. */
  @Test
  void aValueOnABoundHasAFiniteImage() {
    try (Run run =
        new Run(
            TestSpecs.space(
                Support.positive(),
                Support.bounded(-2, 1),
                Support.bounded(-2, 1),
                Support.simplex(3)))) {
      List<float[]> image = run.forward(0, -2, 1, 0, 1, 0);
      assertThat(image.get(0)).hasSize(5);
      for (float[] values : image) {
        for (float value : values) {
          assertThat(value).isFinite();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0.693147181, -0.693147181", "1, 0, 0", "0.5, -0.693147181, 0.693147181"})
  void aPositiveParameterIsItsLogarithm(float theta, double u, double logDet) {
    try (Run run = new Run(TestSpecs.space(Support.positive()))) {
      List<float[]> image = run.forward(theta);
      assertThat((double) image.get(0)[0]).isCloseTo(u, within(1e-6));
      assertThat((double) image.get(1)[0]).isCloseTo(logDet, within(1e-6));
    }
  }

  @Test
  void aBoundedParameterIsItsLogOdds() {
    try (Run run = new Run(TestSpecs.space(Support.bounded(-1, 3)))) {
      List<float[]> image = run.forward(2);
      assertThat((double) image.get(0)[0]).isCloseTo(Math.log(3), within(1e-6));
      assertThat((double) image.get(1)[0]).isCloseTo(-Math.log(0.75), within(1e-6));
    }
  }

  @Test
  void fractionsAreTheirLogRatiosToTheLast() {
    try (Run run = new Run(TestSpecs.space(Support.simplex(3)))) {
      List<float[]> image = run.forward(0.5f, 0.3f, 0.2f);
      assertThat((double) image.get(0)[0]).isCloseTo(Math.log(2.5), within(1e-6));
      assertThat((double) image.get(0)[1]).isCloseTo(Math.log(1.5), within(1e-6));
      assertThat((double) image.get(1)[0]).isCloseTo(-Math.log(0.5 * 0.3 * 0.2), within(1e-5));
    }
  }

  @Test
  void boundsThatRoundToOneNumberAreRefused() {
    ParameterSpace space = TestSpecs.space(Support.real(), Support.bounded(1e6, 1e6 + 0.01));
    assertThatThrownBy(() -> new SupportTransform(space))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "parameter p1_0: no single-precision number lies inside (1000000.0, 1000000.01),"
                + " measure it from one of the bounds");
  }
}
