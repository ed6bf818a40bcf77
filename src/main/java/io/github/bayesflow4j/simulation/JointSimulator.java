package io.github.bayesflow4j.simulation;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A simulator of several observables, or of one whose law depends on known quantities (the
 * context).
 */
@FunctionalInterface
public interface JointSimulator {

  /**
   * Simulates one data set. Called from several threads at once; all randomness comes from {@code
   * random}.
   *
   * @param theta parameters in their own units, {@code [dimension]}
   * @param context known quantities (a dose, a design), {@code [context]}; empty where the model
   *     has none
   * @param n number of rows wanted, of every observable that has no size of its own
   * @param random the generator of this simulation
   * @return one array for each observable, in the model's order, its values row by row
   */
  double[][] simulate(double[] theta, double[] context, int n, UniformRandomProvider random);
}
