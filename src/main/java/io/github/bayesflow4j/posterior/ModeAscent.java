package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.MaxIter;
import org.hipparchus.optim.SimpleValueChecker;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunctionGradient;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer;
import org.hipparchus.optim.nonlinear.scalar.gradient.NonLinearConjugateGradientOptimizer.Formula;

/** One climb of {@link PosteriorMode} from a start to a maximum of the density. */
final class ModeAscent {

  /*
   * The climb happens in coordinates without bounds in which the draws are white: there a normal
   * posterior is the same in all directions, and its gradient points to its mode, one length of the
   * gradient away. What is maximized is the density in the parameters' own units, so the mode does
   * not depend on these coordinates.
   *
   * The gradient is a central difference, of which all 2 D points are evaluated together. STEP
   * balances two errors, in whitened units: rounding of a density in single precision, 1e-5 / STEP,
   * and STEP^2 / 6 times the third derivative. Both are far below the spread of the posterior.
   *
   * Where the density is highest on a bound, the climb goes on for ever in these coordinates, and
   * ends where its gain is below TOLERANCE or at REACH.
   */
  private static final double STEP = 0.1;

  /** Gain in log-density that ends a search: 0.02 standard deviations for a normal posterior. */
  private static final double TOLERANCE = 2e-4;

  /** The tolerance relative to the log-density, which has no meaning for one. */
  private static final double NO_RELATIVE_TOLERANCE = 1e-12;

  /** Farthest a component goes from the mean of the draws, in whitened units. */
  private static final double REACH = 20;

  private static final int MAX_EVALUATIONS = 200;
  private static final int MAX_ITERATIONS = 50;

  /** Stands for log-densities that are not finite, this far below that of the best draw. */
  private static final double DEPTH = 1e3;

  private final Posterior posterior;
  private final DataSet observed;
  private final WhitenedCoordinates coordinates;
  private PosteriorMode best = new PosteriorMode(List.of(), Double.NEGATIVE_INFINITY);
  private double floor;

  ModeAscent(Posterior posterior, DataSet observed, WhitenedCoordinates coordinates) {
    this.posterior = posterior;
    this.observed = observed;
    this.coordinates = coordinates;
  }

  /**
   * Climbs from a start.
   *
   * @param start whitened coordinates
   * @param known the best point so far
   * @return the best point of the climb, or {@code known}
   */
  PosteriorMode climb(double[] start, PosteriorMode known) {
    best = known;
    floor = known.logDensity() - DEPTH;
    try {
      new NonLinearConjugateGradientOptimizer(
              Formula.POLAK_RIBIERE,
              new SimpleValueChecker(NO_RELATIVE_TOLERANCE, TOLERANCE),
              NO_RELATIVE_TOLERANCE,
              TOLERANCE,
              1)
          .optimize(
              GoalType.MAXIMIZE,
              new InitialGuess(start),
              new ObjectiveFunction(w -> logDensities(w)[0]),
              new ObjectiveFunctionGradient(this::gradient),
              new MaxEval(MAX_EVALUATIONS),
              new MaxIter(MAX_ITERATIONS));
    } catch (MathIllegalStateException e) {
      // Too many evaluations, as towards a bound: the best point so far is the result.
      return best;
    }
    return best;
  }

  private double[] gradient(double[] w) {
    double[][] neighbors = new double[2 * w.length][];
    for (int j = 0; j < w.length; j++) {
      neighbors[2 * j] = w.clone();
      neighbors[2 * j][j] -= STEP;
      neighbors[2 * j + 1] = w.clone();
      neighbors[2 * j + 1][j] += STEP;
    }
    double[] values = logDensities(neighbors);
    double[] gradient = new double[w.length];
    // Beside an edge of the density a component stays where it is.
    Arrays.setAll(
        gradient,
        j ->
            values[2 * j] > floor && values[2 * j + 1] > floor
                ? (values[2 * j + 1] - values[2 * j]) / (2 * STEP)
                : 0);
    return gradient;
  }

  /** Log-densities in the parameters' own units; {@link #floor} where they are lower or none. */
  private double[] logDensities(double[]... points) {
    double[][] theta = Arrays.stream(points).map(coordinates::parameters).toArray(double[][]::new);
    int[] inside =
        IntStream.range(0, points.length)
            .filter(i -> Arrays.stream(points[i]).allMatch(x -> Math.abs(x) <= REACH))
            .filter(i -> coordinates.contains(theta[i]))
            .toArray();
    double[] values = new double[points.length];
    Arrays.fill(values, floor);
    if (inside.length == 0) {
      return values;
    }
    double[] found =
        posterior.logProb(
            observed, Arrays.stream(inside).mapToObj(i -> theta[i]).toArray(double[][]::new));
    for (int k = 0; k < inside.length; k++) {
      if (Double.isFinite(found[k]) && found[k] > floor) {
        values[inside[k]] = found[k];
      }
      if (found[k] > best.logDensity() && Double.isFinite(found[k])) {
        best = new PosteriorMode(PosteriorMode.boxed(theta[inside[k]]), found[k]);
      }
    }
    return values;
  }
}
