package io.github.bayesflow4j.nn;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A graph under test with its session.
 *
 * <p>A trainable one takes the values of its variables with every run, so that one graph serves any
 * number of weights; a frozen one has them as constants.
 */
public final class TestNetwork implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph, SessionThreads.deterministic().config());
  private final Ops tf = Ops.create(graph);
  private final Optional<WeightVector> weights;
  private final VariableScope scope;

  /** A value for each placeholder of a run. */
  public record Input(String name, float[] values, long... shape) {}

  private TestNetwork(long seed) {
    WeightVector vector = new WeightVector(tf);
    this.weights = Optional.of(vector);
    this.scope = VariableScope.trainable(tf, vector, new RandomStreams(seed));
  }

  private TestNetwork(Weights constants) {
    this.weights = Optional.empty();
    this.scope = VariableScope.frozen(tf, constants);
  }

  /** A graph with variables. */
  public static TestNetwork trainable() {
    return trainable(1);
  }

  /** A graph with variables whose initial values follow from {@code seed}. */
  public static TestNetwork trainable(long seed) {
    return new TestNetwork(seed);
  }

  /** A graph with constants. */
  public static TestNetwork frozen(Weights weights) {
    return new TestNetwork(weights);
  }

  public Graph graph() {
    return graph;
  }

  public Ops tf() {
    return tf;
  }

  public VariableScope scope() {
    return scope;
  }

  /** Adds a placeholder; sizes that vary are -1. */
  public Operand<TFloat32> input(String name, long... shape) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  /** The operand of a variable. */
  public Operand<TFloat32> variable(String name) {
    return graph.operationOrThrow(name).<TFloat32>output(0);
  }

  /**
   * Random values for every variable made so far: kernels of standard deviation {@code scale /
   * sqrt(inputs)}, where a convolution has an input for every cell of its kernel, all else {@code
   * scale / 2}. So the last layers, which start at zero, take part.
   */
  public Weights randomWeights(long seed, double scale) {
    SharedStateContinuousSampler normal =
        ZigguratSampler.NormalizedGaussian.of(new RandomStreams(seed).stream(0));
    Map<String, Weight> weights = new LinkedHashMap<>();
    for (String name : scope.names()) {
      long[] shape = variable(name).shape().asArray();
      long inputs =
          Arrays.stream(shape, 0, Math.max(shape.length - 1, 0)).reduce(1, (a, b) -> a * b);
      double sd = shape.length > 1 ? scale / Math.sqrt(inputs) : scale / 2;
      float[] values = new float[(int) Shape.of(shape).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (sd * normal.sample());
      }
      weights.put(name, new Weight(shape, values));
    }
    return new Weights(weights);
  }

  /** The values variables start with. */
  public Weights initialWeights() {
    if (scope.names().isEmpty()) {
      return new Weights(Map.of());
    }
    initialize();
    return current();
  }

  /** The values of variables after those that start from data did so. */
  public Weights started(List<Input> inputs) {
    initialize();
    for (Op start : scope.startsFromData()) {
      try (BatchFeed feed = new BatchFeed()) {
        inputs.forEach(input -> feed.floats(input.name(), input.values(), input.shape()));
        feed.into(session.runner()).addTarget(start).run().close();
      }
    }
    return current();
  }

  private void initialize() {
    weights.orElseThrow().initialize();
    session.initialize();
  }

  private Weights current() {
    WeightVector vector = weights.orElseThrow();
    try (Result result = session.runner().fetch(vector.vector().value()).run()) {
      return vector.layout().cut(Fetched.floats(result.get(0)));
    }
  }

  /** Runs a trainable graph. Variables that have no value here are zero. */
  public List<float[]> run(
      Weights values, List<Input> inputs, List<? extends Operand<TFloat32>> fetches) {
    WeightLayout layout = weights.orElseThrow().layout();
    Weights all = layout.cut(new float[layout.length()]).with(values);
    try (BatchFeed feed = new BatchFeed()) {
      feed.floats(WeightVector.NAME, layout.joined(all), layout.length());
      return run(feed, inputs, fetches);
    }
  }

  /** Runs a frozen graph. */
  public List<float[]> run(List<Input> inputs, List<? extends Operand<TFloat32>> fetches) {
    try (BatchFeed feed = new BatchFeed()) {
      return run(feed, inputs, fetches);
    }
  }

  private List<float[]> run(
      BatchFeed feed, List<Input> inputs, List<? extends Operand<TFloat32>> fetches) {
    inputs.forEach(input -> feed.floats(input.name(), input.values(), input.shape()));
    Session.Runner runner = feed.into(session.runner());
    fetches.forEach(runner::fetch);
    List<float[]> values = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < fetches.size(); i++) {
        values.add(Fetched.floats(result.get(i)));
      }
    }
    return values;
  }

  /** Normal random numbers. */
  public static float[] normal(UniformRandomProvider random, int count, double sd) {
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (sd * normal.sample());
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
