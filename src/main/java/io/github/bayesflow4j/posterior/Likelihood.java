package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.function.ToDoubleFunction;

/** The likelihood of a process model that has a tractable one. */
@FunctionalInterface
public interface Likelihood {

  /**
   * The log-likelihood given one data set, as a function of the parameters in their own units,
   * {@code [dimension]}. What depends on the data alone is computed here, once.
   */
  ToDoubleFunction<double[]> given(DataSet observed);
}
