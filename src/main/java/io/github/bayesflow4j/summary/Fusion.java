package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.FusionInput;
import io.github.bayesflow4j.spec.proto.FusionSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Several observables, each with a network of its own, whose statistics are joined in the order of
 * the spec and may go through dense layers together.
 */
final class Fusion implements JointSummaryNetwork {

  /** One observable, by its place among all, and its network. */
  private record Branch(int observable, SummaryNetwork network) {}

  private final List<Branch> branches = new ArrayList<>();
  private final Mlp joint;

  /**
   * @throws SpecException if an observable has no network, or two, or one is named that is not
   *     there
   */
  Fusion(VariableScope scope, FusionSpec spec, List<DataForm> forms) {
    List<String> names = forms.stream().map(form -> form.observable().name()).toList();
    List<String> left = new ArrayList<>(names);
    for (FusionInput input : spec.getInputList()) {
      String name = input.getObservable();
      if (!left.remove(name)) {
        throw new SpecException(
            "fusion: expected one network for each observable of "
                + names
                + ", found "
                + spec.getInputList().stream().map(FusionInput::getObservable).toList());
      }
      int place = names.indexOf(name);
      branches.add(
          new Branch(
              place,
              SummaryNetworkCatalog.build(scope.in(name), input.getNetwork(), forms.get(place))));
    }
    if (!left.isEmpty()) {
      throw new SpecException("fusion: no network is given for the observables " + left);
    }
    int joined = branches.stream().mapToInt(branch -> branch.network.summaryDimension()).sum();
    this.joint = new Mlp(scope.in("joint"), joined, spec.getHiddenList(), spec.getActivation());
  }

  @Override
  public int summaryDimension() {
    return joint.outputs();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, List<StandardizedData> data) {
    List<Operand<TFloat32>> statistics = new ArrayList<>();
    for (Branch branch : branches) {
      statistics.add(branch.network.apply(tf, data.get(branch.observable)));
    }
    return joint.apply(tf, tf.concat(statistics, tf.constant(1)));
  }
}
