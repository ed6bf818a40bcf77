package io.github.bayesflow4j.flow;

import static io.github.bayesflow4j.flow.BijectorRun.Direction.FORWARD;
import static io.github.bayesflow4j.flow.BijectorRun.Direction.INVERSE;
import static io.github.bayesflow4j.flow.BijectorRun.ROWS_EACH;
import static io.github.bayesflow4j.flow.BijectorRun.Sharing.PER_ROW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.flow.BijectorRun.Image;
import io.github.bayesflow4j.flow.BijectorRun.Sharing;
import io.github.bayesflow4j.flow.BijectorSubject.Smoothness;
import io.github.bayesflow4j.flow.BijectorSubject.Space;
import io.github.bayesflow4j.nn.GradientCheck;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract of every {@link Bijector}. A new one gets a test class that implements this
 * interface and lists its subjects; the tests are inherited.
 *
 * <p>All variables take random values, so that nothing is checked on the identity that bijectors
 * start as.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
interface BijectorContract {
  int MANY = 100_000;

  /**
   * Of the largest number in the row or its image, at least 1. Single precision leaves 6e-8 of each
   * intermediate value; a block may stretch this by up to exp(2 * 1.9) = 45.
   */
  double INVERSION_TOLERANCE = 1e-4;

  /** Graphs by name of their subject; building one takes longer than running it. */
  Map<String, BijectorRun> OPEN = new HashMap<>();

  /** Truncation error of a numeric log-determinant; ten components have about 2e-4 of it. */
  double TRUNCATION = 1e-3;

  /** Step of the numeric Jacobian. */
  double STEP = 0.01;

  /** The bijectors to check, each with a name of its own. */
  Stream<BijectorSubject> subjects();

  private static BijectorRun run(BijectorSubject subject) {
    return OPEN.computeIfAbsent(subject.toString(), name -> BijectorRun.trainable(subject));
  }

  @AfterAll
  default void closeGraphs() {
    OPEN.values().forEach(BijectorRun::close);
    OPEN.clear();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void inverseUndoesForward(BijectorSubject subject) {
    requireUndone(subject, FORWARD, INVERSE);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void forwardUndoesInverse(BijectorSubject subject) {
    requireUndone(subject, INVERSE, FORWARD);
  }

  private static void requireUndone(BijectorSubject subject, Direction first, Direction second) {
    float[] x = space(subject, first).take(points(MANY, subject.dimension()));
    float[] condition = normal(2, MANY * subject.conditionWidth());
    BijectorRun run = run(subject);
    for (Weights weights : settings(subject, run)) {
      Image there = run.apply(first, weights, x, condition);
      Image back = run.apply(second, weights, there.value(), condition);
      for (int row = 0; row < MANY; row++) {
        requireUndone(subject, row, x, there, back);
      }
    }
  }

  private static void requireUndone(
      BijectorSubject subject, int row, float[] x, Image there, Image back) {
    int dimension = subject.dimension();
    double scale = 1;
    double error = 0;
    for (int i = row * dimension; i < (row + 1) * dimension; i++) {
      scale = Math.max(scale, Math.max(Math.abs(x[i]), Math.abs(there.value()[i])));
      error = Math.max(error, Math.abs(x[i] - back.value()[i]));
    }
    // Plain comparisons, as there are so many.
    if (!(error < INVERSION_TOLERANCE * scale)) {
      assertThat(slice(back.value(), row, dimension))
          .as("row %d and back, within %s", row, INVERSION_TOLERANCE * scale)
          .isEqualTo(slice(x, row, dimension));
    }
    double sum = (double) there.logDet()[row] + back.logDet()[row];
    if (!(Math.abs(sum) < subject.smoothness().logDetTolerance())) {
      assertThat(sum).as("log-determinants there and back, row %d", row).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void logDetIsThatOfTheNumericJacobian(BijectorSubject subject) {
    int rows = 10;
    float[] x = subject.theta().take(normal(3, rows * subject.dimension()));
    float[] condition = normal(4, rows * subject.conditionWidth());
    BijectorRun run = run(subject);
    for (Weights weights : settings(subject, run)) {
      Image image = run.apply(FORWARD, weights, x, condition);
      for (int row = 0; row < rows; row++) {
        RealMatrix[] jacobians =
            jacobians(
                run,
                weights,
                slice(x, row, subject.dimension()),
                slice(condition, row, subject.conditionWidth()));
        LUDecomposition lu = new LUDecomposition(jacobians[0]);
        double error = roundingOfJacobian(slice(image.value(), row, subject.dimension()));
        if (subject.smoothness() == Smoothness.KINKED) {
          error += jacobians[1].subtract(jacobians[2]).getFrobeniusNorm();
        }
        // To first order the log-determinant changes by trace(J^-1 dJ).
        assertThat((double) image.logDet()[row])
            .isCloseTo(
                FastMath.log(FastMath.abs(lu.getDeterminant())),
                within(TRUNCATION + lu.getSolver().getInverse().getFrobeniusNorm() * error));
      }
    }
  }

  /** Frobenius norm of the rounding errors of a Jacobian whose images are {@code z}. */
  private static double roundingOfJacobian(float[] z) {
    double largest = 0;
    for (float value : z) {
      largest = Math.max(largest, Math.abs(value));
    }
    return z.length * largest * Math.ulp(1f) / STEP;
  }

  /** From five-point differences, from the two points above, from the two points below. */
  private static RealMatrix[] jacobians(
      BijectorRun run, Weights weights, float[] x, float[] condition) {
    int d = x.length;
    int[] steps = {1, -1, 2, -2, 0};
    int n = steps.length;
    float[] shifted = new float[n * d * d];
    float[] conditions = new float[n * d * condition.length];
    for (int row = 0; row < n * d; row++) {
      System.arraycopy(x, 0, shifted, row * d, d);
      shifted[row * d + row / n] += (float) (STEP * steps[row % n]);
      System.arraycopy(condition, 0, conditions, row * condition.length, condition.length);
    }
    float[] z = run.apply(FORWARD, weights, shifted, conditions).value();
    RealMatrix central = new Array2DRowRealMatrix(d, d);
    RealMatrix above = new Array2DRowRealMatrix(d, d);
    RealMatrix below = new Array2DRowRealMatrix(d, d);
    for (int j = 0; j < d; j++) {
      double width = (double) shifted[n * j * d + j] - shifted[(n * j + 1) * d + j];
      for (int i = 0; i < d; i++) {
        double[] image = new double[n];
        for (int k = 0; k < n; k++) {
          image[k] = z[(n * j + k) * d + i];
        }
        double near = image[0] - image[1];
        double far = image[2] - image[3];
        central.setEntry(i, j, (8 * near - far) / (6 * width));
        above.setEntry(i, j, (image[2] - image[4]) / width);
        below.setEntry(i, j, (image[4] - image[3]) / width);
      }
    }
    return new RealMatrix[] {central, above, below};
  }

  /** A chain leaves out the log-determinants of those that say so. */
  @ParameterizedTest
  @MethodSource("subjects")
  default void oneThatPreservesVolumeHasNoLogDeterminant(BijectorSubject subject) {
    int rows = 100;
    BijectorRun run = run(subject);
    assumeThat(run.bijector().preservesVolume()).as("preserves volume").isTrue();
    float[] condition = normal(8, rows * subject.conditionWidth());
    for (Weights weights : settings(subject, run)) {
      for (Direction direction : Direction.values()) {
        float[] x = space(subject, direction).take(normal(7, rows * subject.dimension()));
        assertThat(run.apply(direction, weights, x, condition).logDet()).containsOnly(0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void everyVariableReceivesItsGradient(BijectorSubject subject) {
    int rows = 100;
    float[] x = subject.theta().take(normal(5, rows * subject.dimension()));
    float[] condition = normal(6, rows * subject.conditionWidth());
    BijectorRun run = run(subject);
    assumeThat(run.network().scope().names()).as("variables").isNotEmpty();
    GradientCheck.everyVariable(
        run.network(),
        run.randomWeights(),
        run.inputs(x, condition),
        run.forward(),
        subject.smoothness().outputs());
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void staysFiniteFarOut(BijectorSubject subject) {
    float[] edges = {0, -0f, 1e4f, -1e4f, Float.MIN_VALUE, 1, -1e4f, 1e-20f, 1e4f, 0, 1e4f};
    int rows = edges.length;
    float[] x = cycle(edges, rows * subject.dimension());
    float[] condition = cycle(edges, rows * subject.conditionWidth());
    BijectorRun run = run(subject);
    for (Weights weights : settings(subject, run)) {
      for (Direction direction : Direction.values()) {
        Image image = run.apply(direction, weights, x, condition);
        assertFinite(image.value());
        assertFinite(image.logDet());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void aRowDoesNotDependOnTheOthers(BijectorSubject subject) {
    int rows = 7;
    float[] normal = normal(7, rows * subject.dimension());
    float[] condition = normal(8, rows * subject.conditionWidth());
    BijectorRun run = run(subject);
    Weights weights = run.randomWeights();
    for (Direction direction : Direction.values()) {
      float[] x = space(subject, direction).take(normal);
      Image all = run.apply(direction, weights, x, condition);
      for (int row = 0; row < rows; row++) {
        Image one =
            run.apply(
                direction,
                weights,
                slice(x, row, subject.dimension()),
                slice(condition, row, subject.conditionWidth()));
        assertClose(one.value(), slice(all.value(), row, subject.dimension()));
        assertClose(one.logDet(), slice(all.logDet(), row, 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void aSharedConditionIsThatOfEachRow(BijectorSubject subject) {
    int groups = 3;
    int width = subject.conditionWidth();
    float[] normal = normal(9, groups * ROWS_EACH * subject.dimension());
    float[] shared = normal(10, groups * width);
    float[] repeated = new float[groups * ROWS_EACH * width];
    for (int row = 0; row < groups * ROWS_EACH; row++) {
      System.arraycopy(shared, row / ROWS_EACH * width, repeated, row * width, width);
    }
    BijectorRun run = run(subject);
    Weights weights = run.randomWeights();
    for (Direction direction : Direction.values()) {
      float[] x = space(subject, direction).take(normal);
      Image perRow = run.apply(direction, weights, x, repeated);
      Image inGroups = run.apply(direction, Sharing.SHARED, weights, x, shared);
      assertClose(inGroups.value(), perRow.value());
      assertClose(inGroups.logDet(), perRow.logDet());
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  default void constantsGiveTheSameBitsAsVariables(BijectorSubject subject) {
    int groups = 5;
    float[] normal = normal(11, groups * ROWS_EACH * subject.dimension());
    float[] perRow = normal(12, groups * ROWS_EACH * subject.conditionWidth());
    float[] perGroup = normal(13, groups * subject.conditionWidth());
    BijectorRun run = run(subject);
    Weights weights = run.randomWeights();
    try (BijectorRun frozen = new BijectorRun(subject, TestNetwork.frozen(weights))) {
      for (Direction direction : Direction.values()) {
        float[] x = space(subject, direction).take(normal);
        for (Sharing sharing : Sharing.values()) {
          float[] condition = sharing == PER_ROW ? perRow : perGroup;
          Image expected = run.apply(direction, sharing, weights, x, condition);
          Image found = frozen.applyFrozen(direction, sharing, x, condition);
          assertThat(found.value()).isEqualTo(expected.value());
          assertThat(found.logDet()).isEqualTo(expected.logDet());
        }
      }
    }
  }

  private static Space space(BijectorSubject subject, Direction direction) {
    return direction == FORWARD ? subject.theta() : subject.latent();
  }

  private static List<Weights> settings(BijectorSubject subject, BijectorRun run) {
    Weights random = run.randomWeights();
    return List.of(random, subject.extreme().apply(random));
  }

  /** Normal with standard deviations 0.1, 1, 3 and 10, and now and then zero. */
  private static float[] points(int rows, int dimension) {
    float[] x = normal(1, rows * dimension);
    float[] sd = {0.1f, 1, 1, 3, 10};
    for (int i = 0; i < x.length; i++) {
      int row = i / dimension;
      x[i] *= row % 1000 == 0 ? 0 : sd[row % sd.length];
    }
    return x;
  }

  private static float[] normal(long seed, int count) {
    return TestNetwork.normal(new RandomStreams(seed).stream(0), count, 1);
  }

  private static float[] cycle(float[] values, int count) {
    float[] cycled = new float[count];
    for (int i = 0; i < count; i++) {
      cycled[i] = values[i % values.length];
    }
    return cycled;
  }

  private static float[] slice(float[] values, int row, int width) {
    return Arrays.copyOfRange(values, row * width, (row + 1) * width);
  }

  private static void assertFinite(float[] values) {
    for (float value : values) {
      assertThat(value).isFinite();
    }
  }

  /** Equal but for the order of summation in the products of matrices. */
  private static void assertClose(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i])
          .isCloseTo(expected[i], within(1e-5f * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
