package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A bijector in a graph, both ways, with one condition for each row and with shared ones. */
final class BijectorRun implements AutoCloseable {
  /** Consecutive rows with one condition. */
  static final int ROWS_EACH = 4;

  /** Which of the two directions of a bijector. */
  enum Direction {
    FORWARD,
    INVERSE
  }

  /** How a bijector is told its condition. */
  enum Sharing {
    PER_ROW,
    SHARED
  }

  /** Images of a batch and the log-determinants there. */
  record Image(float[] value, float[] logDet) {}

  private final BijectorSubject subject;
  private final TestNetwork network;
  private final List<Transformed> results = new ArrayList<>();
  private final Bijector bijector;

  BijectorRun(BijectorSubject subject, TestNetwork network) {
    this.subject = subject;
    this.network = network;
    Ops tf = network.tf();
    Operand<TFloat32> x = network.input("x", -1, subject.dimension());
    this.bijector = subject.bijector().apply(network.scope());
    for (Condition condition : conditions(tf)) {
      results.add(bijector.forward(tf, x, condition));
      results.add(bijector.inverse(tf, x, condition));
    }
  }

  static BijectorRun trainable(BijectorSubject subject) {
    return new BijectorRun(subject, TestNetwork.trainable());
  }

  private List<Condition> conditions(Ops tf) {
    if (subject.conditionWidth() == 0) {
      return List.of(Condition.none(), Condition.none());
    }
    Operand<TFloat32> value = network.input("condition", -1, subject.conditionWidth());
    return List.of(Condition.perRow(value), Condition.shared(value, tf.constant(ROWS_EACH)));
  }

  Bijector bijector() {
    return bijector;
  }

  TestNetwork network() {
    return network;
  }

  /** Values from which most subnetworks are far from constant and far from saturated. */
  Weights randomWeights() {
    return network.randomWeights(5, 0.7);
  }

  List<Operand<TFloat32>> forward() {
    return List.of(results.get(0).value(), results.get(0).logDet());
  }

  List<Input> inputs(float[] x, float[] condition) {
    List<Input> inputs = new ArrayList<>();
    inputs.add(new Input("x", x, x.length / subject.dimension(), subject.dimension()));
    if (subject.conditionWidth() > 0) {
      inputs.add(
          new Input(
              "condition",
              condition,
              condition.length / subject.conditionWidth(),
              subject.conditionWidth()));
    }
    return inputs;
  }

  Image apply(Direction direction, Weights weights, float[] x, float[] condition) {
    return apply(direction, Sharing.PER_ROW, weights, x, condition);
  }

  Image apply(Direction direction, Sharing sharing, Weights weights, float[] x, float[] condition) {
    return image(network.run(weights, inputs(x, condition), fetches(direction, sharing)));
  }

  /** Applies a bijector of constants. */
  Image applyFrozen(Direction direction, Sharing sharing, float[] x, float[] condition) {
    return image(network.run(inputs(x, condition), fetches(direction, sharing)));
  }

  private List<Operand<TFloat32>> fetches(Direction direction, Sharing sharing) {
    Transformed result = results.get(2 * sharing.ordinal() + direction.ordinal());
    return List.of(result.value(), result.logDet());
  }

  private static Image image(List<float[]> values) {
    return new Image(values.get(0), values.get(1));
  }

  @Override
  public void close() {
    network.close();
  }
}
