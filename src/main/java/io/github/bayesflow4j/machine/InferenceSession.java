package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.DataBatch;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.MetaGraphDef;

/** A machine's graph, ready to run. Arrays in, arrays out; safe for use by several threads. */
final class InferenceSession implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private volatile boolean closed;

  /**
   * @throws MachineFormatException if TensorFlow does not take the graph
   */
  InferenceSession(MetaGraphDef metaGraph, SessionThreads threads) {
    try {
      graph.importGraphDef(metaGraph.getGraphDef());
    } catch (IllegalArgumentException | TensorFlowException e) {
      graph.close();
      throw new MachineFormatException("TensorFlow does not take the graph: " + e.getMessage(), e);
    }
    for (String name :
        new String[] {
          MachineGraph.NUM_SAMPLES,
          MachineGraph.SEED,
          MachineGraph.PARAMETERS,
          MachineGraph.SAMPLES,
          MachineGraph.LOG_PROB,
          MachineGraph.LATENT,
          MachineGraph.SUMMARY
        }) {
      if (graph.operation(name) == null) {
        graph.close();
        throw new MachineFormatException("the graph has no operation named " + name);
      }
    }
    this.session = new Session(graph, true, threads.config());
  }

  /** Draws {@code [count * draws * dimension]}. */
  float[] sample(DataBatch data, int draws, long seed) {
    try (BatchFeed feed =
        BatchFeed.data(data)
            .scalar(MachineGraph.NUM_SAMPLES, draws)
            .scalar(MachineGraph.SEED, seed)) {
      return run(feed, MachineGraph.SAMPLES);
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
      return run(feed, output);
    }
  }

  /** Summary statistics {@code [count * summaryDimension]}. */
  float[] summary(DataBatch data) {
    try (BatchFeed feed = BatchFeed.data(data)) {
      return run(feed, MachineGraph.SUMMARY);
    }
  }

  private float[] run(BatchFeed feed, String output) {
    if (closed) {
      throw new IllegalStateException("the machine is closed");
    }
    try (Result result = feed.into(session.runner()).fetch(output).run()) {
      return Fetched.floats(result.get(0));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
      graph.close();
    }
  }
}
