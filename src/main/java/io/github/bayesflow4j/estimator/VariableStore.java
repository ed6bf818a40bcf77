package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.Weights;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Reads and writes all variables of a session, the optimizer's included. */
final class VariableStore {
  private static final String VARIABLE_TYPE = "VariableV2";

  private record Entry(
      String name, long[] shape, Operand<TFloat32> incoming, Operand<TFloat32> assign) {}

  private final Session session;
  private final List<Entry> entries = new ArrayList<>();

  /** Adds an assignment for every variable the graph has by now. */
  VariableStore(Graph graph, Session session) {
    this.session = session;
    List<GraphOperation> variables = new ArrayList<>();
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      GraphOperation operation = all.next();
      if (operation.type().equals(VARIABLE_TYPE)) {
        variables.add(operation);
      }
    }
    Ops tf = Ops.create(graph).withSubScope("restore");
    for (GraphOperation variable : variables) {
      Operand<TFloat32> reference = variable.<TFloat32>output(0);
      Operand<TFloat32> incoming =
          tf.placeholder(TFloat32.class, Placeholder.shape(reference.shape()));
      entries.add(
          new Entry(
              variable.name(),
              reference.shape().asArray(),
              incoming,
              tf.assign(reference, incoming)));
    }
  }

  Weights read() {
    Session.Runner runner = session.runner();
    entries.forEach(entry -> runner.fetch(entry.name));
    Map<String, Weights.Weight> weights = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        weights.put(entry.name, new Weights.Weight(entry.shape, Fetched.floats(result.get(i))));
      }
    }
    return new Weights(weights);
  }

  /**
   * Sets every variable.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  void write(Weights weights) {
    write(weights, entries);
  }

  /**
   * Sets the variables that {@code weights} names.
   *
   * @throws IllegalArgumentException if one has another shape
   */
  void writeSome(Weights weights) {
    write(weights, entries.stream().filter(entry -> weights.names().contains(entry.name)).toList());
  }

  private void write(Weights weights, List<Entry> chosen) {
    Session.Runner runner = session.runner();
    try (BatchFeed feed = new BatchFeed()) {
      for (Entry entry : chosen) {
        feed.floats(
            entry.incoming.op().name(), weights.get(entry.name, entry.shape).values(), entry.shape);
        runner.addTarget(entry.assign.op());
      }
      feed.into(runner).run().close();
    }
  }
}
