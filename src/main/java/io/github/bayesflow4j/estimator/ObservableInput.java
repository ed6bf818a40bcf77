package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.spec.proto.MomentsSpec;
import io.github.bayesflow4j.summary.StandardizedData;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceAll;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * One observable as the graph takes it: raw values in, standardized values and the mask of present
 * rows out.
 *
 * <p>A row is absent if all its values are NaN. A row in which only some are stays, so that a
 * caller who skips the checks of the Java API gets NaN and not a wrong posterior.
 */
final class ObservableInput {
  private final Observable observable;
  private final Standardizer standardizer;
  private final Operand<TFloat32> raw;

  ObservableInput(Ops tf, Observable observable, MomentsSpec moments) {
    this.observable = observable;
    this.standardizer = new Standardizer(moments);
    this.raw =
        tf.withName(observable.name())
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(observable.shape(-1, -1))));
  }

  Observable observable() {
    return observable;
  }

  Operand<TFloat32> raw() {
    return raw;
  }

  /** Values on the observable's scale, before standardization. */
  static Operand<TFloat32> onScale(Ops tf, Observable.Scale scale, Operand<TFloat32> values) {
    return switch (scale) {
      case IDENTITY -> values;
      case LOG1P -> tf.math.log1p(values);
      case ASINH -> tf.math.asinh(values);
      case RECIPROCAL -> tf.math.div(tf.constant(1f), values);
    };
  }

  /**
   * Adds standardization.
   *
   * @param raw values as they are fed: all of {@link #raw()}, or some of its data sets
   */
  StandardizedData standardize(Ops tf, Operand<TFloat32> raw) {
    if (!observable.hasRows()) {
      Operand<TFloat32> values = onScale(tf, observable.scale(), raw);
      return new StandardizedData(standardizer.standardize(tf, values), Optional.empty());
    }
    Operand<TBool> absent =
        tf.reduceAll(tf.math.isNan(raw), tf.constant(2), ReduceAll.keepDims(true));
    Operand<TFloat32> zeros = tf.zerosLike(raw);
    Operand<TFloat32> present = onScale(tf, observable.scale(), tf.select(absent, zeros, raw));
    Operand<TFloat32> values = tf.select(absent, zeros, standardizer.standardize(tf, present));
    Operand<TFloat32> mask =
        tf.squeeze(
            tf.dtypes.cast(tf.math.logicalNot(absent), TFloat32.class),
            org.tensorflow.op.core.Squeeze.axis(java.util.List.of(2L)));
    return new StandardizedData(values, Optional.of(mask));
  }
}
