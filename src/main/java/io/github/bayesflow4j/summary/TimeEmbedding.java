package io.github.bayesflow4j.summary;

import io.github.bayesflow4j.nn.VariableScope;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What tells rows of a series their time: time itself, and sine waves of learned frequency and
 * phase.
 *
 * <pre>
 * tau_i = i / N                           i = 0, 1, ..: the row; N: rows of the longest series
 * t_i   = (tau_i, sin(w_1 tau_i + p_1), .., sin(w_k tau_i + p_k))                        [1], eq. 1
 * w_j starts between pi and N, p_j at 0 or pi / 2                                        [2]
 *
 * [1] Kazemi et al. 2019, Time2Vec
 * [2] after Vaswani et al. 2017, section 3.5: a geometric sequence of pairs of sine and cosine
 * </pre>
 *
 * The slowest wave starts as half a turn over the longest series and the fastest as one radian a
 * row, as in [2], so that both the place in the series and the distance of neighbors can be read
 * from the start. N is a constant of the model: neither padding nor the other series of a batch
 * move a row in time, and a longer series only goes on. Learning frequencies in units of N makes
 * their gradients bounded whatever the length. The scale and shift that [1] gives to tau are those
 * of the layer behind.
 */
final class TimeEmbedding {
  private final int longest;
  private final int waves;
  private final Operand<TFloat32> frequency;
  private final Operand<TFloat32> phase;

  /**
   * @param longest N
   * @param waves k
   */
  TimeEmbedding(VariableScope scope, int longest, int waves) {
    this.longest = longest;
    this.waves = waves;
    this.frequency = scope.zeros("frequency", waves);
    this.phase = scope.zeros("phase", waves);
  }

  /** Width of the result. */
  int outputs() {
    return waves + 1;
  }

  /** The times of the first {@code n} rows, {@code [n, outputs]}. */
  Operand<TFloat32> apply(Ops tf, Operand<TInt32> n) {
    Operand<TFloat32> index =
        tf.dtypes.cast(tf.range(tf.constant(0), n, tf.constant(1)), TFloat32.class);
    Operand<TFloat32> time =
        tf.reshape(tf.math.mul(index, tf.constant(1f / longest)), tf.constant(new int[] {-1, 1}));
    Operand<TFloat32> angle =
        tf.math.add(
            tf.math.mul(time, tf.math.add(frequency, constant(tf, initialFrequencies()))),
            tf.math.add(phase, constant(tf, initialPhases())));
    return tf.concat(List.of(time, tf.math.sin(angle)), tf.constant(1));
  }

  private float[] initialFrequencies() {
    double slowest = Math.PI;
    double fastest = Math.max(slowest, longest);
    int pairs = (waves + 1) / 2;
    float[] frequencies = new float[waves];
    for (int i = 0; i < waves; i++) {
      double place = pairs == 1 ? 0 : i / 2 / (pairs - 1d);
      frequencies[i] = (float) (slowest * Math.pow(fastest / slowest, place));
    }
    return frequencies;
  }

  private float[] initialPhases() {
    float[] phases = new float[waves];
    for (int i = 1; i < waves; i += 2) {
      phases[i] = (float) (Math.PI / 2);
    }
    return phases;
  }

  private static Operand<TFloat32> constant(Ops tf, float[] values) {
    return tf.constant(Shape.of(values.length), DataBuffers.of(values));
  }
}
