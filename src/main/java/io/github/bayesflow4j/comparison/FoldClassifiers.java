package io.github.bayesflow4j.comparison;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
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
  private static final String RATE = "rate";
  private static final int UNITS_PER_COMPONENT = 10;
  private static final double RATE_OF_STEP = 1e-3;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final float PENALTY = 1e-4f;

  private final int folds;
  private final int dimension;
  private final Graph graph = new Graph();
  private final Session session;
  private final Ops tf = Ops.create(graph);
  private final List<Weight> weights = new ArrayList<>();
  private final Operand<TFloat32> logits;
  private final Operand<TFloat32> losses;
  private final List<Op> updates;
  private long steps;

  /**
   * A variable and what belongs to it.
   *
   * @param value what the optimizer changes
   * @param first mean of its gradients
   * @param second mean of its squared gradients
   * @param incoming input of its initial values
   * @param assign sets them
   * @param limit how far from zero they may be
   */
  private record Weight(
      GraphVariable value,
      GraphVariable first,
      GraphVariable second,
      Operand<TFloat32> incoming,
      Op assign,
      double limit) {}

  /** Builds the graph and draws the initial values. */
  FoldClassifiers(int folds, int dimension, RandomStreams initialization) {
    this.folds = folds;
    this.dimension = dimension;
    Operand<TFloat32> rows =
        tf.withName(ROWS)
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(folds, -1, dimension)));
    Operand<TFloat32> labels =
        tf.withName(LABELS).placeholder(TFloat32.class, Placeholder.shape(Shape.of(folds, -1)));
    int width = UNITS_PER_COMPONENT * dimension;
    List<Operand<TFloat32>> kernels = new ArrayList<>();
    Operand<TFloat32> first = tf.nn.relu(dense("first", rows, dimension, width, kernels));
    Operand<TFloat32> second = tf.nn.relu(dense("second", first, width, width, kernels));
    this.logits = tf.squeeze(dense("output", second, width, 1, kernels), Squeeze.axis(List.of(2L)));
    this.losses = losses(labels, kernels);
    this.updates = updates();
    SessionThreads threads = SessionThreads.deterministic();
    this.session = new Session(graph, threads.config());
    session.initialize();
    initialize(initialization);
  }

  private Operand<TFloat32> dense(
      String layer, Operand<TFloat32> x, int in, int out, List<Operand<TFloat32>> kernels) {
    double limit = Math.sqrt(6.0 / (in + out));
    Ops scope = tf.withSubScope(layer);
    Operand<TFloat32> kernel = weight(scope, layer + "/kernel", limit, Shape.of(folds, in, out));
    Operand<TFloat32> bias = weight(scope, layer + "/bias", limit, Shape.of(folds, 1, out));
    kernels.add(kernel);
    return tf.math.add(tf.train.batchMatMul(x, kernel, TFloat32.class), bias);
  }

  private Operand<TFloat32> weight(Ops scope, String name, double limit, Shape shape) {
    Operand<TFloat32> incoming = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    GraphVariable value = GraphVariable.create(scope, name, shape);
    weights.add(
        new Weight(
            value,
            zeros(scope, name + "_first", shape),
            zeros(scope, name + "_second", shape),
            incoming,
            value.assign(tf, incoming),
            limit));
    return value.value();
  }

  private GraphVariable zeros(Ops scope, String name, Shape shape) {
    GraphVariable variable = GraphVariable.create(scope, name, shape);
    Ops init = tf.withInitScope();
    variable.startAt(tf, init.zeros(init.constant(shape.asArray()), TFloat32.class));
    return variable;
  }

  private void initialize(RandomStreams streams) {
    UniformRandomProvider random = streams.stream(0);
    Session.Runner runner = session.runner();
    try (BatchFeed feed = new BatchFeed()) {
      for (Weight weight : weights) {
        Shape shape = weight.value.shape();
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) (weight.limit * (2 * random.nextDouble() - 1));
        }
        feed.floats(weight.incoming.op().name(), values, shape.asArray());
        runner.addTarget(weight.assign);
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
   * Adam, with its bias correction in the rate that is fed: Kingma and Ba 2015, section 2, last
   * paragraph.
   *
   * <p>The framework's optimizer has no order between its updates and the powers of beta that they
   * read, so its results do not repeat.
   */
  private List<Op> updates() {
    Operand<TFloat32> rate = tf.withName(RATE).placeholder(TFloat32.class);
    Output<?>[] gradients =
        graph.addGradients(
            tf.reduceSum(losses, tf.constant(0)).asOutput(),
            weights.stream().map(weight -> weight.value.value().asOutput()).toArray(Output[]::new));
    Operand<TFloat32> zero = tf.constant(0f);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      Weight weight = weights.get(i);
      updates.add(
          tf.train.resourceApplyAdam(
              weight.value.handle(),
              weight.first.handle(),
              weight.second.handle(),
              zero,
              zero,
              rate,
              tf.constant((float) BETA1),
              tf.constant((float) BETA2),
              tf.constant(EPSILON),
              floats(gradients[i])));
    }
    return updates;
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
    steps++;
    double rate =
        RATE_OF_STEP * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    Session.Runner runner = session.runner().fetch(losses);
    updates.forEach(runner::addTarget);
    try (BatchFeed feed =
            new BatchFeed()
                .floats(ROWS, rows, folds, batch, dimension)
                .floats(LABELS, labels, folds, batch)
                .scalar(RATE, (float) rate);
        Result result = feed.into(runner).run()) {
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
