package io.github.bayesflow4j.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * All weights of a graph that is trained, in one variable that each is cut out of.
 *
 * <p>What an optimizer does to every weight is then one operation on the vector. One for each
 * weight would take longer to start than to compute.
 */
public final class WeightVector {
  /** Name of the variable. */
  public static final String NAME = "weight_vector";

  /** Name of the operations that cut weights out. */
  public static final String CUT = "weight_cut";

  private final Ops tf;
  private final Ops cut;
  private final GraphVariable vector;
  private final WeightLayout layout = new WeightLayout();
  private final List<Operand<TFloat32>> weights = new ArrayList<>();
  private final List<Operand<TFloat32>> initial = new ArrayList<>();

  /**
   * Adds the variable, whose length is known when it is initialized.
   *
   * @param tf of the whole graph
   */
  public WeightVector(Ops tf) {
    this.tf = tf;
    this.cut = tf.withSubScope(CUT);
    this.vector = GraphVariable.create(tf, NAME, Shape.of(-1));
  }

  /**
   * Adds a weight.
   *
   * @param scope that the name says
   * @param name full name, such as {@code flow/block_3/coupling/second/dense_1/kernel}
   * @param first what it starts at
   */
  Operand<TFloat32> add(Ops scope, String name, Shape shape, Operand<TFloat32> first) {
    WeightLayout.Place place = layout.add(name, shape.asArray());
    Operand<TFloat32> numbers =
        cut.slice(
            vector.value(),
            cut.constant(new int[] {place.first()}),
            cut.constant(new int[] {place.size()}));
    Operand<TFloat32> weight =
        scope
            .withName(name.substring(name.lastIndexOf('/') + 1))
            .reshape(numbers, cut.constant(shape.asArray()));
    GraphVariable.requireName(weight, name);
    weights.add(weight);
    initial.add(first);
    return weight;
  }

  /**
   * Adds a variable of the same length that starts at zero.
   *
   * @param name not in any scope
   */
  public GraphVariable zeros(String name) {
    GraphVariable zeros = GraphVariable.create(tf, name, Shape.of(layout.length()));
    Ops init = tf.withInitScope();
    zeros.startAt(tf, init.zeros(init.constant(new int[] {layout.length()}), TFloat32.class));
    return zeros;
  }

  /** The variable. */
  public GraphVariable vector() {
    return vector;
  }

  /** Where each weight stands. */
  public WeightLayout layout() {
    return layout;
  }

  /** Every weight, in order. */
  public List<Operand<TFloat32>> weights() {
    return List.copyOf(weights);
  }

  /** Gives the variable its initial value, once all weights are there. */
  public void initialize() {
    vector.startAt(tf, joined(tf.withInitScope(), initial));
  }

  /**
   * Adds the vector of other values for every weight, such as a gradient.
   *
   * @param values of the shape of each weight
   * @return {@code [length]}
   */
  public Operand<TFloat32> joined(Ops ops, List<Operand<TFloat32>> values) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      parts.add(ops.reshape(values.get(i), ops.constant(new int[] {-1})));
      int padding = layout.places().get(i).padding();
      if (padding > 0) {
        parts.add(ops.constant(new float[padding]));
      }
    }
    return parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0));
  }

  /** Adds an operation that gives one weight another value. */
  Op assign(Ops ops, int index, Operand<TFloat32> value) {
    List<Operand<TFloat32>> values = new ArrayList<>(weights);
    values.set(index, value);
    return vector.assign(ops, joined(ops, values));
  }

  /** The place of an operand among the weights; -1 if it is none of them. */
  int indexOf(Operand<TFloat32> weight) {
    return weights.indexOf(weight);
  }
}
