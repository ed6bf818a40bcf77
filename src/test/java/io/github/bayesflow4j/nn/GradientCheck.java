package io.github.bayesflow4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Compares the gradient of each variable with finite differences.
 *
 * <p>The scalar that is differentiated is a weighted sum of outputs. For its differences it is
 * summed in double precision, which leaves only the rounding of single outputs; five-point
 * differences allow a step so large that this does not matter either.
 */
public final class GradientCheck {
  private static final double STEP = 0.005;

  /** For outputs with kinks: short, so that few of them lie within it. */
  private static final double KINKED_STEP = 1e-4;

  private static final int RANDOM_DIRECTIONS = 2;

  /**
   * Of the gradient's norm. Truncation and rounding leave about a tenth of this, at worst 1.2 % for
   * the small gradients of a deep set inside a whole posterior.
   */
  private static final double TOLERANCE = 0.02;

  /** For outputs with kinks: rounding leaves up to 2 %, the kinks within a step up to 5 %. */
  private static final double KINKED_TOLERANCE = 0.1;

  private final double step;
  private final double tolerance;
  private final TestNetwork network;
  private final Weights weights;
  private final List<Input> inputs;
  private final List<? extends Operand<TFloat32>> outputs;
  private final List<float[]> coefficients;
  private final UniformRandomProvider random = new RandomStreams(17).stream(0);

  /** Whether all outputs have second derivatives. */
  public enum Outputs {
    SMOOTH,
    /** The slope of some jumps where a variable has certain values. */
    KINKED
  }

  private GradientCheck(
      Outputs kind,
      TestNetwork network,
      Weights weights,
      List<Input> inputs,
      List<? extends Operand<TFloat32>> outputs,
      List<float[]> coefficients) {
    this.step = kind == Outputs.SMOOTH ? STEP : KINKED_STEP;
    this.tolerance = kind == Outputs.SMOOTH ? TOLERANCE : KINKED_TOLERANCE;
    this.network = network;
    this.weights = weights;
    this.inputs = inputs;
    this.outputs = outputs;
    this.coefficients = coefficients;
  }

  /**
   * Checks the mean over rows of a weighted sum of all outputs, with random weights.
   *
   * @param outputs smooth functions of the variables
   */
  public static void everyVariable(
      TestNetwork network,
      Weights weights,
      List<Input> inputs,
      List<? extends Operand<TFloat32>> outputs) {
    everyVariable(network, weights, inputs, outputs, Outputs.SMOOTH);
  }

  /**
   * Checks the mean over rows of a weighted sum of all outputs.
   *
   * @param outputs functions of the variables, of this kind
   */
  public static void everyVariable(
      TestNetwork network,
      Weights weights,
      List<Input> inputs,
      List<? extends Operand<TFloat32>> outputs,
      Outputs kind) {
    UniformRandomProvider random = new RandomStreams(18).stream(0);
    long rows = inputs.get(0).shape()[0];
    List<float[]> coefficients = new ArrayList<>();
    for (float[] values : network.run(weights, inputs, outputs)) {
      float[] c = new float[values.length];
      for (int i = 0; i < c.length; i++) {
        c[i] = (0.5f + random.nextFloat()) / rows;
      }
      coefficients.add(c);
    }
    GradientCheck check = new GradientCheck(kind, network, weights, inputs, outputs, coefficients);
    check.check(check.weightedSum());
  }

  /**
   * Checks a loss that is the mean of terms.
   *
   * @param loss scalar
   * @param negativeTerms minus the term of each row, up to what does not depend on the variables
   */
  public static void everyVariable(
      TestNetwork network,
      Weights weights,
      List<Input> inputs,
      Operand<TFloat32> loss,
      Operand<TFloat32> negativeTerms) {
    int rows = (int) inputs.get(0).shape()[0];
    float[] mean = new float[rows];
    Arrays.fill(mean, -1f / rows);
    new GradientCheck(
            Outputs.SMOOTH, network, weights, inputs, List.of(negativeTerms), List.of(mean))
        .check(loss);
  }

  private Operand<TFloat32> weightedSum() {
    Ops tf = network.tf();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Operand<TFloat32> flat = tf.reshape(outputs.get(i), tf.constant(new int[] {-1}));
      float[] c = coefficients.get(i);
      Operand<TFloat32> constant = tf.constant(Shape.of(c.length), DataBuffers.of(c));
      terms.add(tf.sum(tf.math.mul(flat, constant), tf.constant(0)));
    }
    return tf.math.addN(terms);
  }

  /** Checks every variable of the graph, along its gradient and in random directions. */
  private void check(Operand<TFloat32> scalar) {
    List<String> names = network.scope().names();
    List<float[]> gradients = gradients(scalar, names);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      float[] gradient = gradients.get(i);
      double norm = norm(gradient);
      assertThat(norm).as("norm of the gradient of %s", name).isGreaterThan(1e-5);
      assertThat(slope(name, gradient))
          .as("slope of %s along its gradient", name)
          .isCloseTo(norm, within(tolerance * norm));
      for (int k = 0; k < RANDOM_DIRECTIONS; k++) {
        float[] direction = TestNetwork.normal(random, gradient.length, 1);
        assertThat(slope(name, direction))
            .as("slope of %s in random direction %d", name, k)
            .isCloseTo(product(gradient, direction) / norm(direction), within(tolerance * norm));
      }
    }
  }

  private List<float[]> gradients(Operand<TFloat32> scalar, List<String> names) {
    Output<?>[] variables =
        names.stream().map(name -> network.variable(name).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] found = network.graph().addGradients(scalar.asOutput(), variables);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i].isClosed()).as("%s receives no gradient", names.get(i)).isFalse();
      gradients.add(floats(found[i]));
    }
    return network.run(weights, inputs, gradients);
  }

  @SuppressWarnings("unchecked") // every variable is single precision
  private static Output<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  /** Derivative of the scalar in a direction, which is normalized first. */
  private double slope(String name, float[] direction) {
    double h = step;
    return (8 * (value(name, direction, h) - value(name, direction, -h))
            - (value(name, direction, 2 * h) - value(name, direction, -2 * h)))
        / (12 * h);
  }

  private double value(String name, float[] direction, double step) {
    double norm = norm(direction);
    Map<String, Weight> moved = new LinkedHashMap<>();
    weights.names().forEach(other -> moved.put(other, weights.get(other)));
    float[] values = weights.get(name).values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (step * direction[i] / norm);
    }
    moved.put(name, new Weight(weights.get(name).shape(), values));
    List<float[]> results = network.run(new Weights(moved), inputs, outputs);
    double sum = 0;
    for (int i = 0; i < results.size(); i++) {
      sum += product(results.get(i), coefficients.get(i));
    }
    return sum;
  }

  private static double norm(float[] vector) {
    return Math.sqrt(product(vector, vector));
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
