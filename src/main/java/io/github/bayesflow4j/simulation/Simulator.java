package io.github.bayesflow4j.simulation;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A simulator of one observable: parameters in, one data set out. The usual way to write a process
 * model.
 */
@FunctionalInterface
public interface Simulator {

  /**
   * Simulates one data set. Called from several threads at once; all randomness comes from {@code
   * random}.
   *
   * @param theta parameters in their own units, {@code [dimension]}
   * @param n number of rows wanted; 1 for a vector or a grid
   * @param random the generator of this simulation
   * @return the values row by row, {@code [n * features]}
   */
  double[] simulate(double[] theta, int n, UniformRandomProvider random);
}
