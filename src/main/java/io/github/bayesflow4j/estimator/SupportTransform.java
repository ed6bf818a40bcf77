package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.flow.Transformed;
import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Support;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The map between parameters in their own units and unconstrained space, with its log-Jacobian.
 *
 * <pre>
 * real            u = theta                                      log|du/dtheta| = 0
 * (a, inf)        u = log(theta - a)                             -u
 * (a, b)          p = (theta - a)/(b - a), u = log p - log(1-p)  -log p - log(1-p) - log(b - a)
 * simplex, k      u_i = log(theta_i / theta_k), i &lt; k            -sum_{i &lt;= k} log theta_i     [1]
 *
 * [1] additive log-ratio, Aitchison 1982; the density is that of the first k - 1 fractions
 * </pre>
 *
 * Neighbouring parameters of one kind are mapped together. Values are kept strictly inside the
 * support in both directions, so no draw can leave it and no training value on a rounded bound
 * gives an infinity.
 */
public final class SupportTransform {
  /** Closest that a scaled parameter comes to 0 or 1: a few steps of single precision below 1. */
  private static final float MARGIN = 5e-7f;

  /** Largest unconstrained value whose exponential is finite in single precision. */
  private static final float MAX_EXPONENT = 88f;

  private static final float TINY = Float.MIN_NORMAL;

  /** Neighbouring components that are mapped by one rule. */
  private record Segment(
      List<Support> supports, int offset, int freeOffset, int size, int freeSize) {}

  private final List<Segment> segments = new ArrayList<>();

  /**
   * The map of a parameter space.
   *
   * @throws IllegalArgumentException if no single-precision number lies between two bounds
   */
  public SupportTransform(ParameterSpace space) {
    List<Support> run = new ArrayList<>();
    int offset = 0;
    int freeOffset = 0;
    for (Parameter parameter : space.parameters()) {
      Support support = parameter.support();
      requireRoom(parameter);
      boolean joins =
          !run.isEmpty()
              && run.get(0).getClass() == support.getClass()
              && !(support instanceof Support.Simplex);
      if (!joins && !run.isEmpty()) {
        Segment closed = segment(run, offset, freeOffset);
        segments.add(closed);
        offset += closed.size;
        freeOffset += closed.freeSize;
        run.clear();
      }
      run.add(support);
    }
    segments.add(segment(run, offset, freeOffset));
  }

  private static void requireRoom(Parameter parameter) {
    if (parameter.support() instanceof Support.Bounded bounds
        && Math.nextUp((float) bounds.lower()) > Math.nextDown((float) bounds.upper())) {
      throw new IllegalArgumentException(
          "parameter "
              + parameter.names().get(0)
              + ": no single-precision number lies inside "
              + bounds.describe()
              + ", measure it from one of the bounds");
    }
  }

  private static Segment segment(List<Support> supports, int offset, int freeOffset) {
    return new Segment(
        List.copyOf(supports),
        offset,
        freeOffset,
        supports.stream().mapToInt(Support::dimension).sum(),
        supports.stream().mapToInt(Support::freeDimension).sum());
  }

  /**
   * Maps parameters to unconstrained space.
   *
   * @param theta {@code [rows, dimension]}
   * @return {@code [rows, freeDimension]} and {@code log|du/dtheta| [rows]}
   */
  public Transformed forward(Ops tf, Operand<TFloat32> theta) {
    return join(
        tf,
        segments.stream()
            .map(
                segment ->
                    forward(tf, segment, Columns.of(tf, theta, segment.offset, segment.size)))
            .toList());
  }

  /**
   * Maps unconstrained vectors to parameters.
   *
   * @param u {@code [rows, freeDimension]}
   * @return {@code [rows, dimension]}, every value inside its support
   */
  public Operand<TFloat32> inverse(Ops tf, Operand<TFloat32> u) {
    List<Operand<TFloat32>> parts =
        segments.stream()
            .map(
                segment ->
                    inverse(tf, segment, Columns.of(tf, u, segment.freeOffset, segment.freeSize)))
            .toList();
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }

  private static Transformed forward(Ops tf, Segment segment, Operand<TFloat32> theta) {
    Support first = segment.supports.get(0);
    if (first instanceof Support.LowerBounded) {
      Operand<TFloat32> above = tf.math.sub(theta, tf.constant(lower(segment)));
      Operand<TFloat32> u = tf.math.log(tf.math.maximum(above, tf.constant(TINY)));
      return new Transformed(u, sum(tf, tf.math.neg(u)));
    }
    if (first instanceof Support.Bounded) {
      return logit(tf, segment, theta);
    }
    if (first instanceof Support.Simplex) {
      int free = segment.freeSize;
      Operand<TFloat32> logs = tf.math.log(tf.math.maximum(theta, tf.constant(TINY)));
      Operand<TFloat32> u =
          tf.math.sub(Columns.of(tf, logs, 0, free), Columns.of(tf, logs, free, 1));
      return new Transformed(u, sum(tf, tf.math.neg(logs)));
    }
    return new Transformed(theta, sum(tf, tf.zerosLike(theta)));
  }

  private static Transformed logit(Ops tf, Segment segment, Operand<TFloat32> theta) {
    float[] width = width(segment);
    Operand<TFloat32> p =
        tf.clipByValue(
            tf.math.div(tf.math.sub(theta, tf.constant(lower(segment))), tf.constant(width)),
            tf.constant(MARGIN),
            tf.constant(1 - MARGIN));
    Operand<TFloat32> logP = tf.math.log(p);
    Operand<TFloat32> logQ = tf.math.log1p(tf.math.neg(p));
    Operand<TFloat32> logDet =
        tf.math.neg(tf.math.add(tf.math.add(logP, logQ), tf.math.log(tf.constant(width))));
    return new Transformed(tf.math.sub(logP, logQ), sum(tf, logDet));
  }

  private static Operand<TFloat32> inverse(Ops tf, Segment segment, Operand<TFloat32> u) {
    Support first = segment.supports.get(0);
    if (first instanceof Support.LowerBounded) {
      float[] lower = lower(segment);
      Operand<TFloat32> above = tf.math.exp(tf.math.minimum(u, tf.constant(MAX_EXPONENT)));
      return tf.math.maximum(
          tf.math.add(above, tf.constant(lower)), tf.constant(next(lower, Math::nextUp)));
    }
    if (first instanceof Support.Bounded) {
      float[] lower = lower(segment);
      float[] upper = upper(segment);
      Operand<TFloat32> inside =
          tf.math.add(
              tf.math.mul(tf.math.sigmoid(u), tf.constant(width(segment))), tf.constant(lower));
      return tf.math.minimum(
          tf.math.maximum(inside, tf.constant(next(lower, Math::nextUp))),
          tf.constant(next(upper, Math::nextDown)));
    }
    if (first instanceof Support.Simplex) {
      Operand<TFloat32> last = tf.zerosLike(Columns.of(tf, u, 0, 1));
      Operand<TFloat32> fractions = tf.nn.softmax(tf.concat(List.of(u, last), tf.constant(1)));
      return tf.math.maximum(fractions, tf.constant(TINY));
    }
    return u;
  }

  /** A step of single precision. */
  private interface Step {
    float apply(float value);
  }

  private static float[] next(float[] bounds, Step step) {
    float[] moved = bounds.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] = step.apply(moved[i]);
      // Next to zero lie numbers too small for arithmetic that flushes them to zero.
      if (Math.abs(moved[i]) < TINY) {
        moved[i] = Math.copySign(TINY, moved[i]);
      }
    }
    return moved;
  }

  private static float[] lower(Segment segment) {
    float[] bounds = new float[segment.size];
    for (int i = 0; i < bounds.length; i++) {
      Support support = segment.supports.get(i);
      bounds[i] =
          support instanceof Support.Bounded bounded
              ? (float) bounded.lower()
              : (float) ((Support.LowerBounded) support).lower();
    }
    return bounds;
  }

  private static float[] upper(Segment segment) {
    float[] bounds = new float[segment.size];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = (float) ((Support.Bounded) segment.supports.get(i)).upper();
    }
    return bounds;
  }

  private static float[] width(Segment segment) {
    float[] width = upper(segment);
    float[] lower = lower(segment);
    for (int i = 0; i < width.length; i++) {
      width[i] -= lower[i];
    }
    return width;
  }

  private static Transformed join(Ops tf, List<Transformed> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return new Transformed(
        tf.concat(parts.stream().map(Transformed::value).toList(), tf.constant(1)),
        tf.math.addN(parts.stream().map(Transformed::logDet).toList()));
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x) {
    return tf.sum(x, tf.constant(1));
  }
}
