package io.github.bayesflow4j.simulation;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.ContinuousDistribution;

/** The prior of a process model: draws parameters and knows their log-density. */
public interface Prior {

  /** Names, supports and units of the parameters. */
  ParameterSpace space();

  /** Draws one parameter vector, {@code [dimension]}, in the parameters' own units. */
  double[] sample(UniformRandomProvider random);

  /**
   * Log-density at {@code theta}; negative infinity outside the support.
   *
   * @throws IllegalArgumentException if {@code theta} has another dimension
   */
  double logDensity(double[] theta);

  /** Starts a prior of independent parameters. */
  static Builder builder() {
    return new Builder();
  }

  /** Collects independent parameters, in order. */
  final class Builder {
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Marginal> marginals = new ArrayList<>();

    private Builder() {}

    /** Adds a scalar with a standard distribution. */
    public Builder add(String name, ContinuousDistribution distribution) {
      return add(name, Marginal.of(distribution));
    }

    /** Adds a scalar with any prior. */
    public Builder add(String name, Marginal marginal) {
      return add(Parameter.scalar(name, marginal.support()), marginal);
    }

    /** Adds a parameter with unit or with several components. */
    public Builder add(Parameter parameter, Marginal marginal) {
      if (!parameter.support().equals(marginal.support())) {
        throw new IllegalArgumentException(
            "parameter "
                + parameter.names()
                + " is declared on "
                + parameter.support().describe()
                + " but its prior draws from "
                + marginal.support().describe());
      }
      parameters.add(parameter);
      marginals.add(marginal);
      return this;
    }

    /**
     * The prior of the parameters added so far.
     *
     * @throws IllegalArgumentException if there is none, or a name occurs twice
     */
    public Prior build() {
      return new IndependentPrior(new ParameterSpace(parameters), List.copyOf(marginals));
    }
  }
}
