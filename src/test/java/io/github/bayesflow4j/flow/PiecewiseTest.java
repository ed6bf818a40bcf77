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
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
import io.github.bayesflow4j.spec.proto.PiecewiseLinearSpec;
import io.github.bayesflow4j.spec.proto.PiecewiseQuadraticSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Piecewise linear and quadratic maps of the unit interval. */
class PiecewiseTest implements BijectorContract {
  private static final int BINS = 8;
  private static final double LEAST = 1e-3;

  /** Both kinds. */
  enum Kind {
    LINEAR {
      @Override
      ElementwiseTransform transform() {
        return new PiecewiseLinear(
            PiecewiseLinearSpec.newBuilder().setBins(BINS).setMinHeight(LEAST).build());
      }

      @Override
      Curve curve(float[] raw) {
        double[] width = new double[BINS];
        double[] left = new double[BINS];
        double[] heights = softmax(raw);
        for (int k = 0; k < BINS; k++) {
          width[k] = 1.0 / BINS;
          left[k] = (LEAST + (1 - BINS * LEAST) * heights[k]) * BINS;
        }
        return Curve.of(width, left, left);
      }
    },
    QUADRATIC {
      @Override
      ElementwiseTransform transform() {
        return new PiecewiseQuadratic(
            PiecewiseQuadraticSpec.newBuilder()
                .setBins(BINS)
                .setMinWidth(LEAST)
                .setMinSlope(LEAST)
                .build());
      }

      @Override
      Curve curve(float[] raw) {
        double[] width = softmax(Arrays.copyOfRange(raw, 0, BINS));
        double[] vertex = softmax(Arrays.copyOfRange(raw, BINS, 2 * BINS + 1));
        double area = 0;
        for (int k = 0; k < BINS; k++) {
          width[k] = LEAST + (1 - BINS * LEAST) * width[k];
          area += width[k] * (vertex[k] + vertex[k + 1]) / 2;
        }
        double[] left = new double[BINS];
        double[] right = new double[BINS];
        for (int k = 0; k < BINS; k++) {
          left[k] = LEAST + (1 - LEAST) * vertex[k] / area;
          right[k] = LEAST + (1 - LEAST) * vertex[k + 1] / area;
        }
        return Curve.of(width, left, right);
      }
    };

    abstract ElementwiseTransform transform();

    /** The same in double precision. */
    abstract Curve curve(float[] raw);
  }

  private static double[] softmax(float[] raw) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float r : raw) {
      largest = Math.max(largest, r);
    }
    double[] weights = new double[raw.length];
    double sum = 0;
    for (int k = 0; k < raw.length; k++) {
      weights[k] = Math.exp(raw[k] - largest);
      sum += weights[k];
    }
    for (int k = 0; k < raw.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  /** Knots, and slopes to the right and the left of each piece's ends, linear between them. */
  private record Curve(double[] x, double[] y, double[] left, double[] right) {

    static Curve of(double[] width, double[] left, double[] right) {
      double[] x = new double[BINS + 1];
      double[] y = new double[BINS + 1];
      for (int k = 0; k < BINS; k++) {
        x[k + 1] = x[k] + width[k];
        y[k + 1] = y[k] + width[k] * (left[k] + right[k]) / 2;
      }
      return new Curve(x, y, left, right);
    }

    private int piece(double at) {
      int k = 0;
      while (k < BINS - 1 && at >= x[k + 1]) {
        k++;
      }
      return k;
    }

    double value(double at) {
      if (at < 0 || at > 1) {
        return at;
      }
      int k = piece(at);
      double rise = at - x[k];
      return y[k] + rise * (left[k] + slope(at)) / 2;
    }

    double slope(double at) {
      if (at < 0 || at > 1) {
        return 1;
      }
      int k = piece(at);
      return left[k] + (right[k] - left[k]) * (at - x[k]) / (x[k + 1] - x[k]);
    }
  }

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int d : new int[] {1, 4}) {
        subjects.add(
            new BijectorSubject(
                "piecewise " + kind,
                d,
                0,
                scope -> Learned.make(scope, kind.transform(), d),
                weights -> Saturated.scaled(weights, 2)));
      }
      for (int d : new int[] {1, 3}) {
        subjects.add(
            new BijectorSubject(
                "coupling by piecewise " + kind,
                d,
                2,
                scope ->
                    new Coupling(
                        scope.in("coupling"),
                        d,
                        2,
                        Form.GLOW,
                        TestFlows.subnetwork(Activation.TANH, 16),
                        kind.transform())));
      }
    }
    return subjects.stream().map(BijectorSubject::kinked);
  }

  private static float[] raw(Kind kind, long seed, double deviation) {
    return TestNetwork.normal(
        new RandomStreams(seed).stream(0), kind.transform().parametersEach(), deviation);
  }

  private static Image apply(Kind kind, Direction direction, float[] x, float[] raw) {
    try (TransformRun run = new TransformRun(kind.transform(), 1)) {
      return run.apply(direction, x, TransformRun.repeat(raw, x.length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void zeroParametersAreTheIdentity(Kind kind) {
    float[] x = TransformRun.grid(-1, 2, 3001);
    for (Direction direction : Direction.values()) {
      Image image = apply(kind, direction, x, new float[kind.transform().parametersEach()]);
      for (int i = 0; i < x.length; i++) {
        assertThat((double) image.value()[i]).isCloseTo(x[i], within(5e-7));
        assertThat((double) image.logDet()[i]).isCloseTo(0, within(2e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void outsideTheUnitIntervalTheyAreTheIdentity(Kind kind) {
    float[] x = {Math.nextUp(1f), -1e-6f, 1.5f, -3, 1e6f, -1e30f, Float.MAX_VALUE};
    for (Direction direction : Direction.values()) {
      Image image = apply(kind, direction, x, raw(kind, 1, 2));
      assertThat(image.value()).isEqualTo(x);
      assertThat(image.logDet()).containsOnly(0);
    }
  }

  /** The ends map to themselves, as what is outside does. */
  @ParameterizedTest
  @EnumSource
  void theyAreContinuousAtTheEnds(Kind kind) {
    float[] x = {0, 1};
    for (long seed = 1; seed <= 20; seed++) {
      for (Direction direction : Direction.values()) {
        float[] image = apply(kind, direction, x, raw(kind, seed, 1)).value();
        assertThat((double) image[0]).isCloseTo(0, within(1e-6));
        assertThat((double) image[1]).isCloseTo(1, within(5e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theyFollowTheirFormula(Kind kind) {
    float[] x = TransformRun.grid(-0.2, 1.2, 1403);
    for (long seed = 1; seed <= 10; seed++) {
      float[] raw = raw(kind, seed, 1);
      Curve curve = kind.curve(raw);
      Image image = apply(kind, FORWARD, x, raw);
      for (int i = 0; i < x.length; i++) {
        assertThat((double) image.value()[i]).isCloseTo(curve.value(x[i]), within(2e-6));
        assertThat((double) image.logDet()[i]).isCloseTo(Math.log(curve.slope(x[i])), within(1e-4));
      }
    }
  }

  /** A knot belongs to the piece on its right, where the slope of straight pieces jumps. */
  @Test
  void aKnotBelongsToThePieceOnItsRight() {
    float[] raw = raw(Kind.LINEAR, 3, 1);
    Curve curve = Kind.LINEAR.curve(raw);
    float[] x = new float[2 * (BINS - 1)];
    for (int k = 1; k < BINS; k++) {
      x[2 * k - 2] = Math.nextDown((float) k / BINS);
      x[2 * k - 1] = (float) k / BINS;
    }
    Image image = apply(Kind.LINEAR, FORWARD, x, raw);
    for (int i = 0; i < x.length; i++) {
      int k = (i + 1) / 2 + 1;
      assertThat((double) image.value()[i]).isCloseTo(curve.y()[(i + 2) / 2], within(1e-6));
      assertThat((double) image.logDet()[i]).isCloseTo(Math.log(curve.left()[k - 1]), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theInverseIsUndoneToSixDigits(Kind kind) {
    float[] y = TransformRun.grid(-0.1, 1.1, 12_001);
    for (long seed = 1; seed <= 5; seed++) {
      float[] raw = raw(kind, seed, 0.5);
      float[] there = apply(kind, FORWARD, apply(kind, INVERSE, y, raw).value(), raw).value();
      for (int i = 0; i < y.length; i++) {
        assertThat((double) there[i]).isCloseTo(y[i], within(1e-6));
      }
    }
  }

  /** Heights or slopes at their least or thousands of times that: points stay on the curve. */
  @ParameterizedTest
  @EnumSource
  void saturatedTheyStayOnTheirCurve(Kind kind) {
    double tolerance = 2e-6;
    float[] at = TransformRun.grid(0, 1, 1001);
    for (long seed = 1; seed <= 20; seed++) {
      float[] raw = raw(kind, seed, 1000);
      Curve curve = kind.curve(raw);
      for (Direction direction : Direction.values()) {
        Image image = apply(kind, direction, at, raw);
        for (int i = 0; i < at.length; i++) {
          double x = direction == FORWARD ? at[i] : image.value()[i];
          double y = direction == FORWARD ? image.value()[i] : at[i];
          assertThat(image.logDet()[i]).isFinite();
          assertThat(y)
              .as("seed %d, x = %s", seed, x)
              .isBetween(
                  curve.value(x - tolerance) - tolerance, curve.value(x + tolerance) + tolerance);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreFiniteEverywhere(Kind kind) {
    float[] x = {0, -0f, 1, Math.nextUp(1f), Math.nextDown(1f), 1e6f, -1e20f, 0.125f, 1e-30f};
    for (double deviation : new double[] {0, 1, 100, 1e5}) {
      for (Direction direction : Direction.values()) {
        try (TransformRun run = new TransformRun(kind.transform(), 1)) {
          float[] raw = TransformRun.repeat(raw(kind, 3, deviation), x.length);
          for (float[] gradient : run.gradients(direction, x, raw)) {
            for (float value : gradient) {
              assertThat(value).isFinite();
            }
          }
        }
      }
    }
  }

  @Test
  void leastSidesLeaveRoom() {
    assertThatThrownBy(
            () ->
                new PiecewiseLinear(
                    PiecewiseLinearSpec.newBuilder().setBins(4).setMinHeight(0.25).build()))
        .hasMessage("expected min_height below 1 / 4, the number of bins, found 0.25");
    assertThatThrownBy(
            () ->
                new PiecewiseQuadratic(
                    PiecewiseQuadraticSpec.newBuilder().setBins(4).setMinWidth(0.3).build()))
        .hasMessage("expected min_width below 1 / 4, the number of bins, found 0.3");
  }
}
