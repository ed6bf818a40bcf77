package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.diagnostics.Whitening;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.spec.proto.TypicalitySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Estimates from simulations what typicality is computed with ({@link TypicalityGraph}).
 *
 * <p>Features come from a graph of the trained weights as constants, as in a machine, so that a
 * machine finds the numbers that were found here.
 */
public final class TypicalityEstimator {
  /** Fewest anchors and fewest references: with 100 references a p-value below .01 is possible. */
  public static final int FEWEST = 100;

  private static final int NEIGHBORS = 10;

  /** Smallest scale of an anchor, as a part of the median of all. */
  private static final double SMALLEST_SCALE = 0.5;

  /** Data sets scored in one run, which bounds memory. */
  private static final int SCORES_AT_ONCE = 1_000;

  private static final String FEATURES = "features";

  private TypicalityEstimator() {}

  /**
   * What was estimated.
   *
   * @param spec its sizes
   * @param constants its numbers, named below {@link TypicalityGraph#SCOPE}
   */
  public record Estimate(TypicalitySpec spec, Weights constants) {}

  /**
   * Estimates.
   *
   * @param spec resolved
   * @param weights trained
   * @param anchors simulations to compare data with
   * @param references simulations that are not among them, nor trained on
   * @return nothing for a density without data, for fewer than {@link #FEWEST} anchors or
   *     references, and where no two data sets differ or features of some are not finite
   */
  public static Optional<Estimate> estimate(
      EstimatorSpec spec,
      Weights weights,
      List<Simulations> anchors,
      List<Simulations> references,
      SessionThreads threads) {
    if (spec.getModel().getObservableCount() == 0
        || count(anchors) < FEWEST
        || count(references) < FEWEST) {
      return Optional.empty();
    }
    double[][] ofAnchors;
    double[][] ofReferences;
    try (Graph graph = new Graph();
        Session session = new Session(graph, threads.config())) {
      Ops tf = Ops.create(graph);
      PosteriorGraph posterior = new PosteriorGraph(tf, spec, VariableScope.frozen(tf, weights));
      Operand<TFloat32> features = posterior.features().orElseThrow();
      ofAnchors = features(session, features, anchors);
      ofReferences = features(session, features, references);
    }
    if (!allFinite(ofAnchors) || !allFinite(ofReferences)) {
      return Optional.empty();
    }
    Whitening whitening = Whitening.of(ofAnchors);
    return whitening.components() == 0
        ? Optional.empty()
        : Optional.of(estimate(whitening, ofAnchors, ofReferences, threads));
  }

  private static int count(List<Simulations> batches) {
    return batches.stream().mapToInt(Simulations::count).sum();
  }

  private static boolean allFinite(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
  }

  /** {@code [M][features]}. */
  private static double[][] features(
      Session session, Operand<TFloat32> features, List<Simulations> batches) {
    int width = (int) features.shape().get(1);
    List<double[]> all = new ArrayList<>();
    for (Simulations batch : batches) {
      try (BatchFeed feed = BatchFeed.data(batch.batch());
          Result result = feed.into(session.runner()).fetch(features).run()) {
        float[] found = Fetched.floats(result.get(0));
        for (int i = 0; i < batch.count(); i++) {
          double[] row = new double[width];
          for (int j = 0; j < width; j++) {
            row[j] = found[i * width + j];
          }
          all.add(row);
        }
      }
    }
    return all.toArray(new double[0][]);
  }

  private static Estimate estimate(
      Whitening whitening, double[][] anchors, double[][] references, SessionThreads threads) {
    TypicalitySpec spec =
        TypicalitySpec.newBuilder()
            .setAnchors(anchors.length)
            .setReferences(references.length)
            .setNeighbors(NEIGHBORS)
            .setComponents(whitening.components())
            .build();
    double[][] whitened = Arrays.stream(anchors).map(whitening::apply).toArray(double[][]::new);
    Map<String, Weights.Weight> constants = new LinkedHashMap<>();
    put(constants, TypicalityGraph.CENTER, whitening.center());
    put(constants, TypicalityGraph.WHITENING, whitening.matrix());
    put(constants, TypicalityGraph.ANCHORS, whitened);
    put(constants, TypicalityGraph.SCALES, scales(whitened));
    put(
        constants,
        TypicalityGraph.SCORES,
        scores(spec, new Weights(constants), references, threads));
    return new Estimate(spec, new Weights(constants));
  }

  private static void put(Map<String, Weights.Weight> constants, String name, double[] values) {
    put(constants, name, new long[] {values.length}, floats(new double[][] {values}));
  }

  private static void put(Map<String, Weights.Weight> constants, String name, double[][] rows) {
    put(constants, name, new long[] {rows.length, rows[0].length}, floats(rows));
  }

  private static void put(
      Map<String, Weights.Weight> constants, String name, long[] shape, float[] values) {
    constants.put(TypicalityGraph.SCOPE + "/" + name, new Weights.Weight(shape, values));
  }

  private static float[] floats(double[][] rows) {
    int width = rows[0].length;
    float[] flat = new float[rows.length * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / width][i % width];
    }
    return flat;
  }

  /** Mean distance of each anchor to its nearest others, {@code [anchors]}. */
  private static double[] scales(double[][] anchors) {
    double[] scales = new double[anchors.length];
    for (int i = 0; i < anchors.length; i++) {
      double[] squares = new double[anchors.length];
      for (int j = 0; j < anchors.length; j++) {
        for (int c = 0; c < anchors[i].length; c++) {
          double difference = anchors[i][c] - anchors[j][c];
          squares[j] += difference * difference;
        }
      }
      squares[i] = Double.POSITIVE_INFINITY;
      Arrays.sort(squares);
      scales[i] = Arrays.stream(squares, 0, NEIGHBORS).map(Math::sqrt).sum() / NEIGHBORS;
    }
    double[] ascending = scales.clone();
    Arrays.sort(ascending);
    double smallest =
        Math.max(
            TypicalityGraph.SMALLEST_DISTANCE, SMALLEST_SCALE * ascending[ascending.length / 2]);
    return Arrays.stream(scales).map(scale -> Math.max(scale, smallest)).toArray();
  }

  /** Scores of the references, ascending: computed as in a machine, ties included. */
  private static double[] scores(
      TypicalitySpec spec, Weights constants, double[][] references, SessionThreads threads) {
    int width = references[0].length;
    double[] ascending = new double[references.length];
    try (Graph graph = new Graph();
        Session session = new Session(graph, threads.config())) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> features =
          tf.withName(FEATURES).placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, width)));
      Operand<TFloat32> score =
          new TypicalityGraph(tf, spec, VariableScope.frozen(tf, constants)).score(features);
      for (int first = 0; first < references.length; first += SCORES_AT_ONCE) {
        int end = Math.min(references.length, first + SCORES_AT_ONCE);
        double[][] some = Arrays.copyOfRange(references, first, end);
        try (BatchFeed feed = new BatchFeed().floats(FEATURES, floats(some), some.length, width);
            Result result = feed.into(session.runner()).fetch(score).run()) {
          float[] scores = Fetched.floats(result.get(0));
          for (int i = 0; i < scores.length; i++) {
            ascending[first + i] = scores[i];
          }
        }
      }
    }
    Arrays.sort(ascending);
    return ascending;
  }
}
