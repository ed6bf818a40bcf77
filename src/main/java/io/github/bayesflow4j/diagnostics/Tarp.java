package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Moments;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Tests of accuracy with random points: how often balls around random reference points, each as
 * large as to hold a given part of the posterior, hold the true parameters (Lemos et al. 2023,
 * "Sampling-based accuracy testing of posterior estimators for general inference", ICML,
 * arXiv:2302.03026).
 *
 * <p>Needs draws alone, no densities, and sees all parameters together: wrong widths, wrong
 * dependence between components, and a shift that has the same sign in most components. It is
 * nearly blind to shifts that cancel in the sum of the components, each in its standard deviations;
 * {@link RankStatistics} sees these.
 *
 * @param coverage coverage of the balls; a common shift moves the sign of its error too
 */
public record Tarp(ExpectedCoverage coverage) {
  /*
   * With any reference point and any metric that are functions of the data, the number of draws
   * nearer to the reference than the truth is uniform on 0 .. L for an exact posterior. To have
   * power, they should depend on the data indeed [1]: a reference far away compares the posterior
   * along one line only, and lines of all directions in turn let shifts and correlations cancel.
   *
   * Here the reference and the metric of a test set follow from its truth and its L draws, in which
   * truth and draws enter alike, and from random numbers: given the L + 1 vectors without their
   * order the rank is still uniform, for every M and L. With m the mean, s the standard deviations
   * and R = C C' the correlation matrix of the L + 1 vectors, distances are measured between the
   * whitened vectors C^-1 (theta - m) / s, in which draws are spherical, and a truth that is
   * correlated otherwise than the draws lies farther out than they. The reference is a normal
   * vector of mean 0, as draws are, plus C^-1 |n| with n standard normal: moved towards larger
   * values of all components, so that a common shift brings the truths nearer or takes them away
   * instead of doing both in turn.
   *
   * Components may depend on each other exactly (a simplex): the diagonal of R is raised a little.
   *
   * [1] P. Lemos, A. Coogan, Y. Hezaveh, L. Perreault-Levasseur, arXiv:2302.03026.
   */

  private static final double RIDGE = 1e-6;

  /**
   * Simulates the test of uniformity and runs it.
   *
   * @param random for the test, the reference points, and to order equal distances
   */
  public static Tarp of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    return of(
        posteriors,
        RankUniformityTest.simulate(posteriors.testSets(), posteriors.draws(), random),
        random);
  }

  /**
   * Runs the test with one of uniformity that was simulated before.
   *
   * @param test that of the same numbers of test sets and draws
   * @param random for the reference points, and to order equal distances
   * @throws IllegalArgumentException if the test is for other numbers
   */
  public static Tarp of(
      SimulatedPosteriors posteriors, RankUniformityTest test, UniformRandomProvider random) {
    test.requireFor(posteriors);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    double[][] truths = new double[posteriors.dimension()][];
    Arrays.setAll(truths, posteriors::truths);
    int[] ranks = new int[posteriors.testSets()];
    for (int i = 0; i < ranks.length; i++) {
      double[] distances = squaredDistances(candidates(posteriors, truths, i), normal);
      double[] ofDraws = Arrays.copyOfRange(distances, 1, distances.length);
      ranks[i] = Placement.of(distances[0], ofDraws, random).rank();
    }
    return new Tarp(ExpectedCoverage.of(ranks, test));
  }

  /** True parameters and draws of one test set, {@code [D][L + 1]}, the true ones first. */
  private static double[][] candidates(
      SimulatedPosteriors posteriors, double[][] truths, int testSet) {
    double[][] columns = new double[truths.length][posteriors.draws() + 1];
    for (int j = 0; j < columns.length; j++) {
      columns[j][0] = truths[j][testSet];
      double[] draws = posteriors.samples(testSet).column(j);
      System.arraycopy(draws, 0, columns[j], 1, draws.length);
    }
    return columns;
  }

  /** Squared distances of whitened columns from a random reference, {@code [L + 1]}. */
  private static double[] squaredDistances(
      double[][] columns, ZigguratSampler.NormalizedGaussian normal) {
    Moments moments = Moments.of(columns);
    int dimension = columns.length;
    double[][] standardized = new double[dimension][];
    double[] sds = new double[dimension];
    for (int j = 0; j < dimension; j++) {
      double mean = moments.mean()[j];
      // Columns without spread are zero, whatever they are divided by.
      double sd = moments.variance(j) > 0 ? Math.sqrt(moments.variance(j)) : 1;
      sds[j] = sd;
      standardized[j] = Arrays.stream(columns[j]).map(value -> (value - mean) / sd).toArray();
    }
    RealMatrix inverse = inverseFactor(moments.covariance(), sds);
    RealMatrix whitened = inverse.multiply(MatrixUtils.createRealMatrix(standardized));
    double[] offset = new double[dimension];
    Arrays.setAll(offset, j -> Math.abs(normal.sample()));
    double[] reference = inverse.operate(offset);
    double[] distances = new double[columns[0].length];
    for (int j = 0; j < dimension; j++) {
      double center = reference[j] + normal.sample();
      double[] row = whitened.getRow(j);
      for (int l = 0; l < distances.length; l++) {
        distances[l] += (row[l] - center) * (row[l] - center);
      }
    }
    return distances;
  }

  /** The inverse of the lower triangular factor of a correlation matrix. */
  private static RealMatrix inverseFactor(RealMatrix covariance, double[] sds) {
    int dimension = sds.length;
    RealMatrix correlation = MatrixUtils.createRealIdentityMatrix(dimension);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j < i; j++) {
        double value = covariance.getEntry(i, j) / (sds[i] * sds[j]) / (1 + RIDGE);
        correlation.setEntry(i, j, value);
        correlation.setEntry(j, i, value);
      }
    }
    RealMatrix factor = new CholeskyDecomposition(correlation).getL();
    RealMatrix inverse = MatrixUtils.createRealIdentityMatrix(dimension);
    for (int j = 0; j < dimension; j++) {
      RealVector column = inverse.getColumnVector(j);
      MatrixUtils.solveLowerTriangularSystem(factor, column);
      inverse.setColumnVector(j, column);
    }
    return inverse;
  }
}
