package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Quantiles;
import java.util.List;

/** A similarity of two points that depends on their Euclidean distance alone; see {@link Mmd}. */
public sealed interface Kernel {

  /** The similarity of two points whose squared distance is {@code squaredDistance}. */
  double at(double squaredDistance);

  /**
   * A sum of Gaussians, {@code sum of exp(-d^2 / (2 s))}, which sees differences at any of its
   * scales.
   *
   * @param variances the scales s, in squared units of the points
   */
  record GaussianMixture(List<Double> variances) implements Kernel {

    public GaussianMixture {
      variances = List.copyOf(variances);
      if (variances.isEmpty() || !variances.stream().allMatch(s -> s > 0 && s < 1 / 0.0)) {
        throw new IllegalArgumentException(
            "expected variances above 0, at least one, found " + variances);
      }
    }

    /**
     * The nineteen scales from 1e-6 to 1e6 of the evaluations of Radev et al. 2020 (BayesFlow, IEEE
     * TNNLS). They are variances, not standard deviations, and the Gaussians are added, not
     * averaged, so that the kernel of a point with itself is 19.
     */
    public static GaussianMixture published() {
      return new GaussianMixture(
          List.of(
              1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0,
              100.0, 1e3, 1e4, 1e5, 1e6));
    }

    @Override
    public double at(double squaredDistance) {
      double sum = 0;
      for (double variance : variances) {
        sum += Math.exp(-squaredDistance / (2 * variance));
      }
      return sum;
    }
  }

  /**
   * One Gaussian, {@code exp(-d^2 / (2 b^2))}.
   *
   * @param bandwidth b, in units of the points
   */
  record Gaussian(double bandwidth) implements Kernel {

    public Gaussian {
      if (!(bandwidth > 0 && Double.isFinite(bandwidth))) {
        throw new IllegalArgumentException("expected a bandwidth above 0, found " + bandwidth);
      }
    }

    /**
     * The Gaussian whose bandwidth is the median distance of the points of a sample (Gretton et al.
     * 2012, Journal of Machine Learning Research 13:723, section 8).
     *
     * @param sample {@code [D][n]}, n at least two
     * @throws IllegalArgumentException if more than half of the distances are zero, or as {@link
     *     Mmd#of(double[][], double[][], Kernel, int,
     *     org.apache.commons.rng.UniformRandomProvider)}
     */
    public static Gaussian medianHeuristic(double[][] sample) {
      TwoSamples points = TwoSamples.single(sample);
      int count = points.count();
      double[] distances = new double[count * (count - 1) / 2];
      int at = 0;
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++) {
          distances[at++] = Math.sqrt(points.squaredDistance(i, j));
        }
      }
      return new Gaussian(Quantiles.median(distances));
    }

    @Override
    public double at(double squaredDistance) {
      return Math.exp(-squaredDistance / (2 * bandwidth * bandwidth));
    }
  }
}
