package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class CouplingTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (Form form : Form.values()) {
      for (int dimension : new int[] {1, 2, 3, 10}) {
        for (int width : new int[] {0, 3}) {
          subjects.add(subject(form, dimension, width));
        }
      }
    }
    SubnetworkSpec every =
        SubnetworkSpec.newBuilder()
            .addHidden(16)
            .addHidden(16)
            .setResidual(true)
            .setLayerNorm(true)
            .setDropout(0.4)
            .build();
    for (Activation smooth : List.of(Activation.ELU, Activation.SILU, Activation.TANH)) {
      SubnetworkSpec.Builder network = every.toBuilder().setActivation(smooth);
      subjects.add(subject(network.build(), 3, 2));
      subjects.add(subject(network.clone().setLayerNorm(false).build(), 3, 2));
      subjects.add(subject(network.clone().setResidual(false).build(), 3, 2));
    }
    for (int dimension : new int[] {1, 2}) {
      for (int width : new int[] {0, 1}) {
        subjects.add(
            subject(every.toBuilder().setActivation(Activation.SILU).build(), dimension, width));
      }
    }
    return subjects.stream();
  }

  private static BijectorSubject subject(Form form, int dimension, int width) {
    SubnetworkSpec network = TestFlows.subnetwork(Activation.SILU, 16, 16);
    return subject(form + " coupling", form, dimension, width, network);
  }

  private static BijectorSubject subject(SubnetworkSpec network, int dimension, int width) {
    String name = network.toString().replaceAll("\\s+", " ") + "coupling";
    return subject(name, Form.GLOW, dimension, width, network);
  }

  private static BijectorSubject subject(
      String name, Form form, int dimension, int width, SubnetworkSpec network) {
    return new BijectorSubject(
        name,
        dimension,
        width,
        scope ->
            new Coupling(
                scope.in("coupling"), dimension, width, form, network, new AffineTransform(1.9)),
        weights -> Saturated.logScales(weights, 1));
  }
}
