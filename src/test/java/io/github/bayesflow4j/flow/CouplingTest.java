package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.Activation;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
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
    return subjects.stream();
  }

  private static BijectorSubject subject(Form form, int dimension, int width) {
    return new BijectorSubject(
        form + " coupling",
        dimension,
        width,
        scope ->
            new Coupling(
                scope.in("coupling"),
                dimension,
                width,
                form,
                TestFlows.subnetwork(Activation.SILU, 16, 16),
                new AffineTransform(1.9)),
        weights -> Saturated.logScales(weights, 1));
  }
}
