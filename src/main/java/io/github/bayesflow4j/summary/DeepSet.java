package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.DeepSetSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A permutation-invariant network for independent rows.
 *
 * <pre>
 * equivariant module:  p = pool_i a(W x_i + b)      x_i &lt;- MLP(concat(x_i, p))        [1]
 * invariant module:    s = linear(MLP'(pool_i MLP(x_i)))                             [1, 2]
 * pool: mean, maximum, sum or mean with learned weights over the rows present
 *
 * [1] Bloem-Reddy and Teh 2020, Probabilistic symmetries and invariant neural networks, section 7
 * [2] Zaheer et al. 2017, Deep sets, theorem 2
 * </pre>
 *
 * Dense layers run over all rows of all data sets as one matrix, {@code [batch * n, width]}.
 */
public final class DeepSet implements SummaryNetwork {

  /**
   * One equivariant module; the first layer of its MLP is split into the row's part and the pool's.
   */
  private record Equivariant(
      Dense pooled, Pooling pooling, Dense ofRow, Operand<TFloat32> ofPool, Mlp rest) {}

  private final int features;
  private final int width;
  private final DeepSetSpec spec;
  private final List<Equivariant> equivariant = new ArrayList<>();
  private final Mlp beforePooling;
  private final Pooling pooling;
  private final Mlp afterPooling;
  private final Dense last;

  public DeepSet(VariableScope scope, DeepSetSpec spec, DataForm form) {
    form.requireRows("deep_set");
    this.spec = spec;
    this.features = form.features();
    List<Integer> hidden = spec.getHiddenList();
    this.width = hidden.get(hidden.size() - 1);
    int inputs = features;
    for (int i = 1; i <= spec.getEquivariantModules(); i++) {
      equivariant.add(equivariant(scope.in("equivariant_" + i), inputs, hidden));
      inputs = width;
    }
    VariableScope invariant = scope.in("invariant");
    this.beforePooling =
        new Mlp(invariant.in("before_pooling"), inputs, hidden, spec.getActivation());
    this.pooling = new Pooling(invariant.in("pooling"), spec.getPooling(), width);
    this.afterPooling =
        new Mlp(
            invariant.in("after_pooling"), width, spec.getAfterPoolingList(), spec.getActivation());
    this.last =
        Dense.random(invariant.in("last"), afterPooling.outputs(), spec.getSummaryDimension());
  }

  private Equivariant equivariant(VariableScope scope, int inputs, List<Integer> hidden) {
    int first = hidden.get(0);
    return new Equivariant(
        Dense.random(scope.in("pooled"), inputs, width),
        new Pooling(scope.in("pooling"), spec.getPooling(), width),
        Dense.random(scope.in("of_row"), inputs, first),
        scope.in("of_pool").kernel("kernel", width, first),
        new Mlp(scope.in("rest"), first, hidden.subList(1, hidden.size()), spec.getActivation()));
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    PresentRows present = PresentRows.of(tf, data);
    Operand<TFloat32> rows = tf.reshape(data.values(), tf.constant(new int[] {-1, features}));
    for (Equivariant module : equivariant) {
      Operand<TFloat32> pooled =
          module.pooling.apply(tf, present, activate(tf, module.pooled.apply(tf, rows)));
      Operand<TFloat32> first =
          present.addToRows(
              tf,
              module.ofRow.apply(tf, rows),
              tf.linalg.matMul(pooled, module.ofPool),
              spec.getHidden(0));
      rows = module.rest.apply(tf, activate(tf, first));
    }
    Operand<TFloat32> pooled = pooling.apply(tf, present, beforePooling.apply(tf, rows));
    return last.apply(tf, afterPooling.apply(tf, pooled));
  }

  private Operand<TFloat32> activate(Ops tf, Operand<TFloat32> x) {
    return Activations.apply(tf, spec.getActivation(), x);
  }
}
