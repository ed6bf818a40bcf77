package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.DataBatch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A machine's graph, ready to run. Arrays in, arrays out; safe for use by several threads.
 *
 * <p>The first run of each output takes longest: TensorFlow optimizes what the output needs, for
 * one output of a session at a time. So draws have a session of their own.
 */
final class InferenceSession implements AutoCloseable {
  private static final List<String> NAMES =
      List.of(
          MachineGraph.NUM_SAMPLES,
          MachineGraph.SEED,
          MachineGraph.PARAMETERS,
          MachineGraph.SAMPLES,
          MachineGraph.LOG_PROB,
          MachineGraph.LATENT);

  private final Graph graph;
  private final Session drawing;
  private final Session scoring;

  /** The operation whose value is named as summary statistics, and goes to the flow. */
  private final Optional<String> summaryValue;

  private volatile boolean closed;

  /**
   * @param ofData names of the inputs that take data, and of outputs that only some machines have
   * @param where the machine, for messages
   * @throws MachineFormatException if TensorFlow does not take the graph, or an input or output is
   *     missing
   */
  InferenceSession(
      MetaGraphDef metaGraph, List<String> ofData, SessionThreads threads, String where) {
    // Asked of the message and not of the graph: an empty message would crash TensorFlow.
    Set<String> there =
        metaGraph.getGraphDef().getNodeList().stream()
            .map(NodeDef::getName)
            .collect(Collectors.toSet());
    Stream.concat(NAMES.stream(), ofData.stream())
        .filter(name -> !there.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new MachineFormatException(
                  where + ": the graph has no operation named " + name);
            });
    this.summaryValue =
        metaGraph.getGraphDef().getNodeList().stream()
            .filter(node -> node.getName().equals(MachineGraph.SUMMARY))
            .filter(node -> node.getInputCount() == 1)
            .map(node -> node.getInput(0))
            .findFirst();
    this.graph = imported(metaGraph, where);
    this.drawing = new Session(graph, true, threads.config());
    this.scoring = new Session(graph, true, threads.config());
  }

  private static Graph imported(MetaGraphDef metaGraph, String where) {
    TensorFlowLoading.await();
    Graph graph = new Graph();
    try {
      graph.importGraphDef(metaGraph.getGraphDef());
      return graph;
    } catch (IllegalArgumentException | TensorFlowException e) {
      graph.close();
      throw new MachineFormatException(
          where + ": TensorFlow does not take the graph: " + e.getMessage(), e);
    }
  }

  /**
   * Draws {@code [count * draws * dimension]}.
   *
   * @param summary of the data, where it is known already; it is not computed then
   */
  float[] sample(DataBatch data, Optional<float[]> summary, int draws, long seed) {
    try (BatchFeed feed =
        BatchFeed.data(data)
            .scalar(MachineGraph.NUM_SAMPLES, draws)
            .scalar(MachineGraph.SEED, seed)) {
      summary.ifPresent(
          known ->
              feed.floats(
                  summaryValue.orElseThrow(), known, data.count(), known.length / data.count()));
      return run(drawing, feed, MachineGraph.SAMPLES);
    }
  }

  /** Log-densities {@code [count * points]} of {@code theta [count * points * dimension]}. */
  float[] logProb(DataBatch data, float[] theta, int dimension) {
    return atPoints(data, theta, dimension, MachineGraph.LOG_PROB);
  }

  /** Latent vectors {@code [count * points * freeDimension]}. */
  float[] latent(DataBatch data, float[] theta, int dimension) {
    return atPoints(data, theta, dimension, MachineGraph.LATENT);
  }

  private float[] atPoints(DataBatch data, float[] theta, int dimension, String output) {
    long points = theta.length / ((long) data.count() * dimension);
    try (BatchFeed feed =
        BatchFeed.data(data)
            .floats(MachineGraph.PARAMETERS, theta, data.count(), points, dimension)) {
      return run(scoring, feed, output);
    }
  }

  /** Summary statistics {@code [count * summaryDimension]}; none of a machine without data. */
  Optional<float[]> summary(DataBatch data) {
    return summaryValue.map(
        name -> {
          try (BatchFeed feed = BatchFeed.data(data)) {
            return run(scoring, feed, name);
          }
        });
  }

  /** Score and p-value of typicality, {@code [count]} each. */
  List<float[]> typicality(DataBatch data) {
    try (BatchFeed feed = BatchFeed.data(data);
        Result result =
            feed.into(open(scoring).runner())
                .fetch(MachineGraph.TYPICALITY)
                .fetch(MachineGraph.P_VALUE)
                .run()) {
      return List.of(Fetched.floats(result.get(0)), Fetched.floats(result.get(1)));
    }
  }

  private float[] run(Session session, BatchFeed feed, String output) {
    try (Result result = feed.into(open(session).runner()).fetch(output).run()) {
      return Fetched.floats(result.get(0));
    }
  }

  private Session open(Session session) {
    if (closed) {
      throw new IllegalStateException("the machine is closed");
    }
    return session;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      drawing.close();
      scoring.close();
      graph.close();
    }
  }
}
