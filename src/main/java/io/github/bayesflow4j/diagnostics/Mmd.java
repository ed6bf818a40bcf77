package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.PosteriorSamples;
import io.github.bayesflow4j.posterior.Quantiles;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The squared maximum mean discrepancy of two samples, and whether it could be chance.
 *
 * <p>It is zero in expectation (without bias) if and only if the two laws are the same, for the
 * kernels of {@link Kernel}.
 *
 * @param biased the estimate that is never negative
 * @param unbiased the estimate whose expectation is the value of the two laws
 * @param pValue probability, if both laws are the same, of an unbiased estimate at least this large
 * @param permutations number of random splits behind it
 */
public record Mmd(Estimate biased, Estimate unbiased, double pValue, int permutations) {

  /*
   * With points x of the first and y of the second sample, m and n of them [1, equations 3, 5],
   *
   *   biased    sum k(x, x') / m^2        + sum k(y, y') / n^2        - 2 sum k(x, y) / (m n),
   *   unbiased  sum k(x, x') / (m (m-1))  + sum k(y, y') / (n (n-1))  - 2 sum k(x, y) / (m n),
   *
   * the first over all pairs, the second over pairs of different points.
   *
   * If both laws are the same, any split of the pooled points into m and n is as likely as the one
   * observed. Of B random splits b have an estimate at least as large: (1 + b) / (1 + B) is an
   * exact p-value [2]. The kernel of all pairs is computed once. With r_i the sum of row i without
   * the diagonal, a split needs one more sum, S = sum k(x, x') over different points:
   *
   *   sum k(x, y) = sum of r over x - S,   sum k(y, y') = sum of r - 2 sum k(x, y) - S.
   *
   * [1] A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schoelkopf and A. Smola: A kernel two-sample
   *     test. Journal of Machine Learning Research 13 (2012) 723.
   * [2] B. Phipson and G. K. Smyth: Permutation p-values should never be zero. Statistical
   *     Applications in Genetics and Molecular Biology 9 (2010) 39.
   */

  /**
   * One estimate.
   *
   * @param value its value
   * @param nullQuantile95 the 95 % quantile of its values for random splits of the pooled points:
   *     what two samples of the same law stay below 95 times in 100
   */
  public record Estimate(double value, double nullQuantile95) {}

  /**
   * Compares two samples as they are; for components in different units standardize them first.
   *
   * @param first {@code [D][m]}, m at least two
   * @param second {@code [D][n]}, n at least two; m and n together at most 4,000
   * @param permutations number B of random splits, at least 19
   * @param random for the splits
   * @throws IllegalArgumentException if shapes or numbers do not fit, or a value is not finite
   */
  public static Mmd of(
      double[][] first,
      double[][] second,
      Kernel kernel,
      int permutations,
      UniformRandomProvider random) {
    if (permutations < 19) {
      throw new IllegalArgumentException(
          "expected at least 19 permutations, for p-values down to 0.05, found " + permutations);
    }
    TwoSamples samples = TwoSamples.of(first, second, 2);
    KernelMatrix matrix = KernelMatrix.of(samples, kernel);
    Sums observed = matrix.sums(samples.split());
    double[] biased = new double[permutations];
    double[] unbiased = new double[permutations];
    int atLeast = 0;
    for (int b = 0; b < permutations; b++) {
      Sums sums = matrix.sums(samples.split(random));
      biased[b] = sums.biased();
      unbiased[b] = sums.unbiased();
      atLeast += unbiased[b] >= observed.unbiased() ? 1 : 0;
    }
    return new Mmd(
        new Estimate(observed.biased(), Quantiles.of(biased, 0.95)),
        new Estimate(observed.unbiased(), Quantiles.of(unbiased, 0.95)),
        (1.0 + atLeast) / (1.0 + permutations),
        permutations);
  }

  /**
   * Compares posterior draws with reference draws: components in units of the means and standard
   * deviations of the reference, one Gaussian with the median distance of the reference as
   * bandwidth.
   *
   * @throws IllegalArgumentException as {@link #of(double[][], double[][], Kernel, int,
   *     UniformRandomProvider)}, or if a component of the reference has no spread
   */
  public static Mmd of(
      PosteriorSamples reference,
      PosteriorSamples draws,
      int permutations,
      UniformRandomProvider random) {
    double[][] columns = reference.columns();
    double[][] standardized = TwoSamples.standardize(columns, columns);
    return of(
        standardized,
        TwoSamples.standardize(columns, draws.columns()),
        Kernel.Gaussian.medianHeuristic(standardized),
        permutations,
        random);
  }

  /**
   * The biased estimate alone, of samples of any size.
   *
   * @param first points {@code [m][D]}, at least one
   * @param second points {@code [n][D]}, at least one
   */
  static double biased(double[][] first, double[][] second, Kernel kernel) {
    return Math.max(
        0,
        meanKernel(first, first, kernel)
            + meanKernel(second, second, kernel)
            - 2 * meanKernel(first, second, kernel));
  }

  private static double meanKernel(double[][] first, double[][] second, Kernel kernel) {
    double sum = 0;
    for (double[] x : first) {
      for (double[] y : second) {
        sum += kernel.at(TwoSamples.squaredDistance(x, y));
      }
    }
    return sum / first.length / second.length;
  }

  /**
   * Sums of the kernel over pairs, as in the block comment.
   *
   * @param m number of points x
   * @param n number of points y
   * @param xx over pairs of different points x
   * @param yy over pairs of different points y
   * @param xy over pairs of a point x and a point y
   * @param diagonal the kernel of a point with itself
   */
  private record Sums(double m, double n, double xx, double yy, double xy, double diagonal) {

    double biased() {
      double ofX = (xx + m * diagonal) / (m * m);
      double ofY = (yy + n * diagonal) / (n * n);
      // Not negative but for rounding.
      return Math.max(0, ofX + ofY - 2 * xy / (m * n));
    }

    double unbiased() {
      return xx / (m * (m - 1)) + yy / (n * (n - 1)) - 2 * xy / (m * n);
    }
  }

  /** The kernel of all pairs of points: the rows below the diagonal and the sums of whole rows. */
  private record KernelMatrix(double[][] rows, double[] rowSums, double total, double diagonal) {

    static KernelMatrix of(TwoSamples samples, Kernel kernel) {
      double[][] rows = new double[samples.count()][];
      double[] rowSums = new double[rows.length];
      double total = 0;
      for (int i = 0; i < rows.length; i++) {
        rows[i] = new double[i];
        for (int j = 0; j < i; j++) {
          double value = kernel.at(samples.squaredDistance(i, j));
          rows[i][j] = value;
          rowSums[i] += value;
          rowSums[j] += value;
          total += 2 * value;
        }
      }
      return new KernelMatrix(rows, rowSums, total, kernel.at(0));
    }

    Sums sums(boolean[] split) {
      int[] chosen = new int[split.length];
      int m = 0;
      double ofRows = 0;
      double xx = 0;
      for (int i = 0; i < split.length; i++) {
        if (split[i]) {
          ofRows += rowSums[i];
          for (int k = 0; k < m; k++) {
            xx += 2 * rows[i][chosen[k]];
          }
          chosen[m++] = i;
        }
      }
      double xy = ofRows - xx;
      return new Sums(m, split.length - m, xx, total - 2 * xy - xx, xy, diagonal);
    }
  }
}
