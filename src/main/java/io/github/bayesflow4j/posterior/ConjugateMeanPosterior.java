package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The exact posterior of the mean of a normal law of known covariance that is seen once.
 *
 * <p>With {@code mu ~ N(0, I)} and {@code x ~ N(mu, S)} the posterior is normal (Bishop, "Pattern
 * Recognition and Machine Learning", 2006, equations 2.116 and 2.117):
 *
 * <pre>
 *   precision I + S^-1     mean = (I + S)^-1 x
 * </pre>
 *
 * <p>The mean is computed without the inverse of S, which may be nearly singular.
 */
public final class ConjugateMeanPosterior implements Posterior {
  private final ParameterSpace space;
  private final String observable;
  private final CholeskyDecomposition total;
  private final CholeskyDecomposition precision;

  /**
   * @param space real components of the mean
   * @param observable name of the vector that is seen
   * @param covariance S, symmetric and positive definite
   * @throws IllegalArgumentException if these do not fit
   */
  public ConjugateMeanPosterior(ParameterSpace space, String observable, double[][] covariance) {
    NormalByPrecision.requireReal(space, "a mean needs real components");
    if (covariance.length != space.dimension()) {
      throw new IllegalArgumentException(
          "expected a covariance of "
              + space.dimension()
              + " rows, one for each component of the mean, found "
              + covariance.length);
    }
    this.space = space;
    this.observable = observable;
    RealMatrix s = MatrixUtils.createRealMatrix(covariance);
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(covariance.length);
    total = new CholeskyDecomposition(s.add(identity));
    RealMatrix inverse = NormalByPrecision.inverse(new CholeskyDecomposition(s));
    precision = new CholeskyDecomposition(inverse.add(identity));
  }

  @Override
  public ParameterSpace space() {
    return space;
  }

  /** The posterior mean, {@code [dimension]}. */
  public double[] mean(DataSet observed) {
    return given(observed).mean().toArray();
  }

  /** The posterior covariance, the same for all data, {@code [dimension][dimension]}. */
  public double[][] covariance() {
    return NormalByPrecision.inverse(precision).getData();
  }

  private NormalByPrecision given(DataSet observed) {
    float[] x = observed.values(observable);
    if (x.length != space.dimension()) {
      throw new IllegalArgumentException(
          "observable "
              + observable
              + ": expected "
              + space.dimension()
              + " values, found "
              + x.length);
    }
    RealVector values = new ArrayRealVector(x.length);
    for (int j = 0; j < x.length; j++) {
      values.setEntry(j, x[j]);
    }
    return new NormalByPrecision(total.getSolver().solve(values), precision);
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    return given(observed).sample(space, draws, seed);
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    space.requireInside(theta);
    return given(observed).logDensity(theta);
  }
}
