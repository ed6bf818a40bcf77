package io.github.bayesflow4j.estimator;

/**
 * What training adds to the loss and to the data so that the networks generalize.
 *
 * @param l2 weight tau of the squared norm of all kernels; zero for none
 * @param inputNoise deviation of normal noise on the standardized parameters of each step; zero for
 *     none
 */
public record Regularization(double l2, double inputNoise) {

  /** Neither penalty nor noise. */
  public static Regularization none() {
    return new Regularization(0, 0);
  }
}
