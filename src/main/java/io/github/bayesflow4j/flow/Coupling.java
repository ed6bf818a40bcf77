package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.CouplingSpec.Form;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A coupling of two halves: each is transformed in turn, with parameters computed from the other
 * and the condition.
 *
 * <pre>
 * u = (u1, u2), sizes floor(D/2) and D - floor(D/2)
 * v1 = T(u1; f1(u2, c))        v2 = T(u2; f2(v1, c))        log|det| = log|det T1| + log|det T2|   [1]
 * inverse: u2 from v2 and v1, then u1 from v1 and u2
 *
 * [1] Ardizzone et al. 2019, Guided image generation with conditional invertible neural networks
 * </pre>
 *
 * With one dimension the first half is empty and the second sees the condition alone: {@code T} is
 * then any map of its family, as a function of the condition.
 */
public final class Coupling implements Bijector {

  private final int firstSize;
  private final int secondSize;
  private final ElementwiseTransform transform;
  private final List<Conditioner> first;
  private final List<Conditioner> second;

  /**
   * @param dimension number of components, at least one
   * @param conditionWidth width of the condition, zero for none
   * @param form how many subnetworks compute the parameters of one half
   */
  public Coupling(
      VariableScope scope,
      int dimension,
      int conditionWidth,
      Form form,
      SubnetworkSpec subnetwork,
      ElementwiseTransform transform) {
    this.firstSize = dimension / 2;
    this.secondSize = dimension - firstSize;
    this.transform = transform;
    this.first =
        firstSize == 0
            ? List.of()
            : conditioners(
                scope.in("first_half"), secondSize, firstSize, conditionWidth, form, subnetwork);
    this.second =
        conditioners(
            scope.in("second_half"), firstSize, secondSize, conditionWidth, form, subnetwork);
  }

  private List<Conditioner> conditioners(
      VariableScope scope,
      int seen,
      int size,
      int conditionWidth,
      Form form,
      SubnetworkSpec subnetwork) {
    int kinds = transform.parametersEach();
    int networks = form == Form.GLOW ? 1 : kinds;
    List<Conditioner> all = new ArrayList<>();
    for (int i = 1; i <= networks; i++) {
      all.add(
          new Conditioner(
              scope.in("subnet_" + i), seen, conditionWidth, subnetwork, size * kinds / networks));
    }
    return all;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    if (firstSize == 0) {
      return transform.forward(tf, theta, parameters(tf, second, theta, theta, condition));
    }
    Columns.Halves u = Columns.halves(tf, theta, firstSize, secondSize);
    Operand<TFloat32> u1 = u.first();
    Operand<TFloat32> u2 = u.second();
    Transformed v1 = transform.forward(tf, u1, parameters(tf, first, u2, u1, condition));
    Transformed v2 = transform.forward(tf, u2, parameters(tf, second, v1.value(), u2, condition));
    return join(tf, v1, v2);
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    if (firstSize == 0) {
      return transform.inverse(tf, z, parameters(tf, second, z, z, condition));
    }
    Columns.Halves v = Columns.halves(tf, z, firstSize, secondSize);
    Operand<TFloat32> v1 = v.first();
    Operand<TFloat32> v2 = v.second();
    Transformed u2 = transform.inverse(tf, v2, parameters(tf, second, v1, v2, condition));
    Transformed u1 = transform.inverse(tf, v1, parameters(tf, first, u2.value(), v1, condition));
    return join(tf, u1, u2);
  }

  private static Operand<TFloat32> parameters(
      Ops tf,
      List<Conditioner> conditioners,
      Operand<TFloat32> seen,
      Operand<TFloat32> target,
      Condition condition) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (Conditioner conditioner : conditioners) {
      parts.add(conditioner.apply(tf, seen, target, condition));
    }
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }

  private static Transformed join(Ops tf, Transformed first, Transformed second) {
    return new Transformed(
        tf.concat(List.of(first.value(), second.value()), tf.constant(1)),
        tf.math.add(first.logDet(), second.logDet()));
  }
}
