package io.github.bayesflow4j.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.flow.BijectorRun.Image;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.types.TFloat32;

/** The learned matrices that mix components; a single component has nothing to mix. */
class LinearMixingTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (int d : new int[] {2, 3, 10}) {
      subjects.add(lu(d));
      subjects.add(householder(d, d));
    }
    subjects.add(householder(5, 2));
    return subjects.stream();
  }

  private static BijectorSubject lu(int dimension) {
    return new BijectorSubject(
        "lu",
        dimension,
        0,
        scope ->
            new LuLinear(
                scope.in("lu"),
                Permutation.random(new RandomStreams(2).stream(dimension), dimension)));
  }

  private static BijectorSubject householder(int dimension, int reflections) {
    return new BijectorSubject(
        reflections + " reflections",
        dimension,
        0,
        scope -> new Householder(scope.in("householder"), dimension, reflections));
  }

  /** The matrix that maps columns: row i of the images of unit vectors is its column i. */
  private static RealMatrix matrix(BijectorRun run, Weights weights, int dimension) {
    float[] units = new float[dimension * dimension];
    for (int i = 0; i < dimension; i++) {
      units[i * dimension + i] = 1;
    }
    Image image = run.apply(Direction.FORWARD, weights, units, new float[0]);
    RealMatrix matrix = MatrixUtils.createRealMatrix(dimension, dimension);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < dimension; j++) {
        matrix.setEntry(j, i, image.value()[i * dimension + j]);
      }
    }
    return matrix;
  }

  @Test
  void luStartsAsItsPermutation() {
    int d = 4;
    BijectorSubject subject =
        new BijectorSubject(
            "lu", d, 0, scope -> new LuLinear(scope.in("lu"), new Permutation(2, 0, 3, 1)));
    try (BijectorRun run = BijectorRun.trainable(subject)) {
      Image image =
          run.apply(
              Direction.FORWARD,
              run.network().initialWeights(),
              new float[] {1, 2, 3, 4},
              new float[0]);
      assertThat(image.value()).containsExactly(3, 1, 4, 2);
      assertThat(image.logDet()).containsExactly(0);
    }
  }

  /** P^T W = L diag(exp s) U, whose leading minors are the products of the first exp s. */
  @Test
  void luHasTheMinorsOfItsDiagonal() {
    int d = 5;
    BijectorSubject subject =
        new BijectorSubject(
            "lu", d, 0, scope -> new LuLinear(scope.in("lu"), Permutation.reverse(d)));
    try (BijectorRun run = BijectorRun.trainable(subject)) {
      Weights weights = run.randomWeights();
      RealMatrix permuted = matrix(run, weights, d);
      RealMatrix triangles = MatrixUtils.createRealMatrix(d, d);
      for (int i = 0; i < d; i++) {
        triangles.setRow(i, permuted.getRow(d - 1 - i));
      }
      float[] logs = weights.get("lu/log_diagonal").values();
      double sum = 0;
      for (int n = 1; n <= d; n++) {
        sum += logs[n - 1];
        double minor =
            new LUDecomposition(triangles.getSubMatrix(0, n - 1, 0, n - 1)).getDeterminant();
        assertThat(minor).isCloseTo(Math.exp(sum), within(1e-5));
      }
    }
  }

  @Test
  void reflectionsMakeAnOrthogonalMatrix() {
    for (int reflections = 1; reflections <= 7; reflections++) {
      int d = 6;
      try (BijectorRun run = BijectorRun.trainable(householder(d, reflections))) {
        for (Weights weights : List.of(run.network().initialWeights(), run.randomWeights())) {
          RealMatrix q = matrix(run, weights, d);
          RealMatrix error =
              q.transposeMultiply(q).subtract(MatrixUtils.createRealIdentityMatrix(d));
          assertThat(error.getFrobeniusNorm()).isLessThan(2e-6);
          assertThat(new LUDecomposition(q).getDeterminant())
              .isCloseTo(reflections % 2 == 0 ? 1 : -1, within(1e-5));
        }
      }
    }
  }

  @Test
  void oneReflectionTurnsItsVectorRound() {
    int d = 3;
    try (BijectorRun run = BijectorRun.trainable(householder(d, 1))) {
      Weights weights = run.randomWeights();
      float[] v = weights.get("householder/vectors").values();
      float[] image = run.apply(Direction.FORWARD, weights, v, new float[0]).value();
      for (int i = 0; i < d; i++) {
        assertThat((double) image[i]).isCloseTo(-v[i], within(1e-6));
      }
    }
  }

  @Test
  void aFlowNeedsAReflection() {
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(() -> new Householder(network.scope(), 3, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected at least 1 reflection, found 0");
    }
  }

  /** So that a flow may be trained on its draws; TensorFlow's own solver has no gradient. */
  @Test
  void theInverseOfATriangleHasAGradient() {
    int d = 5;
    try (TestNetwork network = TestNetwork.trainable()) {
      LuLinear lu = new LuLinear(network.scope().in("lu"), Permutation.reverse(d));
      Operand<TFloat32> z = network.input("z", -1, d);
      Transformed theta = lu.inverse(network.tf(), z, Condition.none());
      Output<?>[] gradients =
          network
              .graph()
              .addGradients(
                  network
                      .tf()
                      .sum(theta.value(), network.tf().constant(new int[] {0, 1}))
                      .asOutput(),
                  new Output<?>[] {network.variable("lu/triangles").asOutput()});
      float[] ones = {1, 1, 1, 1, 1};
      float[] gradient =
          network
              .run(
                  network.initialWeights(),
                  List.of(new Input("z", ones, 1, d)),
                  List.of(network.graph().operation(gradients[0].op().name()).<TFloat32>output(0)))
              .get(0);
      // At the start theta = (1 - N) P^T z for small entries N off the diagonal: each has slope -1.
      for (int i = 0; i < d * d; i++) {
        assertThat(gradient[i]).isEqualTo(i % (d + 1) == 0 ? 0f : -1f);
      }
    }
  }
}
