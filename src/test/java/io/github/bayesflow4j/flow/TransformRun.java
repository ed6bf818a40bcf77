package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.flow.BijectorRun.Direction;
import io.github.bayesflow4j.flow.BijectorRun.Image;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** An elementwise transform in a graph, whose parameters are fed. */
final class TransformRun implements AutoCloseable {
  private final TestNetwork network = TestNetwork.trainable();
  private final ElementwiseTransform transform;
  private final int numbers;
  private final Operand<TFloat32> x;
  private final Operand<TFloat32> parameters;
  private final List<Transformed> results;

  /**
   * @param numbers how many numbers a row has
   */
  TransformRun(ElementwiseTransform transform, int numbers) {
    this.transform = transform;
    this.numbers = numbers;
    this.x = network.input("x", -1, numbers);
    this.parameters = network.input("parameters", -1, numbers * transform.parametersEach());
    this.results =
        List.of(
            transform.forward(network.tf(), x, parameters),
            transform.inverse(network.tf(), x, parameters));
  }

  /** Maps rows, each with parameters of its own. */
  Image apply(Direction direction, float[] rows, float[] ofRows) {
    Transformed result = results.get(direction.ordinal());
    List<float[]> found =
        network.run(inputs(rows, ofRows), List.of(result.value(), result.logDet()));
    return new Image(found.get(0), found.get(1));
  }

  /** Derivatives of the sum of values and log-determinants by rows, and by their parameters. */
  List<float[]> gradients(Direction direction, float[] rows, float[] ofRows) {
    Ops tf = network.tf();
    Transformed result = results.get(direction.ordinal());
    Operand<TFloat32> sum =
        tf.math.add(
            tf.sum(result.value(), tf.constant(new int[] {0, 1})),
            tf.sum(result.logDet(), tf.constant(0)));
    Output<?>[] found =
        network
            .graph()
            .addGradients(sum.asOutput(), new Output<?>[] {x.asOutput(), parameters.asOutput()});
    return network.run(inputs(rows, ofRows), Stream.of(found).map(TransformRun::floats).toList());
  }

  @SuppressWarnings("unchecked") // all numbers are single precision
  private static Operand<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  private List<Input> inputs(float[] rows, float[] ofRows) {
    int count = rows.length / numbers;
    return List.of(
        new Input("x", rows, count, numbers),
        new Input("parameters", ofRows, count, (long) numbers * transform.parametersEach()));
  }

  /** The same parameters for each of many rows. */
  static float[] repeat(float[] parameters, int rows) {
    float[] all = new float[rows * parameters.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(parameters, 0, all, row * parameters.length, parameters.length);
    }
    return all;
  }

  /** Evenly spaced numbers, both ends included. */
  static float[] grid(double first, double last, int count) {
    float[] grid = new float[count];
    IntStream.range(0, count)
        .forEach(i -> grid[i] = (float) (first + (last - first) * i / (count - 1)));
    return grid;
  }

  @Override
  public void close() {
    network.close();
  }
}
