package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskedAutoregressiveTest implements BijectorContract {
  /**
   * A spline of bounded slopes: by default they differ by a factor of 1e6, and component after
   * component multiplies rounding errors by them.
   */
  private static final RationalQuadraticSpec GENTLE =
      RationalQuadraticSpec.newBuilder()
          .setBins(4)
          .setMinWidth(0.15)
          .setMinHeight(0.15)
          .setMinSlope(0.5)
          .build();

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>(masked().toList());
    for (int dimension : new int[] {1, 2, 3}) {
      for (int width : new int[] {0, 3}) {
        subjects.add(
            subject(
                "affine inverse",
                dimension,
                width,
                (scope, d, w) -> new Reversed(affine(scope, d, w))));
        subjects.add(
            subject(
                "spline inverse",
                dimension,
                width,
                (scope, d, w) -> new Reversed(spline(scope, d, w))));
      }
    }
    return subjects.stream();
  }

  static Stream<BijectorSubject> masked() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (int dimension : new int[] {1, 2, 3, 10}) {
      for (int width : new int[] {0, 3}) {
        subjects.add(subject("affine masked", dimension, width, MaskedAutoregressiveTest::affine));
        subjects.add(subject("spline masked", dimension, width, MaskedAutoregressiveTest::spline));
      }
    }
    return subjects.stream();
  }

  private interface Maker {
    Bijector make(VariableScope scope, int dimension, int conditionWidth);
  }

  private static BijectorSubject subject(String name, int dimension, int width, Maker maker) {
    return new BijectorSubject(
        name, dimension, width, scope -> maker.make(scope.in("layer"), dimension, width));
  }

  private static MaskedAutoregressive affine(VariableScope scope, int dimension, int width) {
    return new MaskedAutoregressive(
        scope,
        dimension,
        width,
        TestFlows.subnetwork(Activation.SILU, 16, 16),
        new AffineTransform(1.9));
  }

  private static MaskedAutoregressive spline(VariableScope scope, int dimension, int width) {
    return new MaskedAutoregressive(
        scope,
        dimension,
        width,
        TestFlows.subnetwork(Activation.SILU, 16, 16),
        new RationalQuadraticSpline(GENTLE));
  }

  /** Moving component j leaves all before it as they are, to the bit, and moves the others. */
  @ParameterizedTest
  @MethodSource("masked")
  void theJacobianIsLowerTriangular(BijectorSubject subject) {
    int d = subject.dimension();
    int rows = 20;
    float[] x = TestNetwork.normal(new RandomStreams(3).stream(0), rows * d, 1);
    float[] condition =
        TestNetwork.normal(new RandomStreams(4).stream(0), rows * subject.conditionWidth(), 1);
    try (BijectorRun run = BijectorRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (Direction direction : Direction.values()) {
        float[] z = run.apply(direction, weights, x, condition).value();
        for (int j = 0; j < d; j++) {
          float[] moved = x.clone();
          for (int row = 0; row < rows; row++) {
            moved[row * d + j] += 0.1f;
          }
          float[] image = run.apply(direction, weights, moved, condition).value();
          for (int i = 0; i < d; i++) {
            // Two of twenty rows may round to the same number.
            assertThat(rowsThatDiffer(image, z, i, d)).isBetween(i < j ? 0 : 18, i < j ? 0 : rows);
          }
        }
      }
    }
  }

  private static int rowsThatDiffer(float[] a, float[] b, int component, int dimension) {
    int differ = 0;
    for (int i = component; i < a.length; i += dimension) {
      differ += a[i] == b[i] ? 0 : 1;
    }
    return differ;
  }

  /** Every component, the first too, is another map under another condition. */
  @ParameterizedTest
  @MethodSource("masked")
  void everyComponentDependsOnTheCondition(BijectorSubject subject) {
    int width = subject.conditionWidth();
    if (width == 0) {
      return;
    }
    float[] x = TestNetwork.normal(new RandomStreams(5).stream(0), subject.dimension(), 1);
    try (BijectorRun run = BijectorRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      for (Direction direction : Direction.values()) {
        float[] at0 = run.apply(direction, weights, x, new float[width]).value();
        float[] at1 = run.apply(direction, weights, x, new float[] {1, 1, 1}).value();
        for (int i = 0; i < x.length; i++) {
          assertThat(at1[i]).isNotEqualTo(at0[i]);
        }
      }
    }
  }
}
