package io.github.bayesflow4j.posterior;

import io.github.bayesflow4j.simulation.DataSet;
import io.github.bayesflow4j.simulation.ParameterSpace;
import io.github.bayesflow4j.simulation.Prior;
import io.github.bayesflow4j.simulation.RandomStreams;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.GuideTableDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/**
 * The exact posterior of a model with two scalar parameters and a likelihood, on a rectangular
 * grid.
 *
 * <p>The grid lies in unconstrained coordinates. Its box starts as [-2, 2] x [-2, 2] and is moved
 * by coarse grids: a side at which the density is not yet negligible moves out, one beyond which it
 * is moves in, until neither happens. This finds a posterior with one mode, however narrow. The
 * trapezoidal rule on the final grid, whose error vanishes exponentially with its step for a smooth
 * density that is negligible on the boundary (Trefethen and Weideman, "The exponentially convergent
 * trapezoidal rule", SIAM Review 56, 2014), gives the normalizer and the moments. Draws come from
 * the bilinear interpolant of the density.
 */
public final class GridPosterior implements Posterior {
  private static final int DEFAULT_POINTS = 200;
  private static final int COARSE_POINTS = 33;
  private static final int MAX_MOVES = 200;

  /** How far below its maximum the log-density is negligible: a factor of 1e-11. */
  private static final double NEGLIGIBLE = 25;

  private final Prior prior;
  private final Likelihood likelihood;
  private final int points;
  private final FreeCoordinates coordinates;

  /** A posterior on a grid of 200 x 200 points. */
  public GridPosterior(Prior prior, Likelihood likelihood) {
    this(prior, likelihood, DEFAULT_POINTS);
  }

  /**
   * @param points number of points on each side of the grid, at least 10
   * @throws IllegalArgumentException if there are not two scalar parameters, or too few points
   */
  public GridPosterior(Prior prior, Likelihood likelihood, int points) {
    ParameterSpace space = prior.space();
    if (space.parameters().size() != 2 || space.dimension() != 2) {
      throw new IllegalArgumentException(
          "a grid posterior needs two scalar parameters, had " + space.names());
    }
    if (points < 10) {
      throw new IllegalArgumentException(
          "a grid posterior needs at least 10 points a side, had " + points);
    }
    this.prior = prior;
    this.likelihood = likelihood;
    this.points = points;
    this.coordinates = new FreeCoordinates(space);
  }

  @Override
  public ParameterSpace space() {
    return prior.space();
  }

  /** The posterior mean, {@code [2]}. */
  public double[] mean(DataSet observed) {
    return moments(grid(observed))[0];
  }

  /** The posterior standard deviations, {@code [2]}. */
  public double[] sd(DataSet observed) {
    return moments(grid(observed))[1];
  }

  @Override
  public double logProb(DataSet observed, double[] theta) {
    return logProb(observed, new double[][] {theta})[0];
  }

  @Override
  public double[] logProb(DataSet observed, double[][] theta) {
    double logIntegral = grid(observed).logIntegral();
    ToDoubleFunction<double[]> logLikelihood = likelihood.given(observed);
    double[] logProb = new double[theta.length];
    for (int i = 0; i < theta.length; i++) {
      space().requireInside(theta[i]);
      logProb[i] = prior.logDensity(theta[i]) + logLikelihood.applyAsDouble(theta[i]) - logIntegral;
    }
    return logProb;
  }

  @Override
  public PosteriorSamples sample(DataSet observed, int draws, long seed) {
    Grid grid = grid(observed);
    double[] density = grid.relativeDensity();
    int cells = points - 1;
    double[] mass = new double[cells * cells];
    for (int cell = 0; cell < mass.length; cell++) {
      int node = cell / cells * points + cell % cells;
      mass[cell] =
          density[node] + density[node + 1] + density[node + points] + density[node + points + 1];
    }
    UniformRandomProvider random = new RandomStreams(seed).stream(0);
    SharedStateDiscreteSampler sampler = GuideTableDiscreteSampler.of(random, mass);
    double[][] columns = new double[2][draws];
    double[] theta = new double[2];
    for (int i = 0; i < draws; i++) {
      int cell = sampler.sample();
      int row = cell / cells;
      int column = cell % cells;
      int node = row * points + column;
      double near = density[node] + density[node + 1];
      double far = density[node + points] + density[node + points + 1];
      double s = linear(near, far, random);
      double left = (1 - s) * density[node] + s * density[node + points];
      double right = (1 - s) * density[node + 1] + s * density[node + points + 1];
      double t = linear(left, right, random);
      coordinates.toParameters(new double[] {grid.u(0, row + s), grid.u(1, column + t)}, theta);
      columns[0][i] = theta[0];
      columns[1][i] = theta[1];
    }
    return PosteriorSamples.ofColumns(space(), columns);
  }

  /** A draw from the density on [0, 1] that runs straight from {@code first} to {@code last}. */
  private static double linear(double first, double last, UniformRandomProvider random) {
    double p = random.nextDouble();
    double root = Math.sqrt(first * first + p * (last * last - first * first));
    return p == 0 ? 0 : p * (first + last) / (first + root);
  }

  private double[][] moments(Grid grid) {
    double[] density = grid.relativeDensity();
    double total = 0;
    double[] mean = new double[2];
    double[] squares = new double[2];
    double[] theta = new double[2];
    for (int node = 0; node < density.length; node++) {
      if (density[node] > 0) {
        coordinates.toParameters(grid.node(node), theta);
        total += density[node];
        for (int j = 0; j < 2; j++) {
          double deviation = theta[j] - mean[j];
          mean[j] += density[node] / total * deviation;
          squares[j] += density[node] * deviation * (theta[j] - mean[j]);
        }
      }
    }
    return new double[][] {
      mean, {Math.sqrt(squares[0] / total), Math.sqrt(squares[1] / total)},
    };
  }

  private Grid grid(DataSet observed) {
    ToDoubleFunction<double[]> density =
        coordinates.logPosterior(prior, likelihood.given(observed));
    double[] lower = {-2, -2};
    double[] upper = {2, 2};
    for (int move = 0; move < MAX_MOVES; move++) {
      if (!new Grid(lower, upper, COARSE_POINTS, density).fit(lower, upper)) {
        return new Grid(lower, upper, points, density);
      }
    }
    throw new IllegalStateException(
        "the posterior of "
            + space().names()
            + " has no finite extent: its grid still moved after "
            + MAX_MOVES
            + " steps, at "
            + Arrays.toString(lower)
            + " to "
            + Arrays.toString(upper));
  }

  /** Log-densities at the nodes of a box in unconstrained coordinates. */
  private static final class Grid {
    private final double[] lower;
    private final double[] step;
    private final int points;
    private final double[] logDensity;
    private final double max;

    Grid(double[] lower, double[] upper, int points, ToDoubleFunction<double[]> density) {
      this.lower = lower.clone();
      this.points = points;
      step =
          new double[] {(upper[0] - lower[0]) / (points - 1), (upper[1] - lower[1]) / (points - 1)};
      logDensity = new double[points * points];
      for (int node = 0; node < logDensity.length; node++) {
        logDensity[node] = density.applyAsDouble(node(node));
      }
      max = Arrays.stream(logDensity).max().orElseThrow();
      if (max == Double.NEGATIVE_INFINITY) {
        throw new IllegalStateException(
            "the log-likelihood is not finite anywhere on the grid from unconstrained coordinates "
                + Arrays.toString(lower)
                + " to "
                + Arrays.toString(upper));
      }
    }

    double u(int axis, double index) {
      return lower[axis] + step[axis] * index;
    }

    double[] node(int node) {
      int row = node / points;
      int column = node % points;
      return new double[] {u(0, row), u(1, column)};
    }

    double[] relativeDensity() {
      double[] density = new double[logDensity.length];
      for (int node = 0; node < density.length; node++) {
        density[node] = Math.exp(logDensity[node] - max);
      }
      return density;
    }

    /** The logarithm of the integral, on whose boundary the density is negligible. */
    double logIntegral() {
      return max + Math.log(Arrays.stream(relativeDensity()).sum() * step[0] * step[1]);
    }

    /**
     * Moves the sides of a box to where the density becomes negligible.
     *
     * @return whether the density reached a side, or filled less than half of the box
     */
    boolean fit(double[] newLower, double[] newUpper) {
      int[] first = {points, points};
      int[] last = {-1, -1};
      for (int node = 0; node < logDensity.length; node++) {
        if (logDensity[node] > max - NEGLIGIBLE) {
          int[] at = {node / points, node % points};
          for (int axis = 0; axis < 2; axis++) {
            first[axis] = Math.min(first[axis], at[axis]);
            last[axis] = Math.max(last[axis], at[axis]);
          }
        }
      }
      boolean moved = false;
      for (int axis = 0; axis < 2; axis++) {
        double width = step[axis] * (points - 1);
        boolean below = first[axis] == 0;
        boolean above = last[axis] == points - 1;
        moved |= below || above || last[axis] - first[axis] < points / 2;
        // While one side moves out the other stays: the box grows until it holds the mode.
        if (below || above) {
          newLower[axis] = u(axis, 0) - (below ? width : 0);
          newUpper[axis] = u(axis, points - 1) + (above ? width : 0);
        } else {
          newLower[axis] = u(axis, first[axis] - 1);
          newUpper[axis] = u(axis, last[axis] + 1);
        }
      }
      return moved;
    }
  }
}
