package io.github.bayesflow4j.process;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * The fit of signal strengths that a machine takes the place of: the largest profile likelihood,
 * and its 68 % intervals.
 *
 * <pre>
 * (1)  t = sum over b of 2 (v_b - n_b + n_b log(n_b / v_b)) + ((g_b - 1) / d_b)^2
 *        + sum over backgrounds and luminosity of ((log mu + s^2 / 2) / s)^2 + sum of eta^2
 * (2)  v_b = g_b L sum over p of mu_p T_pb(eta)
 * (3)  d_b^2 = sum over p of (L mu_p T_pb)^2 / N_pb / (L sum over p of mu_p T_pb)^2
 * (4)  g_b > 0 solves  g^2 + (v d^2 - 1) g - n d^2 = 0  for v at g = 1
 * (5)  interval of one parameter: where t, least in all others, is 1 above its minimum
 * </pre>
 *
 * <p>Signals are free, as they are in such fits; the machine has a prior for them. One factor a bin
 * stands for the limited statistics of all templates in it, and drops out by (4) [1]. All terms are
 * squares, so that Levenberg's and Marquardt's method minimizes t.
 *
 * <ol>
 *   <li>Conway, "Incorporating nuisance parameters in likelihoods for multisource spectra", PHYSTAT
 *       2011, arXiv:1103.0354.
 * </ol>
 */
public final class ProfileLikelihoodFit {
  /**
   * What a fit gives, on the scale of the parameters.
   *
   * @param best the most likely strengths and luminosity
   * @param lower lower ends of the intervals; 0 where the likelihood does not fall to it
   * @param upper upper ends
   */
  public record Fit(double[] best, double[] lower, double[] upper) {}

  private static final int PARAMETERS = SignalStrengths.PROCESSES + 1;
  private static final int COORDINATES = PARAMETERS + SignalStrengths.SHAPES;
  private static final int BINS = SignalStrengths.CATEGORIES * SignalStrengths.BINS;
  private static final int RESIDUALS = 2 * BINS + COORDINATES - SignalStrengths.SIGNALS;
  private static final double STEP = 1e-6;

  /** Logarithms of strengths up to which ends of intervals are looked for. */
  private static final double FARTHEST = 6;

  private final float[] counts;
  private final double[][] simulated = new double[SignalStrengths.PROCESSES][BINS];

  private ProfileLikelihoodFit(DataSet observed) {
    this.counts = observed.values("data");
    double[][] nominal = templates(new double[SignalStrengths.SHAPES]);
    for (int p = 0; p < nominal.length; p++) {
      for (int b = 0; b < BINS; b++) {
        simulated[p][b] =
            Math.max(
                SignalStrengths.LEAST_SIMULATED,
                SignalStrengths.SIMULATED_PER_EVENT * nominal[p][b]);
      }
    }
  }

  /** Fits one data set of {@link SignalStrengths}. */
  public static Fit of(DataSet observed) {
    ProfileLikelihoodFit fit = new ProfileLikelihoodFit(observed);
    double[] start = new double[COORDINATES];
    double[] best = fit.minimize(start, -1);
    double least = fit.squares(best);
    double[] lower = new double[PARAMETERS];
    double[] upper = new double[PARAMETERS];
    for (int j = 0; j < PARAMETERS; j++) {
      lower[j] = fit.end(best, least, j, -1);
      upper[j] = fit.end(best, least, j, 1);
    }
    double[] strengths = Arrays.stream(best, 0, PARAMETERS).map(Math::exp).toArray();
    return new Fit(strengths, lower, upper);
  }

  /** Where t has risen by 1 on one side (5). */
  private double end(double[] best, double least, int j, int side) {
    double[] from = best.clone();
    DoubleUnaryOperator rise =
        distance -> {
          from[j] = best[j] + side * distance;
          double[] there = minimize(from, j);
          System.arraycopy(there, 0, from, 0, there.length);
          return squares(there) - least - 1;
        };
    double inside = 0;
    double outside = 0.01;
    while (rise.applyAsDouble(outside) < 0) {
      inside = outside;
      outside *= 2;
      if (outside > FARTHEST) {
        return side < 0 ? 0 : Double.POSITIVE_INFINITY;
      }
    }
    double distance = new BrentSolver(1e-4).solve(100, rise::applyAsDouble, inside, outside);
    return Math.exp(best[j] + side * distance);
  }

  /** The coordinates of least t, with coordinate {@code fixed} left where it is; -1 for none. */
  private double[] minimize(double[] start, int fixed) {
    double[] free = without(start, fixed);
    Optimum optimum =
        new LevenbergMarquardtOptimizer()
            .optimize(
                new LeastSquaresBuilder()
                    .start(free)
                    .target(new double[RESIDUALS])
                    .model(point -> linearized(point, start, fixed))
                    .maxEvaluations(500)
                    .maxIterations(500)
                    .build());
    return with(optimum.getPoint().toArray(), start, fixed);
  }

  private Pair<RealVector, RealMatrix> linearized(RealVector point, double[] start, int fixed) {
    double[] free = point.toArray();
    double[] residuals = residuals(with(free, start, fixed));
    double[][] jacobian = new double[RESIDUALS][free.length];
    for (int k = 0; k < free.length; k++) {
      double[] moved = free.clone();
      moved[k] += STEP;
      double[] there = residuals(with(moved, start, fixed));
      for (int i = 0; i < RESIDUALS; i++) {
        jacobian[i][k] = (there[i] - residuals[i]) / STEP;
      }
    }
    return new Pair<>(
        new ArrayRealVector(residuals, false), new Array2DRowRealMatrix(jacobian, false));
  }

  private double squares(double[] q) {
    return Arrays.stream(residuals(q)).map(r -> r * r).sum();
  }

  /** The square roots of the terms of (1), at logarithms of strengths and luminosity and at eta. */
  private double[] residuals(double[] q) {
    double[][] templates = templates(Arrays.copyOfRange(q, PARAMETERS, COORDINATES));
    double luminosity = Math.exp(q[PARAMETERS - 1]);
    double[] residuals = new double[RESIDUALS];
    for (int b = 0; b < BINS; b++) {
      double expected = 0;
      double variance = 0;
      for (int p = 0; p < templates.length; p++) {
        double events = luminosity * Math.exp(q[p]) * templates[p][b];
        expected += events;
        variance += events * events / simulated[p][b];
      }
      double d2 = variance / (expected * expected);
      double n = counts[b];
      double half = 0.5 * (expected * d2 - 1);
      double factor = Math.sqrt(half * half + n * d2) - half;
      double v = factor * expected;
      double deviance = 2 * (v - n + (n > 0 ? n * Math.log(n / v) : 0));
      residuals[2 * b] = Math.signum(v - n) * Math.sqrt(Math.max(deviance, 0));
      residuals[2 * b + 1] = (factor - 1) / Math.sqrt(d2);
    }
    for (int j = SignalStrengths.SIGNALS; j < COORDINATES; j++) {
      double width =
          j < PARAMETERS - 1 ? SignalStrengths.BACKGROUND_WIDTH : SignalStrengths.LUMINOSITY_WIDTH;
      residuals[2 * BINS + j - SignalStrengths.SIGNALS] =
          j < PARAMETERS ? (q[j] + 0.5 * width * width) / width : q[j];
    }
    return residuals;
  }

  /** T(eta) of each process. */
  private static double[][] templates(double[] eta) {
    double[][] templates = new double[SignalStrengths.PROCESSES][];
    for (int p = 0; p < templates.length; p++) {
      double[] theta = new double[PARAMETERS];
      theta[p] = 1;
      theta[PARAMETERS - 1] = 1;
      templates[p] = SignalStrengths.expectedCounts(theta, eta);
    }
    return templates;
  }

  private static double[] without(double[] q, int fixed) {
    double[] free = new double[fixed < 0 ? q.length : q.length - 1];
    for (int j = 0, k = 0; j < q.length; j++) {
      if (j != fixed) {
        free[k++] = q[j];
      }
    }
    return free;
  }

  private static double[] with(double[] free, double[] start, int fixed) {
    double[] q = start.clone();
    for (int j = 0, k = 0; j < q.length; j++) {
      if (j != fixed) {
        q[j] = free[k++];
      }
    }
    return q;
  }
}
