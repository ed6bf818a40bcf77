package io.github.bayesflow4j.flow;

import io.github.bayesflow4j.nn.VariableScope;
import io.github.bayesflow4j.nn.Weights;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One bijector for the contract kit.
 *
 * @param name says which it is when a test fails
 * @param dimension number of components
 * @param conditionWidth width of the condition it is given, zero for none
 * @param bijector makes it; its nonlinearities must be smooth, for finite differences
 * @param extreme from random weights to those at which it is hardest to invert
 */
record BijectorSubject(
    String name,
    int dimension,
    int conditionWidth,
    Function<VariableScope, Bijector> bijector,
    UnaryOperator<Weights> extreme) {

  /** A bijector that is as hard to invert with any weights. */
  BijectorSubject(
      String name, int dimension, int conditionWidth, Function<VariableScope, Bijector> bijector) {
    this(name, dimension, conditionWidth, bijector, UnaryOperator.identity());
  }

  @Override
  public String toString() {
    return name + ", " + dimension + " components, condition of " + conditionWidth;
  }
}
