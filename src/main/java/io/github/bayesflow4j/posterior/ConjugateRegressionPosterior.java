package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.Observable;
import io.github.bayesflow4j.simulation.ParameterSpace;
import java.util.List;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;

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
    NormalByPrecision.requireReal(space, "regression needs real coefficients");
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
    return NormalByPrecision.inverse(fit(observed).precision()).getData();
  }

  private NormalByPrecision fit(DataSet observed) {
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
    return new NormalByPrecision(
        cholesky.getSolver().solve(new ArrayRealVector(moment, false)), cholesky);
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    return fit(observed).sample(space, draws, seed);
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    space.requireInside(theta);
    return fit(observed).logDensity(theta);
  }
}
