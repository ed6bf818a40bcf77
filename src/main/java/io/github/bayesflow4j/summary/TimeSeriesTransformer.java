package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.Activations;
import io.github.bayesflow4j.nn.Dense;
import io.github.bayesflow4j.nn.Tokens;
import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.spec.SpecException;
import io.github.bayesflow4j.spec.proto.AttentionBlockSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesTransformerSpec;
import io.github.bayesflow4j.spec.proto.TimeSeriesTransformerSpec.Pooling;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A network for series in which rows, told apart by their time, attend to each other.
 *
 * <pre>
 * z_i = a(W x_i + V t_i + b)              t_i: {@link TimeEmbedding}                         [1, 2]
 * Z   = encoder(Z)                        {@link AttentionEncoder}                           [1, 3]
 * s   = linear(pool(Z))                   {@link AttentionPooling}, the last row, or both    [3]
 *
 * [1] Vaswani et al. 2017, Attention is all you need
 * [2] Kazemi et al. 2019, Time2Vec
 * [3] Lee et al. 2019, Set transformer
 * </pre>
 *
 * Rows behind the end of a {@link Series} are attended to by none. A gap is a row that says so.
 */
public final class TimeSeriesTransformer implements SummaryNetwork {
  private final int columns;
  private final TimeSeriesTransformerSpec spec;
  private final Dense ofRow;
  private final TimeEmbedding time;
  private final Operand<TFloat32> ofTime;
  private final AttentionEncoder encoder;
  private final Optional<AttentionPooling> pooling;
  private final Dense last;

  /**
   * @throws SpecException if the data are no rows, or the dimension of attention is no multiple of
   *     its heads
   */
  public TimeSeriesTransformer(VariableScope scope, TimeSeriesTransformerSpec spec, DataForm form) {
    form.requireRows("time_series_transformer");
    this.spec = spec;
    this.columns = form.features() + 1;
    AttentionBlockSpec block = spec.getBlock();
    VariableScope embedding = scope.in("embedding");
    this.ofRow = Dense.random(embedding.in("row"), columns, block.getDimension());
    this.time =
        new TimeEmbedding(embedding.in("waves"), form.size().max(), spec.getTimeFrequencies());
    this.ofTime = embedding.in("time").kernel("kernel", time.outputs(), block.getDimension());
    this.encoder =
        new AttentionEncoder(
            scope.in("encoder"), block, spec.getAttentionBlocks(), spec.getInducingPoints());
    this.pooling =
        spec.getPooling() == Pooling.LAST
            ? Optional.empty()
            : Optional.of(new AttentionPooling(scope.in("pooling"), block, spec.getSeeds()));
    int pooled =
        pooling.map(AttentionPooling::outputs).orElse(0)
            + (spec.getPooling() == Pooling.SEEDS ? 0 : block.getDimension());
    this.last = Dense.random(scope.in("last"), pooled, spec.getSummaryDimension());
  }

  @Override
  public int summaryDimension() {
    return spec.getSummaryDimension();
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, StandardizedData data) {
    Series series = Series.of(tf, data);
    Tokens encoded = encoder.apply(tf, embed(tf, series));
    Operand<TFloat32> pooled =
        switch (spec.getPooling()) {
          case SEEDS -> pooling.orElseThrow().apply(tf, encoded);
          case LAST -> lastRow(tf, encoded, series);
          case SEEDS_AND_LAST ->
              tf.concat(
                  List.of(pooling.orElseThrow().apply(tf, encoded), lastRow(tf, encoded, series)),
                  tf.constant(1));
        };
    return last.apply(tf, pooled);
  }

  private Tokens embed(Ops tf, Series series) {
    Operand<TFloat32> rows = tf.reshape(series.values(), tf.constant(new int[] {-1, columns}));
    Tokens ofRows =
        Tokens.masked(tf, ofRow.apply(tf, rows), spec.getBlock().getDimension(), series.inside());
    Operand<TFloat32> ofTimes = tf.linalg.matMul(time.apply(tf, ofRows.n()), ofTime);
    Tokens embedded = ofRows.plusEach(tf, ofTimes);
    return embedded.with(Activations.apply(tf, spec.getBlock().getActivation(), embedded.matrix()));
  }

  /** The vector of each series' last row, {@code [batch, dimension]}. */
  private Operand<TFloat32> lastRow(Ops tf, Tokens encoded, Series series) {
    Operand<TFloat32> isLast =
        tf.oneHot(
            tf.math.sub(series.length(), tf.constant(1)),
            encoded.n(),
            tf.constant(1f),
            tf.constant(0f));
    Operand<TFloat32> picked =
        tf.train.batchMatMul(
            tf.expandDims(isLast, tf.constant(1)), encoded.grouped(tf), TFloat32.class);
    return tf.reshape(picked, tf.constant(new int[] {-1, encoded.width()}));
  }
}
