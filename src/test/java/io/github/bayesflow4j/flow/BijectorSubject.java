package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.GradientCheck.Outputs;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One bijector for the contract kit.
 *
 * @param name says which it is when a test fails
 * @param dimension number of components
 * @param conditionWidth width of the condition it is given, zero for none
 * @param bijector makes it; its nonlinearities must be smooth, for finite differences
 * @param extreme from random weights to those at which it is hardest to invert
 * @param smoothness as a function of theta
 * @param theta what it maps from
 * @param latent what it maps to
 */
record BijectorSubject(
    String name,
    int dimension,
    int conditionWidth,
    Function<VariableScope, Bijector> bijector,
    UnaryOperator<Weights> extreme,
    Smoothness smoothness,
    Space theta,
    Space latent) {

  /** Whether finite differences tell the slope everywhere. */
  enum Smoothness {
    SMOOTH(1e-4, Outputs.SMOOTH),
    /**
     * There are points where the slope or the curvature jumps, as at the knots of a spline. A
     * rounded argument changes the logarithm of a spline's slope by its error over the width of a
     * piece.
     */
    KINKED(2e-3, Outputs.KINKED);

    private final double logDetTolerance;
    private final Outputs outputs;

    Smoothness(double logDetTolerance, Outputs outputs) {
      this.logDetTolerance = logDetTolerance;
      this.outputs = outputs;
    }

    /** How values and log-determinants depend on variables. */
    Outputs outputs() {
      return outputs;
    }

    /** By how much the log-determinants there and back may differ. */
    double logDetTolerance() {
      return logDetTolerance;
    }
  }

  /** A product of intervals, as an image of the whole space. */
  enum Space {
    LINES {
      @Override
      double take(double x) {
        return x;
      }
    },
    /** From -3 to 3. */
    MIDDLES {
      @Override
      double take(double x) {
        return 3 * Math.tanh(x / 3);
      }
    },
    /** From 0 to 1, without what is within 0.004 of the ends. */
    UNIT_INTERVALS {
      @Override
      double take(double x) {
        return 0.5 + 0.496 * Math.tanh(x);
      }
    };

    abstract double take(double x);

    /** Takes numbers of any size into the intervals. */
    float[] take(float[] numbers) {
      float[] taken = new float[numbers.length];
      for (int i = 0; i < numbers.length; i++) {
        taken[i] = (float) take(numbers[i]);
      }
      return taken;
    }
  }

  /** A smooth bijector of the whole space. */
  BijectorSubject(
      String name,
      int dimension,
      int conditionWidth,
      Function<VariableScope, Bijector> bijector,
      UnaryOperator<Weights> extreme) {
    this(
        name,
        dimension,
        conditionWidth,
        bijector,
        extreme,
        Smoothness.SMOOTH,
        Space.LINES,
        Space.LINES);
  }

  /** A bijector that is as hard to invert with any weights. */
  BijectorSubject(
      String name, int dimension, int conditionWidth, Function<VariableScope, Bijector> bijector) {
    this(name, dimension, conditionWidth, bijector, UnaryOperator.identity());
  }

  /** The same with kinks. */
  BijectorSubject kinked() {
    return new BijectorSubject(
        name, dimension, conditionWidth, bijector, extreme, Smoothness.KINKED, theta, latent);
  }

  /** The same between other spaces. */
  BijectorSubject between(Space from, Space to) {
    return new BijectorSubject(
        name, dimension, conditionWidth, bijector, extreme, smoothness, from, to);
  }

  @Override
  public String toString() {
    return name + ", " + dimension + " components, condition of " + conditionWidth;
  }
}
