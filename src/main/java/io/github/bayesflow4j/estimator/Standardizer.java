package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.spec.proto.MomentsSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The one standardizer: subtracts means and divides by deviations along the last axis. */
final class Standardizer {
  private final float[] mean;
  private final float[] deviation;

  Standardizer(MomentsSpec moments) {
    this.mean = toArray(moments.getMeanList());
    this.deviation = toArray(moments.getDeviationList());
  }

  private static float[] toArray(java.util.List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  Operand<TFloat32> standardize(Ops tf, Operand<TFloat32> x) {
    return tf.math.div(tf.math.sub(x, tf.constant(mean)), tf.constant(deviation));
  }

  Operand<TFloat32> restore(Ops tf, Operand<TFloat32> x) {
    return tf.math.add(tf.math.mul(x, tf.constant(deviation)), tf.constant(mean));
  }

  /** Log-determinant of {@link #standardize}, the same for every row. */
  float logDet() {
    double sum = 0;
    for (float d : deviation) {
      sum -= Math.log(d);
    }
    return (float) sum;
  }
}
