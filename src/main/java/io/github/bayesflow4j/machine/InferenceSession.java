package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.BatchFeed;
import io.github.bayesflow4j.estimator.Fetched;
import io.github.bayesflow4j.estimator.SessionThreads;
import io.github.bayesflow4j.simulation.DataBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * <p>The first run of each output takes longest: TensorFlow prepares what the output needs, for one
 * output of a session at a time. So draws have a session of their own.
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

  /**
   * Most rows that go through the flow in one run: few enough for the layers between to stay in a
   * core's cache, and for a thousand draws to keep two cores busy.
   */
  static final int ROWS_TOGETHER = 1 << 9;

  private final Graph graph;
  private final Session drawing;
  private final Session scoring;

  /** The operation whose value is named as summary statistics, and goes to the flow. */
  private final Optional<String> summaryValue;

  /**
   * The operation whose value is named as latent draws, and goes to the flow; machines of the first
   * versions have no such name.
   */
  private final Optional<String> latentValue;

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
    this.summaryValue = named(metaGraph, MachineGraph.SUMMARY);
    this.latentValue = named(metaGraph, MachineGraph.LATENT_DRAWS);
    this.graph = imported(metaGraph, where);
    this.drawing = new Session(graph, true, threads.trainedConfig());
    this.scoring = new Session(graph, true, threads.trainedConfig());
  }

  /** The operation whose value another one names. */
  private static Optional<String> named(MetaGraphDef metaGraph, String name) {
    return metaGraph.getGraphDef().getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .filter(node -> node.getInputCount() == 1)
        .map(node -> node.getInput(0))
        .findFirst();
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
    if (data.count() == 1 && draws > ROWS_TOGETHER && latentValue.isPresent()) {
      return sampleSideBySide(data, summary, draws, seed, latentValue.get());
    }
    try (BatchFeed feed = conditioned(data, summary).scalar(MachineGraph.NUM_SAMPLES, draws)) {
      feed.scalar(MachineGraph.SEED, seed);
      return run(drawing, feed, MachineGraph.SAMPLES);
    }
  }

  /** The draws of one run, whose latent draws go through the flow in slices, on all cores. */
  private float[] sampleSideBySide(
      DataBatch data, Optional<float[]> summary, int draws, long seed, String latentInput) {
    Origin origin = origin(data, summary, draws, seed);
    int width = origin.latent.length / draws;
    int count = slices(draws);
    List<float[]> slices =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                slice -> {
                  int first = (int) ((long) draws * slice / count);
                  int end = (int) ((long) draws * (slice + 1) / count);
                  float[] z = Arrays.copyOfRange(origin.latent, first * width, end * width);
                  try (BatchFeed feed = conditioned(data, origin.summary)) {
                    feed.floats(latentInput, z, end - first, width);
                    feed.scalar(MachineGraph.NUM_SAMPLES, end - first);
                    return run(drawing, feed, MachineGraph.SAMPLES);
                  }
                })
            .toList();
    return joined(slices);
  }

  /** How many slices of one size: an even number, so that two cores are done at once. */
  private static int slices(int draws) {
    return 2 * ((draws + 2 * ROWS_TOGETHER - 1) / (2 * ROWS_TOGETHER));
  }

  /** What draws are made of. */
  private record Origin(float[] latent, Optional<float[]> summary) {}

  private Origin origin(DataBatch data, Optional<float[]> summary, int draws, long seed) {
    Optional<String> wanted = summary.isPresent() ? Optional.empty() : summaryValue;
    try (BatchFeed feed = conditioned(data, summary).scalar(MachineGraph.NUM_SAMPLES, draws)) {
      feed.scalar(MachineGraph.SEED, seed);
      Session.Runner runner = feed.into(open(drawing).runner()).fetch(MachineGraph.LATENT_DRAWS);
      wanted.ifPresent(runner::fetch);
      try (Result result = runner.run()) {
        return new Origin(
            Fetched.floats(result.get(0)),
            wanted.isPresent() ? Optional.of(Fetched.floats(result.get(1))) : summary);
      }
    }
  }

  private static float[] joined(List<float[]> slices) {
    float[] all = new float[slices.stream().mapToInt(slice -> slice.length).sum()];
    int at = 0;
    for (float[] slice : slices) {
      System.arraycopy(slice, 0, all, at, slice.length);
      at += slice.length;
    }
    return all;
  }

  private BatchFeed conditioned(DataBatch data, Optional<float[]> summary) {
    BatchFeed feed = BatchFeed.data(data);
    summary.ifPresent(
        known ->
            feed.floats(
                summaryValue.orElseThrow(), known, data.count(), known.length / data.count()));
    return feed;
  }

  /**
   * Log-densities {@code [count * points]} of {@code theta [count * points * dimension]}.
   *
   * @param summary of the data, where it is known already; it is not computed then
   */
  float[] logProb(DataBatch data, Optional<float[]> summary, float[] theta, int dimension) {
    return atPoints(data, summary, theta, dimension, MachineGraph.LOG_PROB);
  }

  /** Latent vectors {@code [count * points * freeDimension]}. */
  float[] latent(DataBatch data, float[] theta, int dimension) {
    return atPoints(data, Optional.empty(), theta, dimension, MachineGraph.LATENT);
  }

  private float[] atPoints(
      DataBatch data, Optional<float[]> summary, float[] theta, int dimension, String output) {
    long points = theta.length / ((long) data.count() * dimension);
    try (BatchFeed feed =
        conditioned(data, summary)
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
