package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.SharedStateContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The exact posterior of Gaussian linear regression with known noise.
 *
 * <p>With coefficients {@code beta ~ N(0, I / b)}, predictors X {@code [n, d]} and responses {@code
 * y ~ N(X beta, I / a)} the posterior is normal (Bishop, "Pattern Recognition and Machine
 * Learning", 2006, equations 3.53 and 3.54):
 *
 * <pre>
 *   precision L = a X'X + b I     mean = a L^-1 X'y     covariance = L^-1
 * </pre>
 *
 * <p>A row of the data holds the d predictors, then the response; absent rows are left out.
 */
public final class ConjugateRegressionPosterior implements Posterior {
  private final ParameterSpace space;
  private final Observable observable;
  private final double priorPrecision;
  private final double noisePrecision;

  /**
   * @param space d real coefficients
   * @param observable rows of d + 1 features, the response last
   * @param priorPrecision b, above 0
   * @param noisePrecision a, above 0
   * @throws IllegalArgumentException if these do not fit
   */
  public ConjugateRegressionPosterior(
      ParameterSpace space, Observable observable, double priorPrecision, double noisePrecision) {
    if (space.parameters().stream().anyMatch(p -> !p.support().equals(Support.real()))) {
      throw new IllegalArgumentException(
          "regression needs real coefficients, had bounded ones among " + space.names());
    }
    if (observable.features().size() != space.dimension() + 1) {
      throw new IllegalArgumentException(
          "regression on "
              + space.dimension()
              + " coefficients needs rows of as many predictors and a response, had "
              + observable.features());
    }
    if (!(priorPrecision > 0 && noisePrecision > 0)) {
      throw new IllegalArgumentException(
          "precisions must be above 0, were " + priorPrecision + " and " + noisePrecision);
    }
    this.space = space;
    this.observable = observable;
    this.priorPrecision = priorPrecision;
    this.noisePrecision = noisePrecision;
  }

  @Override
  public ParameterSpace space() {
    return space;
  }

  /** The posterior mean, {@code [d]}. */
  public double[] mean(DataSet observed) {
    return fit(observed).mean().toArray();
  }

  /** The posterior covariance, {@code [d, d]}. */
  public double[][] covariance(DataSet observed) {
    return fit(observed).precision().getSolver().getInverse().getData();
  }

  /** The posterior mean and the Cholesky factor of the posterior precision. */
  private record Fit(RealVector mean, CholeskyDecomposition precision) {}

  private Fit fit(DataSet observed) {
    observed.rows(List.of(observable));
    float[] rows = observed.values(observable.name());
    int d = space.dimension();
    double[][] precision = new double[d][d];
    double[] moment = new double[d];
    for (int j = 0; j < d; j++) {
      precision[j][j] = priorPrecision;
    }
    for (int row = 0; row < rows.length; row += d + 1) {
      if (!Float.isNaN(rows[row])) {
        for (int j = 0; j < d; j++) {
          double weighted = noisePrecision * rows[row + j];
          moment[j] += weighted * rows[row + d];
          for (int k = 0; k < d; k++) {
            precision[j][k] += weighted * rows[row + k];
          }
        }
      }
    }
    CholeskyDecomposition cholesky =
        new CholeskyDecomposition(MatrixUtils.createRealMatrix(precision));
    return new Fit(cholesky.getSolver().solve(new ArrayRealVector(moment, false)), cholesky);
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    Fit fit = fit(observed);
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    SharedStateContinuousSampler normal = ZigguratSampler.NormalizedGaussian.of(random);
    int d = space.dimension();
    RealMatrix upper = fit.precision().getLT();
    double[][] columns = new double[d][draws];
    double[] deviation = new double[d];
    for (int i = 0; i < draws; i++) {
      for (int j = 0; j < d; j++) {
        deviation[j] = normal.sample();
      }
      // z = L' (beta - mean) is standard normal where L L' is the precision.
      RealVector beta = new ArrayRealVector(deviation);
      MatrixUtils.solveUpperTriangularSystem(upper, beta);
      for (int j = 0; j < d; j++) {
        columns[j][i] = fit.mean().getEntry(j) + beta.getEntry(j);
      }
    }
    return PosteriorSamples.ofColumns(space, columns);
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    space.requireInside(theta);
    Fit fit = fit(observed);
    RealMatrix upper = fit.precision().getLT();
    RealVector z = upper.operate(new ArrayRealVector(theta).subtract(fit.mean()));
    double logDeterminant = 0;
    for (int j = 0; j < theta.length; j++) {
      logDeterminant += Math.log(upper.getEntry(j, j));
    }
    return logDeterminant - 0.5 * space.dimension() * Math.log(2 * Math.PI) - 0.5 * z.dotProduct(z);
  }
}
