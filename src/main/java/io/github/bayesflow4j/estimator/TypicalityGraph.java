package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.TypicalitySpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How typical data are of those a machine was trained on, inside its graph.
 *
 * <pre>
 * w = (features - center) whitening                        whitened features of a data set
 * d_i = |w - anchor_i|                                     distance to each anchor
 * score = mean_k d_i / mean_k r_i                          over the k anchors nearest to w    [1]
 * p = (1 + #{reference scores not below the score}) / (1 + #references)                       [2]
 *
 * r_i, the scale of anchor i, is its own mean distance to its k nearest among the other anchors, at
 * least half of the median of all: equal data sets have no distance. Discrete data may have many
 * equal ones; no distance and no scale is smaller than what rounding leaves of none. A score near one says that
 * the data set lies among its neighbors as they lie among each other, be it where simulations are
 * dense or where they are rare; a distance alone finds rare only what is rarer than the rarest
 * region of the prior.
 *
 * [1] Breunig, Kriegel, Ng and Sander 2000, LOF: identifying density-based local outliers, in the
 *     simplified form of Schubert, Zimek and Kriegel 2014, for neighbors that are all anchors
 * [2] The rank among scores of simulations that are not anchors is uniform for another simulation
 *     of the same law (Vovk, Gammerman and Shafer 2005, inductive conformal prediction)
 * </pre>
 */
public final class TypicalityGraph {
  /** Scope of the constants. */
  public static final String SCOPE = "typicality";

  /** Smallest distance told from none, in whitened units: above the rounding of squares. */
  static final float SMALLEST_DISTANCE = 0.03f;

  static final String CENTER = "center";
  static final String WHITENING = "whitening";
  static final String ANCHORS = "anchors";
  static final String SCALES = "scales";
  static final String SCORES = "scores";

  /** Bound of a whitened feature: squares of far larger ones would not be finite. */
  private static final float FARTHEST = 1e6f;

  private final Ops tf;
  private final TypicalitySpec spec;
  private final VariableScope constants;

  /**
   * @param root the frozen scope of the whole graph
   */
  public TypicalityGraph(Ops tf, TypicalitySpec spec, VariableScope root) {
    this.tf = tf;
    this.spec = spec;
    this.constants = root.in(SCOPE);
  }

  /**
   * Adds the score of each data set: about 1 for typical data, larger for others.
   *
   * @param features {@code [batch, features]}, of {@link PosteriorGraph#features}
   * @return {@code [batch]}
   */
  public Operand<TFloat32> score(Operand<TFloat32> features) {
    long width = features.shape().get(1);
    Operand<TFloat32> center = constants.zeros(CENTER, width);
    Operand<TFloat32> whitening = constants.zeros(WHITENING, width, spec.getComponents());
    Operand<TFloat32> whitened =
        tf.clipByValue(
            tf.linalg.matMul(tf.math.sub(features, center), whitening),
            tf.constant(-FARTHEST),
            tf.constant(FARTHEST));
    Operand<TFloat32> squares = squaredDistances(whitened);
    TopK<TFloat32, TInt32> nearest =
        tf.nn.topK(tf.math.neg(squares), tf.constant(spec.getNeighbors()), new TopK.Options[0]);
    Operand<TFloat32> distances = tf.math.sqrt(tf.math.neg(nearest.values()));
    Operand<TFloat32> scales =
        tf.gatherNd(
            constants.zeros(SCALES, spec.getAnchors()),
            tf.expandDims(nearest.indices(), tf.constant(2)));
    return tf.math.div(
        tf.math.maximum(tf.math.mean(distances, tf.constant(1)), tf.constant(SMALLEST_DISTANCE)),
        tf.math.mean(scales, tf.constant(1)));
  }

  /** To every anchor, {@code [batch, components] -> [batch, anchors]}. */
  private Operand<TFloat32> squaredDistances(Operand<TFloat32> whitened) {
    Operand<TFloat32> anchors = constants.zeros(ANCHORS, spec.getAnchors(), spec.getComponents());
    Operand<TFloat32> own =
        tf.expandDims(tf.sum(tf.math.square(whitened), tf.constant(1)), tf.constant(1));
    Operand<TFloat32> ofAnchors = tf.sum(tf.math.square(anchors), tf.constant(1));
    Operand<TFloat32> products = tf.linalg.matMul(whitened, anchors, MatMul.transposeB(true));
    Operand<TFloat32> squares =
        tf.math.sub(tf.math.add(own, ofAnchors), tf.math.mul(products, tf.constant(2f)));
    return tf.math.maximum(squares, tf.constant(0f));
  }

  /**
   * Adds the p-value of each score; the smallest possible for a score that is not a number.
   *
   * @param score {@code [batch]}
   * @return {@code [batch]}
   */
  public Operand<TFloat32> pValue(Operand<TFloat32> score) {
    Operand<TFloat32> references =
        tf.expandDims(constants.zeros(SCORES, spec.getReferences()), tf.constant(0));
    Operand<TFloat32> notBelow =
        tf.sum(
            tf.dtypes.cast(
                tf.math.greaterEqual(references, tf.expandDims(score, tf.constant(1))),
                TFloat32.class),
            tf.constant(1));
    return tf.math.div(
        tf.math.add(notBelow, tf.constant(1f)), tf.constant(spec.getReferences() + 1f));
  }
}
