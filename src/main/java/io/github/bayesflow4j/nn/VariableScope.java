package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.TruncatedNormal;
import org.tensorflow.framework.initializers.Zeros;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The one maker of a network's variables, under stable names such as {@code
 * flow/block_3/coupling/second/dense_1/kernel}.
 *
 * <p>A trainable scope makes pieces of a variable with random initial values; a frozen scope makes
 * constants of trained values. Layers do not know which: the graph that is trained and the graph
 * that is shared come from the same code.
 */
public final class VariableScope {

  /** Standard deviation of a standard normal that is cut off at two standard deviations. */
  private static final double CUT_OFF_DEVIATION = 0.87962566103423978;

  /** Makes the operand of one variable. */
  @FunctionalInterface
  private interface Source {
    Operand<TFloat32> create(
        Ops tf, String path, String name, Shape shape, Initializer<TFloat32> initializer);
  }

  /** What all scopes of one graph share. */
  private record Shared(
      Source source,
      Optional<WeightVector> weights,
      RandomStreams streams,
      Optional<TrainingNoise> noise,
      Set<String> names,
      List<Operand<TFloat32>> kernels,
      List<Op> startsFromData) {}

  private final Ops tf;
  private final String path;
  private final Shared shared;

  private VariableScope(Ops tf, String path, Shared shared) {
    this.tf = tf;
    this.path = path;
    this.shared = shared;
  }

  /**
   * A scope of trainable variables.
   *
   * @param weights takes them
   * @param streams random initial values; a variable's depend on its name and these alone
   */
  public static VariableScope trainable(Ops tf, WeightVector weights, RandomStreams streams) {
    Source source =
        (ops, path, name, shape, initializer) -> {
          Ops init = ops.withInitScope();
          return weights.add(
              ops,
              path,
              shape,
              initializer.call(init, init.constant(shape.asArray()), TFloat32.class));
        };
    return root(tf, source, Optional.of(weights), streams, Optional.of(new TrainingNoise(tf)));
  }

  /** A scope of constants with the values of {@code weights}. */
  public static VariableScope frozen(Ops tf, Weights weights) {
    Source source =
        (ops, path, name, shape, initializer) ->
            ops.withName(name)
                .constant(
                    shape,
                    DataBuffers.of(weights.get(path, shape.asArray()).values(), true, false));
    return root(tf, source, Optional.empty(), new RandomStreams(0), Optional.empty());
  }

  private static VariableScope root(
      Ops tf,
      Source source,
      Optional<WeightVector> weights,
      RandomStreams streams,
      Optional<TrainingNoise> noise) {
    return new VariableScope(
        tf,
        "",
        new Shared(
            source,
            weights,
            streams,
            noise,
            new LinkedHashSet<>(),
            new ArrayList<>(),
            new ArrayList<>()));
  }

  /** The scope below this one with the given name; ask for each name once. */
  public VariableScope in(String name) {
    return new VariableScope(tf.withSubScope(name), path + name + "/", shared);
  }

  /**
   * A kernel of a layer, with initial values of Glorot and Bengio 2010: normal, cut off at two
   * standard deviations, of variance 2 / (fan in + fan out). Part of the L2 penalty.
   *
   * <p>Not with the framework's own (tensorflow-framework 1.0.0): its uniform variant draws from
   * [0, limit) and not from (-limit, limit), which makes every kernel positive, and it counts the
   * inputs of a convolution twice, which makes its kernels too small by the square root of their
   * number.
   *
   * @param shape inputs and outputs, for a convolution with the sides of the kernel before them: a
   *     fan is the number of inputs or outputs times the number of cells of the kernel
   */
  public Operand<TFloat32> kernel(String name, long... shape) {
    return kernel(name, cutOffNormal(name, Math.sqrt(1 / meanFan(shape))), shape);
  }

  /** Normal of this standard deviation, which it has after it is cut off at two others. */
  private TruncatedNormal<TFloat32> cutOffNormal(String name, double deviation) {
    long seed = shared.streams.child((path + name).hashCode()).stream(0).nextLong();
    return new TruncatedNormal<>(0, deviation / CUT_OFF_DEVIATION, seed);
  }

  private static double meanFan(long... shape) {
    int rank = shape.length;
    double cells = Arrays.stream(shape, 0, rank - 2).reduce(1, (a, b) -> a * b);
    return cells * (shape[rank - 2] + shape[rank - 1]) / 2;
  }

  /** A kernel whose initial values are zero, so that its layer starts without effect. */
  public Operand<TFloat32> zeroKernel(String name, long... shape) {
    return kernel(name, new Zeros<>(), shape);
  }

  /** A bias or another variable that starts at zero and is not penalized. */
  public Operand<TFloat32> zeros(String name, long... shape) {
    return create(name, new Zeros<>(), shape);
  }

  /**
   * A variable that starts at random numbers of mean zero and is not penalized.
   *
   * @param deviation their standard deviation, above zero
   */
  public Operand<TFloat32> random(String name, double deviation, long... shape) {
    return create(name, cutOffNormal(name, deviation), shape);
  }

  /**
   * Lets a variable of this scope start as a function of data, which takes effect when the owner of
   * the session runs {@link #startsFromData} on some; no effect on constants.
   *
   * @param value adds operations that compute it, of the shape of the variable, from what the
   *     network is fed
   */
  public void startFromData(Operand<TFloat32> variable, Supplier<Operand<TFloat32>> value) {
    shared.weights.ifPresent(
        weights ->
            shared.startsFromData.add(
                weights.assign(tf.withSubScope("start"), weights.indexOf(variable), value.get())));
  }

  /**
   * Operations that set the variables that start from data, to be run one by one in this order: a
   * later one may see what an earlier one set.
   */
  public List<Op> startsFromData() {
    return List.copyOf(shared.startsFromData);
  }

  /** The graph's random numbers; none in a graph of constants, which is not trained. */
  public Optional<TrainingNoise> noise() {
    return shared.noise;
  }

  /** Every kernel made so far in this graph. */
  public List<Operand<TFloat32>> kernels() {
    return List.copyOf(shared.kernels);
  }

  /** Names of every variable made so far in this graph, in order. */
  public List<String> names() {
    return List.copyOf(shared.names);
  }

  private Operand<TFloat32> kernel(String name, Initializer<TFloat32> initializer, long... shape) {
    Operand<TFloat32> kernel = create(name, initializer, shape);
    shared.kernels.add(kernel);
    return kernel;
  }

  private Operand<TFloat32> create(String name, Initializer<TFloat32> initializer, long... shape) {
    if (!shared.names.add(path + name)) {
      throw new IllegalStateException("variable " + path + name + " is made twice");
    }
    return shared.source.create(tf, path + name, name, Shape.of(shape), initializer);
  }
}
