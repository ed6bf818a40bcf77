package io.github.bayesflow4j.comparison;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The classifiers of all folds, trained side by side in one graph.
 *
 * <p>Each is a perceptron with two hidden layers of 10 times as many rectified linear units as
 * there are components, and a logistic output. Kernels and biases start uniform between plus and
 * minus {@code sqrt(6 / (in + out))}. What is minimized is the mean log-loss of a batch of b draws
 * plus {@code 1e-4 / (2 b)} times the squared kernels, by Adam at a rate of 1e-3.
 *
 * <p>Variables have a leading axis of folds, {@code [folds, in, out]}, and the sum over folds is
 * minimized. No fold's variables enter the loss of another and Adam works on each number by itself,
 * so the folds do not know of each other.
 */
final class FoldClassifiers implements AutoCloseable {
  private static final String ROWS = "rows";
  private static final String LABELS = "labels";
  private static final int UNITS_PER_COMPONENT = 10;
  private static final float RATE = 1e-3f;
  private static final float PENALTY = 1e-4f;

  private final int folds;
  private final int dimension;
  private final Graph graph = new Graph();
  private final Session session;
  private final Ops tf = Ops.create(graph);
  private final List<Variable> variables = new ArrayList<>();
  private final Operand<TFloat32> logits;
  private final Operand<TFloat32> losses;
  private final Op step;

  /** A variable, and how far from zero it may start. */
  private record Variable(String incoming, Operand<TFloat32> assign, long[] shape, double limit) {}

  /** Builds the graph and draws the initial values. */
  FoldClassifiers(int folds, int dimension, RandomStreams initialization) {
    this.folds = folds;
    this.dimension = dimension;
    VariableScope scope = VariableScope.trainable(tf, initialization);
    Operand<TFloat32> rows =
        tf.withName(ROWS)
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(folds, -1, dimension)));
    Operand<TFloat32> labels =
        tf.withName(LABELS).placeholder(TFloat32.class, Placeholder.shape(Shape.of(folds, -1)));
    int width = UNITS_PER_COMPONENT * dimension;
    List<Operand<TFloat32>> kernels = new ArrayList<>();
    Operand<TFloat32> first = tf.nn.relu(dense(scope, "first", rows, dimension, width, kernels));
    Operand<TFloat32> second = tf.nn.relu(dense(scope, "second", first, width, width, kernels));
    this.logits =
        tf.squeeze(dense(scope, "output", second, width, 1, kernels), Squeeze.axis(List.of(2L)));
    this.losses = losses(labels, kernels);
    this.step = step();
    SessionThreads threads = SessionThreads.deterministic();
    this.session = new Session(graph, threads.config());
    session.initialize();
    initialize(initialization);
  }

  private Operand<TFloat32> dense(
      VariableScope scope,
      String layer,
      Operand<TFloat32> x,
      int in,
      int out,
      List<Operand<TFloat32>> kernels) {
    // Flat names: the framework's optimizer does not take those of a scope.
    double limit = Math.sqrt(6.0 / (in + out));
    Operand<TFloat32> kernel = variable(scope, layer + "_kernel", limit, folds, in, out);
    Operand<TFloat32> bias = variable(scope, layer + "_bias", limit, folds, 1, out);
    kernels.add(kernel);
    return tf.math.add(tf.train.batchMatMul(x, kernel, TFloat32.class), bias);
  }

  private Operand<TFloat32> variable(
      VariableScope scope, String name, double limit, long... shape) {
    Operand<TFloat32> variable = scope.zeros(name, shape);
    Operand<TFloat32> incoming = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    variables.add(new Variable(incoming.op().name(), tf.assign(variable, incoming), shape, limit));
    // The gradients of batchMatMul and square do not work on variables, only on values.
    return tf.identity(variable);
  }

  private void initialize(RandomStreams streams) {
    UniformRandomProvider random = streams.stream(0);
    Session.Runner runner = session.runner();
    try (BatchFeed feed = new BatchFeed()) {
      for (Variable variable : variables) {
        float[] values = new float[(int) Shape.of(variable.shape).size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (variable.limit * (2 * random.nextDouble() - 1));
        }
        feed.floats(variable.incoming, values, variable.shape);
        runner.addTarget(variable.assign.op());
      }
      feed.into(runner).run().close();
    }
  }

  /** Log-loss and penalty of each fold, {@code [folds]}. */
  private Operand<TFloat32> losses(Operand<TFloat32> labels, List<Operand<TFloat32>> kernels) {
    // -log p(label) = log(1 + exp(logit)) - label logit.
    Operand<TFloat32> logLoss = tf.math.sub(tf.math.softplus(logits), tf.math.mul(labels, logits));
    Operand<TFloat32> sum = tf.reduceSum(logLoss, tf.constant(1));
    for (Operand<TFloat32> kernel : kernels) {
      Operand<TFloat32> squares =
          tf.reduceSum(tf.math.square(kernel), tf.constant(new int[] {1, 2}));
      sum = tf.math.add(sum, tf.math.mul(tf.constant(PENALTY / 2), squares));
    }
    Operand<TInt32> batch =
        tf.slice(tf.shape(labels), tf.constant(new int[] {1}), tf.constant(new int[] {1}));
    return tf.math.div(sum, tf.dtypes.cast(batch, TFloat32.class));
  }

  /**
   * No variable changes before every gradient and the losses are computed: they read the variables
   * themselves, not copies of them.
   */
  private Op step() {
    Adam adam = new Adam(graph, RATE);
    List<Optimizer.GradAndVar<?>> pairs =
        adam.computeGradients(tf.reduceSum(losses, tf.constant(0)));
    List<Op> computed = new ArrayList<>(List.of((Op) losses));
    pairs.forEach(pair -> computed.add(pair.getGradient()));
    Ops after = tf.withControlDependencies(computed);
    List<Optimizer.GradAndVar<?>> gated = new ArrayList<>();
    for (Optimizer.GradAndVar<?> pair : pairs) {
      gated.add(
          new Optimizer.GradAndVar<>(
              after.identity(floats(pair.getGradient())).asOutput(), floats(pair.getVariable())));
    }
    return adam.applyGradients(gated, "step");
  }

  @SuppressWarnings("unchecked") // every variable is single precision
  private static Output<TFloat32> floats(Output<?> output) {
    return (Output<TFloat32>) output;
  }

  /**
   * One step of the optimizer in every fold.
   *
   * @param rows {@code [folds * batch * dimension]}
   * @param labels {@code [folds * batch]}
   * @return the losses before the step, {@code [folds]}
   */
  float[] step(float[] rows, float[] labels) {
    int batch = labels.length / folds;
    try (BatchFeed feed =
            new BatchFeed()
                .floats(ROWS, rows, folds, batch, dimension)
                .floats(LABELS, labels, folds, batch);
        Result result = feed.into(session.runner()).addTarget(step).fetch(losses).run()) {
      return Fetched.floats(result.get(0));
    }
  }

  /**
   * The log-odds of each row being no reference draw, {@code [folds * count]}.
   *
   * @param rows {@code [folds * count * dimension]}
   */
  float[] logits(float[] rows) {
    try (BatchFeed feed =
            new BatchFeed()
                .floats(ROWS, rows, folds, rows.length / (folds * dimension), dimension);
        Result result = feed.into(session.runner()).fetch(logits).run()) {
      return Fetched.floats(result.get(0));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
