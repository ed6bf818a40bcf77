package io.github.bayesflow4j.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A variable of a graph that is trained, and its value.
 *
 * <p>A resource variable of TensorFlow: its older ones are passed on by reference, which a session
 * that runs on one thread does not take.
 *
 * @param handle what changes it
 * @param value as read once in a run, before any change that waits for it; has the variable's name
 */
public record GraphVariable(Operand<? extends TType> handle, Operand<TFloat32> value) {
  private static final String HANDLE = "_handle";

  /**
   * Adds a variable, which has no value until it is assigned one.
   *
   * @param tf in the scope that the name says
   * @param name full name
   * @throws IllegalStateException if it has another name in the graph, as that one is taken or the
   *     scope is another
   */
  public static GraphVariable create(Ops tf, String name, Shape shape) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    VarHandleOp handle =
        tf.withName(last + HANDLE).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
    Operand<TFloat32> value = tf.withName(last).readVariableOp(handle, TFloat32.class);
    requireName(value, name);
    return new GraphVariable(handle, value);
  }

  /** Checks that the graph gave an operation the name it was to have. */
  static void requireName(Operand<TFloat32> value, String name) {
    if (!value.op().name().equals(name)) {
      throw new IllegalStateException(
          "variable " + name + " was named " + value.op().name() + " in the graph");
    }
  }

  /** Full name in the graph. */
  public String name() {
    return value.op().name();
  }

  public Shape shape() {
    return value.shape();
  }

  /** Lets the variable start with this value. */
  public void startAt(Ops tf, Operand<TFloat32> initial) {
    assign(tf.withInitScope(), initial);
  }

  /** Adds an operation that gives the variable a value. */
  public Op assign(Ops tf, Operand<TFloat32> newValue) {
    return tf.assignVariableOp(handle, newValue);
  }

  /** Adds a reading of its own, after what {@code tf} waits for. */
  public Operand<TFloat32> read(Ops tf) {
    return tf.readVariableOp(handle, TFloat32.class);
  }
}
