package io.github.bayesflow4j.flow;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.PermutationSampler;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A fixed permutation of the components.
 *
 * <p>Applied as a product with a 0-1 matrix, which is exact and whose gradient is a product too; a
 * gather would have a scatter for its gradient.
 */
public final class Permutation implements Bijector {
  private final int[] order;

  /**
   * Component {@code i} of the image is component {@code order[i]} of the argument.
   *
   * @throws IllegalArgumentException if {@code order} is not a permutation of 0, 1, 2, ...
   */
  public Permutation(int... order) {
    this.order = order.clone();
    int[] sorted = IntStream.of(order).sorted().toArray();
    for (int i = 0; i < sorted.length; i++) {
      if (sorted[i] != i) {
        throw new IllegalArgumentException(
            "expected each of 0 .. "
                + (order.length - 1)
                + " once, found "
                + IntStream.of(order).boxed().toList());
      }
    }
  }

  /** A random permutation of {@code dimension} components. */
  public static Permutation random(UniformRandomProvider random, int dimension) {
    int[] order = PermutationSampler.natural(dimension);
    PermutationSampler.shuffle(random, order);
    return new Permutation(order);
  }

  /** The components in reverse order. */
  public static Permutation reverse(int dimension) {
    return new Permutation(IntStream.range(0, dimension).map(i -> dimension - 1 - i).toArray());
  }

  /** Number of components. */
  int dimension() {
    return order.length;
  }

  @Override
  public boolean preservesVolume() {
    return true;
  }

  @Override
  public Transformed forward(Ops tf, Operand<TFloat32> theta, Condition condition) {
    float[] matrix = new float[order.length * order.length];
    for (int i = 0; i < order.length; i++) {
      matrix[order[i] * order.length + i] = 1;
    }
    return apply(tf, theta, matrix);
  }

  @Override
  public Transformed inverse(Ops tf, Operand<TFloat32> z, Condition condition) {
    float[] matrix = new float[order.length * order.length];
    for (int i = 0; i < order.length; i++) {
      matrix[i * order.length + order[i]] = 1;
    }
    return apply(tf, z, matrix);
  }

  private Transformed apply(Ops tf, Operand<TFloat32> x, float[] matrix) {
    return new Transformed(
        tf.linalg.matMul(x, LinearMap.matrix(tf, order.length, matrix)), LogDets.zero(tf, x));
  }
}
