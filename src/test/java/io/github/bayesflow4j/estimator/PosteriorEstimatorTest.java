package io.github.bayesflow4j.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.estimator.PosteriorRun.Data;
import io.github.bayesflow4j.nn.GraphVariable;
import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.WeightVector;
import io.github.bayesflow4j.nn.Weights;
import io.github.bayesflow4j.nn.Weights.Weight;
import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.DataSize;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Simulations;
import io.github.bayesflow4j.simulation.Support;
import io.github.bayesflow4j.spec.proto.EstimatorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class PosteriorEstimatorTest {
  private static final ParameterSpace SPACE = TestSpecs.space(Support.real(), Support.positive());
  private static final EstimatorSpec SPEC = TestSpecs.estimator(SPACE, DataSize.uniform(1, 9));
  private static final String BIAS = "summary/invariant/last/bias";

  private static PosteriorEstimator estimator(EstimatorSpec spec, Regularization regularization) {
    return new PosteriorEstimator(
        spec,
        new RandomStreams(4),
        regularization,
        BatchParts.whole(2),
        SessionThreads.deterministic());
  }

  /** Gradient descent on one weight, with a counter of its own. */
  private static PosteriorEstimator withDescent() {
    return withDescent(SPEC);
  }

  private static PosteriorEstimator withDescent(EstimatorSpec spec) {
    return withDescent(spec, Regularization.none());
  }

  private static PosteriorEstimator withDescent(EstimatorSpec spec, Regularization regularization) {
    PosteriorEstimator estimator = estimator(spec, regularization);
    Ops tf = Ops.create(estimator.graph());
    Operand<TFloat32> rate = tf.withName("rate").placeholder(TFloat32.class);
    WeightVector weights = estimator.weightVector();
    Output<?>[] values =
        weights.weights().stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients =
        estimator.graph().addGradients(estimator.objectives().get(0).asOutput(), values);
    List<Operand<TFloat32>> ofBias = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      @SuppressWarnings("unchecked") // the gradient of a single-precision variable
      Output<TFloat32> gradient = (Output<TFloat32>) gradients[i];
      ofBias.add(values[i].op().name().equals(BIAS) ? gradient : tf.zerosLike(gradient));
    }
    GraphVariable steps = GraphVariable.create(tf, "steps", Shape.scalar());
    steps.startAt(tf, tf.withInitScope().constant(0f));
    Op apply =
        tf.withControlDependencies(
                List.<Op>of(
                    tf.assignAddVariableOp(steps.handle(), tf.constant(1f)),
                    tf.train.resourceApplyGradientDescent(
                        weights.vector().handle(), rate, weights.joined(tf, ofBias))))
            .noOp();
    estimator.attach(
        new PosteriorEstimator.Update(
            List.of(),
            apply,
            List.of(steps),
            (feed, value, step) -> feed.scalar("rate", (float) value)));
    return estimator;
  }

  private static Simulations batch() {
    Data data = Data.normal(2, 3);
    return new Simulations(
        SPACE,
        new float[] {0.3f, 1, -0.8f, 2.5f},
        new DataBatch(List.of(TestSpecs.ROWS), 2, 3, List.of(data.values()), new float[0]));
  }

  private static Map<String, List<Float>> values(Weights weights) {
    Map<String, List<Float>> values = new LinkedHashMap<>();
    for (String name : weights.names()) {
      List<Float> list = new ArrayList<>();
      for (float value : weights.get(name).values()) {
        list.add(value);
      }
      values.put(name, list);
    }
    return values;
  }

  @Test
  void settingAllVariablesRestoresTheState() {
    try (PosteriorEstimator estimator = withDescent()) {
      float before = estimator.loss(batch(), 0);
      Weights saved = estimator.variables();
      assertThat(estimator.step(batch(), 0.1, 0)).isEqualTo(before);
      assertThat(values(estimator.variables())).isNotEqualTo(values(saved));
      assertThat(estimator.variables().get("steps").values()).containsExactly(1);
      estimator.setVariables(saved);
      assertThat(values(estimator.variables())).isEqualTo(values(saved));
      assertThat(estimator.loss(batch(), 0)).isEqualTo(before);
    }
  }

  @Test
  void weightsAreTheVariablesOfTheNetworks() {
    try (PosteriorEstimator estimator = withDescent()) {
      Weights variables = estimator.variables();
      assertThat(variables.names()).contains("steps", BIAS);
      assertThat(estimator.weights(variables).names())
          .doesNotContain("steps")
          .hasSize(variables.names().size() - 1)
          .allMatch(name -> name.startsWith("summary/") || name.startsWith("flow/"));
    }
  }

  @Test
  void aMissingVariableOrAnotherShapeIsRefused() {
    try (PosteriorEstimator estimator = withDescent()) {
      Weights variables = estimator.variables();
      assertThatThrownBy(() -> estimator.setVariables(estimator.weights(variables)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no weight named steps");
      Map<String, Weight> other = new LinkedHashMap<>();
      variables.names().forEach(name -> other.put(name, variables.get(name)));
      other.put(BIAS, new Weight(new long[] {2}, new float[2]));
      assertThatThrownBy(() -> estimator.setVariables(new Weights(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weight " + BIAS + ": expected shape [3], found [2]");
    }
  }

  @Test
  void itsLossIsThatOfTheGraph() {
    try (PosteriorEstimator estimator = withDescent();
        PosteriorRun run = new PosteriorRun(SPEC, TestNetwork.trainable())) {
      Weights weights = run.randomWeights();
      estimator.setVariables(withSteps(weights));
      assertThat(estimator.loss(batch(), 0))
          .isCloseTo(run.loss(weights, Data.normal(2, 3), batch().parameters()), within(1e-6f));
    }
  }

  private static Weights withSteps(Weights weights) {
    Map<String, Weight> all = new LinkedHashMap<>();
    weights.names().forEach(name -> all.put(name, weights.get(name)));
    all.put("steps", new Weight(new long[0], new float[] {0}));
    return new Weights(all);
  }

  @Test
  void dropoutActsInStepsAlone() {
    EstimatorSpec.Builder spec = SPEC.toBuilder();
    spec.getFlowBuilder()
        .getLayerBuilder(0)
        .getCouplingBuilder()
        .getSubnetworkBuilder()
        .setDropout(0.3);
    try (PosteriorEstimator without = withDescent();
        PosteriorEstimator with = withDescent(spec.build());
        PosteriorRun run = new PosteriorRun(SPEC, TestNetwork.trainable())) {
      Weights start = withSteps(run.randomWeights());
      without.setVariables(start);
      with.setVariables(start);
      assertThat(with.loss(batch(), 0)).isEqualTo(without.loss(batch(), 0));
      float[] first = {with.step(batch(), 0, 0), with.step(batch(), 0, 1)};
      assertThat(first[0]).isNotEqualTo(first[1]).isNotEqualTo(without.loss(batch(), 0));
      assertThat(first[1]).isNotEqualTo(without.loss(batch(), 0));
      assertThat(with.step(batch(), 0, 1)).isEqualTo(first[1]);
      // A step knows its number of data sets and adds in another order.
      assertThat(with.loss(batch(), 0)).isCloseTo(without.step(batch(), 0, 1), within(1e-6f));
    }
  }

  @Test
  void inputNoiseActsInStepsAlone() {
    try (PosteriorEstimator without = withDescent();
        PosteriorEstimator with = withDescent(SPEC, new Regularization(0, 0.3))) {
      float loss = without.loss(batch(), 0);
      assertThat(with.loss(batch(), 0)).isEqualTo(loss);
      float first = with.step(batch(), 0, 0);
      assertThat(first).isNotEqualTo(loss);
      assertThat(with.step(batch(), 0, 1)).isNotEqualTo(first);
      assertThat(with.step(batch(), 0, 0)).isEqualTo(first);
    }
  }

  @Test
  void softNoiseIsTheSameWheneverABatchIsMeasured() {
    EstimatorSpec.Builder spec = SPEC.toBuilder();
    spec.getFlowBuilder().setSoftNoise(0.3);
    try (PosteriorEstimator estimator = withDescent(spec.build())) {
      float first = estimator.loss(batch(), 0);
      float second = estimator.loss(batch(), 1);
      assertThat(second).isNotEqualTo(first);
      assertThat(estimator.step(batch(), 0, 0)).isNotEqualTo(first);
      assertThat(estimator.loss(batch(), 0)).isEqualTo(first);
      assertThat(estimator.loss(batch(), 1)).isEqualTo(second);
    }
  }

  @Test
  void theSeedFixesTheInitialValues() {
    try (PosteriorEstimator one = withDescent();
        PosteriorEstimator other = withDescent()) {
      assertThat(values(one.variables())).isEqualTo(values(other.variables()));
    }
  }

  @Test
  void needsAnOptimizerToLearn() {
    try (PosteriorEstimator estimator = estimator(SPEC, Regularization.none())) {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> estimator.step(batch(), 0.1, 0),
              estimator::variables,
              () -> estimator.setVariables(new Weights(Map.of())))) {
        assertThatThrownBy(use)
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("no optimizer is attached");
      }
    }
  }

  @Test
  void isOfNoUseOnceClosed() {
    PosteriorEstimator estimator = withDescent();
    Weights variables = estimator.variables();
    estimator.close();
    estimator.close();
    Stream.<ThrowingCallable>of(
            () -> estimator.step(batch(), 0.1, 0),
            () -> estimator.loss(batch(), 0),
            estimator::variables,
            () -> estimator.setVariables(variables),
            estimator::graph)
        .forEach(
            use ->
                assertThatThrownBy(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the estimator is closed"));
  }
}
