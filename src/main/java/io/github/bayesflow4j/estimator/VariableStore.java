package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.WeightLayout;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.nn.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Reads and writes all variables of a session: the networks' weights by their names, and the
 * optimizer's own.
 */
final class VariableStore {
  private record Entry(GraphVariable variable, Operand<TFloat32> incoming, Op assign) {}

  private final Session session;
  private final WeightLayout layout;
  private final Entry weights;
  private final List<Entry> others;

  /** Adds an assignment for every variable. */
  VariableStore(Graph graph, Session session, WeightVector weights, List<GraphVariable> others) {
    this.session = session;
    this.layout = weights.layout();
    Ops tf = Ops.create(graph).withSubScope("restore");
    this.weights = entry(tf, weights.vector());
    this.others = others.stream().map(variable -> entry(tf, variable)).toList();
  }

  private static Entry entry(Ops tf, GraphVariable variable) {
    Operand<TFloat32> incoming =
        tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
    return new Entry(variable, incoming, variable.assign(tf, incoming));
  }

  Weights read() {
    Session.Runner runner = session.runner().fetch(weights.variable.value());
    others.forEach(entry -> runner.fetch(entry.variable.value()));
    Map<String, Weights.Weight> found = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      Weights ofNetworks = layout.cut(Fetched.floats(result.get(0)));
      for (int i = 0; i < others.size(); i++) {
        GraphVariable variable = others.get(i).variable;
        float[] values = Fetched.floats(result.get(i + 1));
        found.put(variable.name(), new Weights.Weight(variable.shape().asArray(), values));
      }
      return ofNetworks.with(new Weights(found));
    }
  }

  /**
   * Sets every variable.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  void write(Weights values) {
    try (BatchFeed feed = new BatchFeed()) {
      Session.Runner runner = session.runner();
      addWeights(feed, runner, values);
      for (Entry entry : others) {
        long[] shape = entry.variable.shape().asArray();
        add(feed, runner, entry, values.get(entry.variable.name(), shape).values(), shape);
      }
      feed.into(runner).run().close();
    }
  }

  /**
   * Sets the weights of the networks and no others.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  void writeWeights(Weights values) {
    try (BatchFeed feed = new BatchFeed()) {
      Session.Runner runner = session.runner();
      addWeights(feed, runner, values);
      feed.into(runner).run().close();
    }
  }

  private void addWeights(BatchFeed feed, Session.Runner runner, Weights values) {
    float[] vector = layout.joined(values);
    add(feed, runner, weights, vector, vector.length);
  }

  private static void add(
      BatchFeed feed, Session.Runner runner, Entry entry, float[] values, long... shape) {
    feed.floats(entry.incoming.op().name(), values, shape);
    runner.addTarget(entry.assign);
  }
}
