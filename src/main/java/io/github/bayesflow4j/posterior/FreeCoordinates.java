package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.Parameter;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.Support;
import java.util.function.ToDoubleFunction;

/**
 * The map from unconstrained coordinates to parameters, with the logarithm of its Jacobian.
 *
 * <p>A parameter above a bound is {@code lower + exp(u)}, one between two bounds is a scaled
 * logistic function of u, and the fractions of a simplex are broken off a stick one after another,
 * each by a logistic share whose argument is shifted so that u = 0 gives equal fractions (Stan
 * reference manual, section on the unit simplex).
 */
final class FreeCoordinates {
  private final ParameterSpace space;

  FreeCoordinates(ParameterSpace space) {
    this.space = space;
  }

  int dimension() {
    return space.freeDimension();
  }

  /**
   * Writes the parameters at {@code u} into {@code theta}.
   *
   * @return the log-determinant of d theta / d u
   */
  double toParameters(double[] u, double[] theta) {
    double logJacobian = 0;
    int from = 0;
    int to = 0;
    for (Parameter parameter : space.parameters()) {
      Support support = parameter.support();
      if (support instanceof Support.LowerBounded bound) {
        theta[to] = bound.lower() + Math.exp(u[from]);
        logJacobian += u[from];
      } else if (support instanceof Support.Bounded bounds) {
        double width = bounds.upper() - bounds.lower();
        theta[to] = bounds.lower() + width * Math.exp(logLogistic(u[from]));
        logJacobian += Math.log(width) + logLogistic(u[from]) + logLogistic(-u[from]);
      } else if (support instanceof Support.Simplex simplex) {
        logJacobian += breakStick(u, from, theta, to, simplex.dimension());
      } else {
        theta[to] = u[from];
      }
      from += support.freeDimension();
      to += support.dimension();
    }
    return logJacobian;
  }

  /** The inverse of {@link #toParameters}. */
  double[] toFree(double[] theta) {
    double[] u = new double[dimension()];
    int from = 0;
    int to = 0;
    for (Parameter parameter : space.parameters()) {
      Support support = parameter.support();
      if (support instanceof Support.LowerBounded bound) {
        u[to] = Math.log(theta[from] - bound.lower());
      } else if (support instanceof Support.Bounded bounds) {
        u[to] = Math.log((theta[from] - bounds.lower()) / (bounds.upper() - theta[from]));
      } else if (support instanceof Support.Simplex simplex) {
        double rest = 1;
        for (int k = 0; k < simplex.dimension() - 1; k++) {
          double fraction = theta[from + k];
          rest -= fraction;
          u[to + k] = Math.log(fraction / rest) + Math.log(simplex.dimension() - 1.0 - k);
        }
      } else {
        u[to] = theta[from];
      }
      from += support.dimension();
      to += support.freeDimension();
    }
    return u;
  }

  /**
   * The unnormalized log-density of the posterior in unconstrained coordinates; negative infinity
   * where it cannot be computed.
   */
  ToDoubleFunction<double[]> logPosterior(Prior prior, ToDoubleFunction<double[]> logLikelihood) {
    return u -> {
      double[] theta = new double[space.dimension()];
      double logJacobian = toParameters(u, theta);
      double logPrior = prior.logDensity(theta);
      if (!(logPrior > Double.NEGATIVE_INFINITY)) {
        return Double.NEGATIVE_INFINITY;
      }
      double value = logPrior + logJacobian + logLikelihood.applyAsDouble(theta);
      return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    };
  }

  private static double breakStick(double[] u, int from, double[] theta, int to, int dimension) {
    double logJacobian = 0;
    double logRest = 0;
    for (int k = 0; k < dimension - 1; k++) {
      double shifted = u[from + k] - Math.log(dimension - 1.0 - k);
      double logFraction = logRest + logLogistic(shifted);
      theta[to + k] = Math.exp(logFraction);
      logRest += logLogistic(-shifted);
      logJacobian += logFraction + logLogistic(-shifted);
    }
    theta[to + dimension - 1] = Math.exp(logRest);
    return logJacobian;
  }

  /** The logarithm of 1 / (1 + exp(-x)), without overflow. */
  private static double logLogistic(double x) {
    return x > 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
  }
}
