package io.github.bayesflow4j.simulation;

import org.apache.commons.rng.UniformRandomProvider;

/** How known quantities (a dose, a design) vary over the data sets a machine is trained for. */
@FunctionalInterface
public interface ContextPrior {

  /** Draws the known quantities of one data set, {@code [context]}. */
  double[] sample(UniformRandomProvider random);
}
