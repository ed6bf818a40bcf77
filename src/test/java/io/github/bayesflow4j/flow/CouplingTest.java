package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.spec.proto.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class CouplingTest implements BijectorContract {

  @Override
  public Stream<BijectorSubject> subjects() {
    List<BijectorSubject> subjects = new ArrayList<>();
    for (Coupling.Form form : Coupling.Form.values()) {
      for (int dimension : new int[] {1, 2, 3, 10}) {
        for (int width : new int[] {0, 3}) {
          subjects.add(subject(form, dimension, width));
        }
      }
    }
    return subjects.stream();
  }

  private static BijectorSubject subject(Coupling.Form form, int dimension, int width) {
    return new BijectorSubject(
        form + " coupling",
        dimension,
        width,
        scope ->
            new Coupling(
                scope.in("coupling"),
                dimension,
                width,
                new Coupling.Subnetworks(form, List.of(16, 16), Activation.SILU),
                new AffineTransform(1.9)),
        weights -> Saturated.logScales(weights, 1));
  }
}
