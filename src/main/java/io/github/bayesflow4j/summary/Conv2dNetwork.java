package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Conv2d;
import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Mlp;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.proto.Conv2dSpec;
import io.github.bayesflow4j.spec.proto.ResidualStageSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A residual network for grids.
 *
 * <pre>
 * stem:   x = conv(data)
 * block:  h = a(x);   x &lt;- shortcut + conv_2(a(conv_1(h)))                      [1, 2]
 *         shortcut = x, or a strided 1 x 1 convolution of h where the size changes
 * last:   s = linear(MLP(mean over cells of a(x)))
 *
 * [1] He, Zhang, Ren and Sun 2016, Deep residual learning for image recognition
 * [2] He, Zhang, Ren and Sun 2016, Identity mappings in deep residual networks, figure 4 (e)
 * [3] Zhang, Dauphin and Ma 2019, Fixup initialization: residual learning without normalization
 * </pre>
 *
 * There is no batch normalization, which would make the summary of a data set depend on the others.
 * In its place conv_2 starts as zero, so that every block starts as its shortcut [3].
 */
public final class Conv2dNetwork implements SummaryNetwork {
  private static final int SIDE = 3;

  private record Block(Conv2d first, Conv2d second, Optional<Conv2d> projection) {}

  private final Conv2dSpec spec;
  private final Conv2d stem;
  private final List<Block> blocks = new ArrayList<>();
  private final Mlp afterPooling;
  private final Dense last;

  public Conv2dNetwork(VariableScope scope, Conv2dSpec spec, DataForm form) {
    form.requireGrid("conv2d");
    this.spec = spec;
    int width = spec.getStemFilters();
    this.stem =
        Conv2d.random(
            scope.in("stem"), new Conv2d.Sizes(form.features(), width, spec.getStemKernel(), 1));
    for (int i = 0; i < spec.getStageCount(); i++) {
      ResidualStageSpec stage = spec.getStage(i);
      VariableScope ofStage = scope.in("stage_" + (i + 1));
      for (int j = 1; j <= stage.getBlocks(); j++) {
        blocks.add(
            block(
                ofStage.in("block_" + j),
                new Conv2d.Sizes(width, stage.getFilters(), SIDE, j == 1 ? stage.getStride() : 1)));
        width = stage.getFilters();
      }
    }
    this.afterPooling =
        new Mlp(scope.in("after_pooling"), width, spec.getAfterPoolingList(), spec.getActivation());
    this.last = Dense.random(scope.in("last"), afterPooling.outputs(), spec.getSummaryDimension());
  }

  private static Block block(VariableScope scope, Conv2d.Sizes first) {
    int filters = first.filters();
    boolean sameSize = first.in() == filters && first.stride() == 1;
    return new Block(
        Conv2d.random(scope.in("conv_1"), first),
        Conv2d.zero(scope.in("conv_2"), new Conv2d.Sizes(filters, filters, SIDE, 1)),
        sameSize
            ? Optional.empty()
            : Optional.of(
                Conv2d.random(
                    scope.in("shortcut"),
                    new Conv2d.Sizes(first.in(), filters, 1, first.stride()))));
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    Operand<TFloat32> x = stem.apply(tf, data.values());
    for (Block block : blocks) {
      Operand<TFloat32> h = activate(tf, x);
      Operand<TFloat32> shortcut =
          block.projection.isPresent() ? block.projection.get().apply(tf, h) : x;
      Operand<TFloat32> inner = activate(tf, block.first.apply(tf, h));
      x = tf.math.add(shortcut, block.second.apply(tf, inner));
    }
    Operand<TFloat32> pooled = tf.math.mean(activate(tf, x), tf.constant(new int[] {1, 2}));
    return last.apply(tf, afterPooling.apply(tf, pooled));
  }

  private Operand<TFloat32> activate(Ops tf, Operand<TFloat32> x) {
    return Activations.apply(tf, spec.getActivation(), x);
  }
}
