package io.github.bayesflow4j.simulation;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** A prior under which the parameters are independent. */
record IndependentPrior(ParameterSpace space, List<Marginal> marginals) implements Prior {

  @Override
  public double[] sample(UniformRandomProvider random) {
    double[] theta = new double[space.dimension()];
    int offset = 0;
    for (Marginal marginal : marginals) {
      marginal.sample(random, theta, offset);
      offset += marginal.support().dimension();
    }
    return theta;
  }

  @Override
  public double logDensity(double[] theta) {
    if (!space.contains(theta)) {
      return Double.NEGATIVE_INFINITY;
    }
    double logDensity = 0;
    int offset = 0;
    for (Marginal marginal : marginals) {
      logDensity += marginal.logDensity(theta, offset);
      offset += marginal.support().dimension();
    }
    return logDensity;
  }
}
