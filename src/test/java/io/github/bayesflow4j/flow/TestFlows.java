package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CouplingSpec;
import io.github.bayesflow4j.spec.proto.FlowSpec;
import io.github.bayesflow4j.spec.proto.LayerSpec;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import io.github.bayesflow4j.spec.proto.TransformSpec;
import java.util.Arrays;

/** Small flows for tests. */
public final class TestFlows {
  private TestFlows() {}

  /** A subnetwork with these hidden layers. */
  public static SubnetworkSpec subnetwork(Activation activation, int... hidden) {
    SubnetworkSpec.Builder spec = SubnetworkSpec.newBuilder().setActivation(activation);
    Arrays.stream(hidden).forEach(spec::addHidden);
    return spec.build();
  }

  /** Two blocks whose subnetworks drop outputs in training. */
  public static FlowSpec dropout(double rate) {
    FlowSpec.Builder flow = affine(2, Activation.RELU, 16).toBuilder();
    flow.getLayerBuilder(0).getCouplingBuilder().getSubnetworkBuilder().setDropout(rate);
    return flow.build();
  }

  /** Affine coupling; what is not given takes its default once resolved. */
  public static FlowSpec affine(int blocks, Activation activation, int... hidden) {
    TransformSpec.Builder transform = TransformSpec.newBuilder();
    transform.getAffineBuilder();
    return coupling(blocks, transform, subnetwork(activation, hidden));
  }

  /** Spline coupling; what is not given takes its default once resolved. */
  public static FlowSpec spline(int blocks, Activation activation, int... hidden) {
    TransformSpec.Builder transform = TransformSpec.newBuilder();
    transform.getRationalQuadraticBuilder();
    return coupling(blocks, transform, subnetwork(activation, hidden));
  }

  private static FlowSpec coupling(
      int blocks, TransformSpec.Builder transform, SubnetworkSpec subnetwork) {
    return FlowSpec.newBuilder()
        .setBlocks(blocks)
        .addLayer(
            LayerSpec.newBuilder()
                .setCoupling(
                    CouplingSpec.newBuilder().setSubnetwork(subnetwork).setTransform(transform)))
        .build();
  }
}
