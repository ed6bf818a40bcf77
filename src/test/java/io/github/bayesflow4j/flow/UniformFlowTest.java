package io.github.bayesflow4j.flow;

import static io.github.bayesflow4j.flow.BijectorSubject.Space.MIDDLES;
import static io.github.bayesflow4j.flow.BijectorSubject.Space.UNIT_INTERVALS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.nn.TestNetwork;
import io.github.bayesflow4j.nn.TestNetwork.Input;
import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.BaseSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.HouseholderSpec;
import io.github.bayesflow4j.spec.proto.LuSpec;
import io.github.bayesflow4j.spec.proto.MixingSpec;
import io.github.bayesflow4j.spec.proto.PiecewiseLinearSpec;
import io.github.bayesflow4j.spec.proto.PiecewiseQuadraticSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import io.github.bayesflow4j.spec.proto.UniformSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Flows from the real line to the unit cube. */
class UniformFlowTest implements BijectorContract {
  private static final TransformSpec LINEAR =
      TransformSpec.newBuilder()
          .setPiecewiseLinear(PiecewiseLinearSpec.getDefaultInstance())
          .build();
  private static final TransformSpec QUADRATIC =
      TransformSpec.newBuilder()
          .setPiecewiseQuadratic(PiecewiseQuadraticSpec.newBuilder().setBins(6))
          .build();

  private static FlowSpec.Builder spec(int blocks, TransformSpec transform) {
    FlowSpec.Builder spec =
        TestFlows.affine(blocks, Activation.TANH, 16).toBuilder()
            .setActNorm(false)
            .setBase(BaseSpec.newBuilder().setUniform(UniformSpec.getDefaultInstance()));
    spec.getLayerBuilder(0).getCouplingBuilder().setTransform(transform);
    return spec;
  }

  private static FlowSpec resolved(FlowSpec.Builder spec) {
    return ResolvedSpecs.resolve(spec.build());
  }

  @Override
  public Stream<BijectorSubject> subjects() {
    return Stream.of(
        new BijectorSubject("squash", 1, 0, scope -> new Squash(1))
            .between(MIDDLES, UNIT_INTERVALS),
        new BijectorSubject("squash", 3, 2, scope -> new Squash(3))
            .between(MIDDLES, UNIT_INTERVALS),
        flow(1, 0),
        flow(1, 2),
        flow(3, 2));
  }

  private static BijectorSubject flow(int dimension, int width) {
    FlowSpec spec = resolved(spec(2, QUADRATIC));
    return new BijectorSubject(
            "flow to the unit cube",
            dimension,
            width,
            scope -> ConditionalFlow.build(scope.in("flow"), spec, dimension, width),
            weights -> Saturated.scaled(weights, 0.5f))
        .kinked()
        .between(MIDDLES, UNIT_INTERVALS);
  }

  /** The sum over a fine grid; the density of straight pieces jumps at their knots. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void itsDensityIntegratesToOne(int blocks) {
    for (TransformSpec transform : List.of(LINEAR, QUADRATIC)) {
      int points = 200_001;
      double width = 30.0 / (points - 1);
      float[] theta = TransformRun.grid(-15, 15, points);
      float[] condition = new float[points];
      try (TestNetwork network = TestNetwork.trainable()) {
        ConditionalFlow flow =
            ConditionalFlow.build(
                network.scope().in("flow"), resolved(spec(blocks, transform)), 1, 1);
        Operand<TFloat32> logProb =
            flow.logProb(
                network.tf(),
                network.input("theta", -1, 1),
                Condition.perRow(network.input("condition", -1, 1)));
        float[] found =
            network
                .run(
                    network.randomWeights(blocks, 1),
                    List.of(
                        new Input("theta", theta, points, 1),
                        new Input("condition", condition, points, 1)),
                    List.of(logProb))
                .get(0);
        double sum = 0;
        for (float value : found) {
          sum += Math.exp(value);
        }
        assertThat(sum * width).isCloseTo(1, within(1e-3));
      }
    }
  }

  @Test
  void whatLeavesTheUnitCubeIsRefused() {
    refused(
        spec(1, LINEAR).setActNorm(true),
        "a flow with base uniform stays on the unit cube and needs act_norm: false,"
            + " found act_norm: true");
    refused(
        spec(1, LINEAR).setMixing(MixingSpec.newBuilder().setLu(LuSpec.getDefaultInstance())),
        "a flow with base uniform stays on the unit cube and needs a permutation or no mixing,"
            + " found mixing lu");
    refused(
        spec(1, LINEAR)
            .setMixing(
                MixingSpec.newBuilder().setHouseholder(HouseholderSpec.getDefaultInstance())),
        "a flow with base uniform stays on the unit cube and needs a permutation or no mixing,"
            + " found mixing householder");
    refused(
        spec(1, TransformSpec.getDefaultInstance()),
        "a flow with base uniform stays on the unit cube and needs layers with transform"
            + " piecewise_linear or piecewise_quadratic, found transform affine");
  }

  private static void refused(FlowSpec.Builder spec, String message) {
    try (TestNetwork network = TestNetwork.trainable()) {
      assertThatThrownBy(() -> ConditionalFlow.build(network.scope(), resolved(spec), 2, 0))
          .isInstanceOf(SpecException.class)
          .hasMessage(message);
    }
  }
}
