package io.github.bayesflow4j.machine;

import io.github.bayesflow4j.estimator.PosteriorGraph;
import io.github.bayesflow4j.estimator.TypicalityGraph;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import io.github.bayesflow4j.training.TrainedEstimator;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Writes a trained estimator as a SavedModel.
 *
 * <p>Weights are constants of the graph. So a machine is one file with nothing to restore: no
 * operation of it touches a file, and any TensorFlow runtime runs it.
 *
 * <pre>
 * sample            data, num_samples, seed  -&gt; parameters [batch, num_samples, d]
 * log_prob          data, parameters         -&gt; log_prob [batch, points]
 * latent            data, parameters         -&gt; latent [batch, points, free d]
 * summary           data                     -&gt; summary [batch, s]
 * serving_default   data                     -&gt; mean, sd, q05, q50, q95 [batch, d];
 *                                               typicality, typicality_p_value [batch]
 * data: the observables under their names; context beside them where the model has one. A density
 * fitted to samples has no observables, no summary and no typicality; without context its batch is
 * 1
 * </pre>
 */
final class MachineGraph {
  static final String NUM_SAMPLES = "num_samples";
  static final String SEED = "seed";
  static final String PARAMETERS = "parameters";
  static final String SAMPLES = "samples";
  static final String LATENT_DRAWS = "latent_draws";
  static final String LOG_PROB = "log_prob";
  static final String LATENT = "latent";
  static final String SUMMARY = "summary_statistics";
  static final String TYPICALITY = "typicality_score";
  static final String P_VALUE = "typicality_p_value";

  private static final String METHOD = "tensorflow/serving/predict";
  private static final String TAG = "serve";
  private static final String DEFAULT = "serving_default";

  /** Draws behind the numbers of {@code serving_default}, and their seed. */
  private static final int ESTIMATE_DRAWS = 4000;

  private static final long ESTIMATE_SEED = 0;

  private MachineGraph() {}

  /** The SavedModel of an estimator with these weights. */
  static SavedModel export(EstimatorSpec spec, Weights weights) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      VariableScope constants = VariableScope.frozen(tf, weights);
      PosteriorGraph posterior = new PosteriorGraph(tf, spec, constants);
      MetaGraphDef.Builder metaGraph = MetaGraphDef.newBuilder();
      metaGraph.getMetaInfoDefBuilder().addTags(TAG).setTensorflowVersion(TensorFlow.version());
      addSignatures(tf, posterior, metaGraph);
      if (spec.hasTypicality()) {
        metaGraph.putSignatureDef(
            DEFAULT,
            withTypicality(
                tf,
                metaGraph.getSignatureDefOrThrow(DEFAULT),
                posterior,
                new TypicalityGraph(tf, spec.getTypicality(), constants)));
      }
      metaGraph.setGraphDef(graph.toGraphDef());
      return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(metaGraph).build();
    }
  }

  /**
   * A machine's SavedModel with the typicality of the estimator, where that has it. All operations
   * of the machine stay as they are: an export anew may differ in the last bits from one of an
   * earlier version.
   */
  static SavedModel withTypicality(SavedModel machine, TrainedEstimator trained) {
    if (!trained.estimator().hasTypicality()) {
      return machine;
    }
    MetaGraphDef old = machine.getMetaGraphs(0);
    MetaGraphDef fresh = export(trained.estimator(), trained.weights()).getMetaGraphs(0);
    MetaGraphDef.Builder extended =
        old.toBuilder()
            .setGraphDef(
                GraphAddition.of(
                    old.getGraphDef(),
                    fresh.getGraphDef(),
                    List.of(TYPICALITY, P_VALUE),
                    TypicalityGraph.SCOPE + "/"));
    SignatureDef.Builder estimate = old.getSignatureDefOrThrow(DEFAULT).toBuilder();
    fresh.getSignatureDefOrThrow(DEFAULT).getOutputsMap().entrySet().stream()
        .filter(output -> output.getKey().startsWith(TypicalityGraph.SCOPE))
        .forEach(output -> estimate.putOutputs(output.getKey(), output.getValue()));
    return machine.toBuilder()
        .setMetaGraphs(0, extended.putSignatureDef(DEFAULT, estimate.build()))
        .build();
  }

  private static void addSignatures(
      Ops tf, PosteriorGraph posterior, MetaGraphDef.Builder metaGraph) {
    Operand<TInt32> draws =
        tf.withName(NUM_SAMPLES).placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    Operand<TInt64> seed =
        tf.withName(SEED).placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> theta =
        tf.withName(PARAMETERS)
            .placeholder(
                TFloat32.class, Placeholder.shape(Shape.of(-1, -1, posterior.space().dimension())));
    PosteriorGraph.Draws drawn = posterior.sample(draws, seed);
    named(tf, LATENT_DRAWS, drawn.latent());
    Operand<TFloat32> samples = named(tf, SAMPLES, drawn.theta());
    PosteriorGraph.Density density = posterior.density(theta);
    Operand<TFloat32> logProb = named(tf, LOG_PROB, density.logProb());
    Operand<TFloat32> latent = named(tf, LATENT, density.latent());
    Map<String, Operand<TFloat32>> data = posterior.inputs();
    metaGraph.putSignatureDef(
        "sample",
        signature(data)
            .putInputs(NUM_SAMPLES, info(draws))
            .putInputs(SEED, info(seed))
            .putOutputs(PARAMETERS, info(samples))
            .build());
    metaGraph.putSignatureDef(
        LOG_PROB,
        signature(data)
            .putInputs(PARAMETERS, info(theta))
            .putOutputs(LOG_PROB, info(logProb))
            .build());
    metaGraph.putSignatureDef(
        LATENT,
        signature(data)
            .putInputs(PARAMETERS, info(theta))
            .putOutputs(LATENT, info(latent))
            .build());
    posterior
        .summary()
        .map(summary -> named(tf, SUMMARY, summary))
        .ifPresent(
            summary ->
                metaGraph.putSignatureDef(
                    "summary", signature(data).putOutputs("summary", info(summary)).build()));
    metaGraph.putSignatureDef(DEFAULT, estimate(tf, posterior, data));
  }

  private static SignatureDef estimate(
      Ops tf, PosteriorGraph posterior, Map<String, Operand<TFloat32>> data) {
    Operand<TFloat32> fixed =
        posterior.sample(tf.constant(ESTIMATE_DRAWS), tf.constant(ESTIMATE_SEED)).theta();
    DrawStatistics statistics =
        new DrawStatistics(tf, fixed, ESTIMATE_DRAWS, posterior.space().dimension());
    SignatureDef.Builder signature = signature(data);
    signature.putOutputs("mean", info(named(tf, "mean", statistics.mean())));
    signature.putOutputs("sd", info(named(tf, "sd", statistics.sd())));
    for (int percent : List.of(5, 50, 95)) {
      String name = String.format(java.util.Locale.ROOT, "q%02d", percent);
      signature.putOutputs(name, info(named(tf, name, statistics.quantile(percent / 100d))));
    }
    return signature.build();
  }

  private static SignatureDef withTypicality(
      Ops tf, SignatureDef estimate, PosteriorGraph posterior, TypicalityGraph typicality) {
    Operand<TFloat32> features =
        posterior
            .features()
            .orElseThrow(() -> new SpecException("a density without data has no typicality"));
    Operand<TFloat32> score = named(tf, TYPICALITY, typicality.score(features));
    Operand<TFloat32> pValue = named(tf, P_VALUE, typicality.pValue(score));
    return estimate.toBuilder()
        .putOutputs("typicality", info(score))
        .putOutputs("typicality_p_value", info(pValue))
        .build();
  }

  private static SignatureDef.Builder signature(Map<String, Operand<TFloat32>> data) {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(METHOD);
    data.forEach((name, operand) -> signature.putInputs(name, info(operand)));
    return signature;
  }

  /** Gives a result a stable name in the graph. */
  private static Operand<TFloat32> named(Ops tf, String name, Operand<TFloat32> operand) {
    return tf.withName(name).identity(operand);
  }

  private static TensorInfo info(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : operand.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":0")
        .setDtype(operand.asOutput().dataType())
        .setTensorShape(shape)
        .build();
  }
}
