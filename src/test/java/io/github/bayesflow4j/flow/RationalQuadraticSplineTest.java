package io.github.bayesflow4j.flow;

import static io.github.bayesflow4j.flow.BijectorRun.Direction.FORWARD;
import static io.github.bayesflow4j.flow.BijectorRun.Direction.INVERSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.flow.BijectorRun.Image;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CouplingSpec;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerSpec;
import io.github.bayesflow4j.spec.proto.RationalQuadraticSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RationalQuadraticSplineTest implements BijectorContract {
  private static final int BINS = 8;
  private static final double BOUND = 5;
  private static final double LEAST = 1e-3;
  private static final int PARAMETERS = 3 * BINS - 1;

  private static RationalQuadraticSpec.Builder spec() {
    return RationalQuadraticSpec.newBuilder()
        .setBins(BINS)
        .setBound(BOUND)
        .setMinWidth(LEAST)
        .setMinHeight(LEAST)
        .setMinSlope(LEAST);
  }

  private static RationalQuadraticSpline spline() {
    return new RationalQuadraticSpline(spec().build());
  }

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (int d : new int[] {1, 4}) {
      subjects.add(
          new BijectorSubject(
              "spline",
              d,
              0,
              scope -> Learned.make(scope, spline(), d),
              w -> Saturated.scaled(w, 3)));
    }
    for (int d : new int[] {1, 2, 5}) {
      for (int width : new int[] {0, 3}) {
        subjects.add(coupling(d, width));
      }
    }
    subjects.add(flow(1, 2));
    subjects.add(flow(4, 0));
    subjects.add(flow(4, 3));
    return subjects.stream().map(BijectorSubject::kinked);
  }

  private static BijectorSubject coupling(int dimension, int width) {
    return new BijectorSubject(
        "coupling by splines",
        dimension,
        width,
        scope ->
            new Coupling(
                scope.in("coupling"),
                dimension,
                width,
                Form.GLOW,
                TestFlows.subnetwork(Activation.TANH, 16),
                spline()));
  }

  /** Splines and affine maps in turn. */
  private static BijectorSubject flow(int dimension, int width) {
    FlowSpec.Builder flow = TestFlows.affine(2, Activation.TANH, 16).toBuilder();
    flow.addLayer(
        LayerSpec.newBuilder()
            .setCoupling(
                CouplingSpec.newBuilder()
                    .setSubnetwork(TestFlows.subnetwork(Activation.TANH, 16))
                    .setTransform(TransformSpec.newBuilder().setRationalQuadratic(spec()))));
    FlowSpec resolved = ResolvedSpecs.resolve(flow.build());
    return new BijectorSubject(
        "flow of affine maps and splines",
        dimension,
        width,
        scope -> ConditionalFlow.build(scope.in("flow"), resolved, dimension, width),
        weights -> Saturated.scaled(weights, 0.5f));
  }

  /** The spline in double precision, as written down by Durkan et al. 2019, eqs. 4 and 5. */
  private record Reference(double[] x, double[] y, double[] slope) {

    static Reference of(float[] raw) {
      double[] slope = new double[BINS + 1];
      slope[0] = 1;
      slope[BINS] = 1;
      double atZero = Math.log(Math.expm1(1 - LEAST));
      for (int k = 1; k < BINS; k++) {
        double r = raw[2 * BINS + k - 1] + atZero;
        slope[k] = LEAST + Math.max(r, 0) + Math.log1p(Math.exp(-Math.abs(r)));
      }
      return new Reference(
          knots(Arrays.copyOfRange(raw, 0, BINS)),
          knots(Arrays.copyOfRange(raw, BINS, 2 * BINS)),
          slope);
    }

    private static double[] knots(float[] raw) {
      double largest = Double.NEGATIVE_INFINITY;
      for (float r : raw) {
        largest = Math.max(largest, r);
      }
      double sum = 0;
      for (float r : raw) {
        sum += Math.exp(r - largest);
      }
      double[] knots = new double[BINS + 1];
      knots[0] = -BOUND;
      for (int k = 0; k < BINS; k++) {
        double side = LEAST + (1 - BINS * LEAST) * Math.exp(raw[k] - largest) / sum;
        knots[k + 1] = knots[k] + 2 * BOUND * side;
      }
      return knots;
    }

    private int piece(double at) {
      int k = 0;
      while (k < BINS - 1 && at >= x[k + 1]) {
        k++;
      }
      return k;
    }

    double value(double at) {
      if (Math.abs(at) > BOUND) {
        return at;
      }
      int k = piece(at);
      double h = y[k + 1] - y[k];
      double xi = (at - x[k]) / (x[k + 1] - x[k]);
      double s = h / (x[k + 1] - x[k]);
      double numerator = h * (s * xi * xi + slope[k] * xi * (1 - xi));
      return y[k] + numerator / (s + (slope[k + 1] + slope[k] - 2 * s) * xi * (1 - xi));
    }

    double logSlope(double at) {
      if (Math.abs(at) > BOUND) {
        return 0;
      }
      int k = piece(at);
      double xi = (at - x[k]) / (x[k + 1] - x[k]);
      double s = (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
      double numerator =
          s * s * (slope[k + 1] * xi * xi + 2 * s * xi * (1 - xi) + slope[k] * (1 - xi) * (1 - xi));
      double root = s + (slope[k + 1] + slope[k] - 2 * s) * xi * (1 - xi);
      return Math.log(numerator / (root * root));
    }
  }

  private static float[] raw(long seed, double deviation) {
    return TestNetwork.normal(new RandomStreams(seed).stream(0), PARAMETERS, deviation);
  }

  private static Image apply(Direction direction, float[] x, float[] raw) {
    try (TransformRun run = new TransformRun(spline(), 1)) {
      return run.apply(direction, x, TransformRun.repeat(raw, x.length));
    }
  }

  /** Inside to rounding, outside to the bit. */
  @ParameterizedTest
  @EnumSource(Direction.class)
  void zeroParametersAreTheIdentity(Direction direction) {
    float[] x = TransformRun.grid(-8, 8, 3201);
    Image image = apply(direction, x, new float[PARAMETERS]);
    for (int i = 0; i < x.length; i++) {
      assertThat((double) image.value()[i]).isCloseTo(x[i], within(2e-6));
      assertThat((double) image.logDet()[i]).isCloseTo(0, within(2e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void outsideItsBoundItIsTheIdentityToTheBit(Direction direction) {
    float out = Math.nextUp((float) BOUND);
    float[] x = {out, -out, 5.001f, -7, 1e6f, -1e30f, Float.MAX_VALUE};
    Image image = apply(direction, x, raw(1, 2));
    assertThat(image.value()).isEqualTo(x);
    assertThat(image.logDet()).containsOnly(0);
  }

  /** There the identity begins, with slope one on both sides. */
  @ParameterizedTest
  @CsvSource({"FORWARD, 1", "INVERSE, 1", "FORWARD, -1", "INVERSE, -1"})
  void itIsContinuousAtItsBound(Direction direction, int side) {
    float bound = side * (float) BOUND;
    float inside = side * Math.nextDown((float) BOUND);
    for (long seed = 1; seed <= 20; seed++) {
      Image image = apply(direction, new float[] {bound, inside}, raw(seed, 1));
      assertThat((double) image.value()[0]).isCloseTo(bound, within(5e-6));
      assertThat((double) image.value()[1]).isCloseTo(bound, within(5e-6));
      assertThat((double) image.logDet()[0]).isCloseTo(0, within(1e-3));
      assertThat((double) image.logDet()[1]).isCloseTo(0, within(1e-3));
    }
  }

  /**
   * The narrower a piece, the more of its width is lost to rounding; how much depends on the
   * processor, whose softmax is another (5.05e-6 and 3.1e-2 were met in the first and last row).
   */
  @ParameterizedTest
  @CsvSource({"0.3, 1e-5, 4e-5", "1, 2e-4, 2e-3", "2, 1e-3, 6e-2"})
  void itFollowsItsFormula(double deviation, double value, double logSlope) {
    float[] x = TransformRun.grid(-6, 6, 2401);
    for (long seed = 1; seed <= 10; seed++) {
      float[] raw = raw(seed, deviation);
      Reference reference = Reference.of(raw);
      Image image = apply(FORWARD, x, raw);
      for (int i = 0; i < x.length; i++) {
        assertThat((double) image.value()[i]).isCloseTo(reference.value(x[i]), within(value));
        assertThat((double) image.logDet()[i])
            .isCloseTo(reference.logSlope(x[i]), within(logSlope));
      }
    }
  }

  /** On every knot, and a step of single precision to either side: value and slope do not jump. */
  @Test
  void valueAndSlopeAreContinuousAtItsKnots() {
    for (long seed = 1; seed <= 20; seed++) {
      float[] raw = raw(seed, 0.5);
      Reference reference = Reference.of(raw);
      float[] x = new float[3 * (BINS - 1)];
      float[] y = new float[3 * (BINS - 1)];
      for (int k = 1; k < BINS; k++) {
        around((float) reference.x()[k], x, 3 * (k - 1));
        around((float) reference.y()[k], y, 3 * (k - 1));
      }
      Image there = apply(FORWARD, x, raw);
      Image back = apply(INVERSE, y, raw);
      for (int i = 0; i < x.length; i++) {
        int k = 1 + i / 3;
        assertThat((double) there.value()[i]).isCloseTo(reference.y()[k], within(2e-5));
        assertThat((double) back.value()[i]).isCloseTo(reference.x()[k], within(2e-5));
        assertThat(Math.exp(there.logDet()[i]))
            .isCloseTo(reference.slope()[k], within(1e-2 * reference.slope()[k]));
        assertThat(Math.exp(-back.logDet()[i]))
            .isCloseTo(reference.slope()[k], within(1e-2 * reference.slope()[k]));
      }
    }
  }

  private static void around(float knot, float[] into, int first) {
    into[first] = Math.nextDown(knot);
    into[first + 1] = knot;
    into[first + 2] = Math.nextUp(knot);
  }

  /** With parameters of deviation 0.5, as trained flows have them. */
  @Test
  void theInverseIsUndoneToFiveDigits() {
    float[] y = TransformRun.grid(-5.5, 5.5, 20_001);
    for (long seed = 1; seed <= 10; seed++) {
      float[] raw = raw(seed, 0.5);
      float[] there = apply(FORWARD, apply(INVERSE, y, raw).value(), raw).value();
      float[] back = apply(INVERSE, apply(FORWARD, y, raw).value(), raw).value();
      for (int i = 0; i < y.length; i++) {
        assertThat((double) there[i]).isCloseTo(y[i], within(1e-5));
        assertThat((double) back[i]).isCloseTo(y[i], within(1e-5));
      }
    }
  }

  /**
   * With widths, heights and slopes at their least or far above: slopes lie between 1e-9 and 1e4,
   * and neither coordinate tells the other. But each point found lies on the curve, to a few units
   * in the last place of 5 along either axis.
   */
  @ParameterizedTest
  @EnumSource(Direction.class)
  void saturatedItStaysOnItsCurve(Direction direction) {
    double tolerance = 1e-5;
    float[] at = TransformRun.grid(-5.5, 5.5, 2001);
    for (long seed = 1; seed <= 20; seed++) {
      float[] raw = raw(seed, 1000);
      Reference reference = Reference.of(raw);
      Image image = apply(direction, at, raw);
      for (int i = 0; i < at.length; i++) {
        double x = direction == FORWARD ? at[i] : image.value()[i];
        double y = direction == FORWARD ? image.value()[i] : at[i];
        assertThat(image.logDet()[i]).isFinite();
        assertThat(y)
            .as("seed %d, x = %s", seed, x)
            .isBetween(
                reference.value(x - tolerance) - tolerance,
                reference.value(x + tolerance) + tolerance);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void gradientsAreFiniteEverywhere(Direction direction) {
    float[] x = {0, -0f, 5, -5, Math.nextUp(5f), Math.nextDown(5f), 1e6f, -1e20f, 2.5f, 1e-30f};
    for (double deviation : new double[] {0, 1, 100, 1e5}) {
      try (TransformRun run = new TransformRun(spline(), 1)) {
        float[] raw = TransformRun.repeat(raw(3, deviation), x.length);
        for (float[] gradient : run.gradients(direction, x, raw)) {
          for (float value : gradient) {
            assertThat(value).isFinite();
          }
        }
      }
    }
  }

  /** Number j of a row has the parameters j, n + j, 2 n + j, ... */
  @Test
  void eachNumberHasItsParameters() {
    int n = 3;
    float[] x = {-2.2f, 0.7f, 3.1f};
    float[] all = new float[n * PARAMETERS];
    double logDet = 0;
    double[] expected = new double[n];
    for (int j = 0; j < n; j++) {
      float[] raw = raw(10 + j, 1);
      for (int k = 0; k < PARAMETERS; k++) {
        all[k * n + j] = raw[k];
      }
      expected[j] = Reference.of(raw).value(x[j]);
      logDet += Reference.of(raw).logSlope(x[j]);
    }
    try (TransformRun run = new TransformRun(spline(), n)) {
      Image image = run.apply(FORWARD, x, all);
      for (int j = 0; j < n; j++) {
        assertThat((double) image.value()[j]).isCloseTo(expected[j], within(1e-5));
      }
      assertThat((double) image.logDet()[0]).isCloseTo(logDet, within(1e-4));
    }
  }

  @Test
  void leastSidesLeaveRoom() {
    assertThatThrownBy(() -> new RationalQuadraticSpline(spec().setMinWidth(0.125).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected min_width below 1 / 8, the number of bins, found 0.125");
    assertThatThrownBy(() -> new RationalQuadraticSpline(spec().setMinHeight(1).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected min_height below 1 / 8, the number of bins, found 1.0");
  }
}
