package io.github.bayesflow4j.training;

import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Variables that an optimizer keeps beside each weight. */
final class Slots {
  private Slots() {}

  /** A variable of the shape of {@code weight} that starts at zero, named after it. */
  static Variable<TFloat32> zeros(Ops tf, Output<TFloat32> weight) {
    Variable<TFloat32> slot =
        tf.withName(nameOf(weight.op().name())).variable(weight.shape(), TFloat32.class);
    Ops init = tf.withInitScope();
    init.assign(slot, init.zeros(init.constant(weight.shape().asArray()), TFloat32.class));
    return slot;
  }

  /** The name of a weight's variable within the scope of its kind. */
  static String nameOf(String weight) {
    return weight.replace('/', '.');
  }
}
