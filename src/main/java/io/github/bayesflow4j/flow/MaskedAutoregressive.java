package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.Columns;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.SubnetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A map of each component with parameters computed from the components before it and the condition.
 *
 * <pre>
 * v_d = T(u_d; f_d(u_1, .., u_{d-1}, c))       log|det| = sum of log|dv_d/du_d|            [1]
 * inverse: u_1 from v_1, then u_2 from v_2 and u_1, .. u_D
 *
 * [1] Papamakarios et al. 2017, Masked autoregressive flow for density estimation
 * </pre>
 *
 * The Jacobian is lower triangular. All f_d are one {@link MaskedNetwork}: forward is one pass
 * through it, inverse one for each component.
 */
public final class MaskedAutoregressive implements Bijector {
  private final int dimension;
  private final ElementwiseTransform transform;
  private final MaskedNetwork network;

  /**
   * @param dimension number of components, at least one
   * @param conditionWidth width of the condition, zero for none
   */
  public MaskedAutoregressive(
      VariableScope scope,
      int dimension,
      int conditionWidth,
      SubnetworkSpec subnetwork,
      ElementwiseTransform transform) {
    this.dimension = dimension;
    this.transform = transform;
    this.network =
        new MaskedNetwork(scope, dimension, conditionWidth, subnetwork, transform.parametersEach());
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    return transform.forward(tf, theta, network.apply(tf, theta, condition));
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    MaskedNetwork.Sequence sequence = network.sequence(tf, z, condition);
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> logDets = new ArrayList<>();
    for (int d = 0; d < dimension; d++) {
      Transformed one = transform.inverse(tf, Columns.of(tf, z, d, 1), sequence.next());
      values.add(one.value());
      logDets.add(one.logDet());
      if (d < dimension - 1) {
        sequence.add(one.value());
      }
    }
    return dimension == 1
        ? new Transformed(values.get(0), logDets.get(0))
        : new Transformed(tf.concat(values, tf.constant(1)), tf.math.addN(logDets));
  }
}
