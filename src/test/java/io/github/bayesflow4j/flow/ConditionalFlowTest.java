package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.ResolvedSpecs;
import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.HouseholderSpec;
import io.github.bayesflow4j.spec.proto.LuSpec;
import io.github.bayesflow4j.spec.proto.MixingSpec;
import java.util.stream.Stream;

class ConditionalFlowTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    return Stream.of(
        subject(1, 1, 2),
        subject(1, 3, 2),
        subject(6, 1, 0),
        subject(6, 1, 2),
        subject(6, 2, 0),
        subject(6, 10, 4),
        mixed(MixingSpec.newBuilder().setLu(LuSpec.getDefaultInstance())),
        mixed(MixingSpec.newBuilder().setHouseholder(HouseholderSpec.getDefaultInstance())));
  }

  private static BijectorSubject mixed(MixingSpec.Builder mixing) {
    FlowSpec.Builder spec = TestFlows.affine(2, Activation.TANH, 16).toBuilder().setMixing(mixing);
    FlowSpec resolved = ResolvedSpecs.resolve(spec.build());
    return new BijectorSubject(
        "flow mixed by " + mixing.getMixingCase(),
        4,
        2,
        scope -> ConditionalFlow.build(scope.in("flow"), resolved, 4, 2));
  }

  private static BijectorSubject subject(int blocks, int dimension, int width) {
    FlowSpec spec = ResolvedSpecs.resolve(TestFlows.affine(blocks, Activation.TANH, 16, 16));
    return new BijectorSubject(
        "flow of " + blocks + " blocks",
        dimension,
        width,
        scope -> ConditionalFlow.build(scope.in("flow"), spec, dimension, width),
        weights -> Saturated.logScales(weights, 0.3f));
  }
}
