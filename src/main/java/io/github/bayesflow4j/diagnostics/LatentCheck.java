package io.github.bayesflow4j.diagnostics;

import io.github.bayesflow4j.posterior.Moments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.hipparchus.linear.MatrixUtils;

/**
 * Whether the true parameters of test sets, sent through the flow, are standard normal, as training
 * wants them to be (Radev et al. 2020, BayesFlow, IEEE TNNLS). Another base distribution than the
 * standard normal one is checked after its probabilities were made those of that.
 *
 * <p>The tolerances are four standard errors of an exact flow for means, variances and
 * correlations, and a p-value of 0.001 for shapes, shared among the dimensions: an exact flow
 * violates one in about 0.3 % of checks of few dimensions; of 34, whose 561 correlations are looked
 * at, in about 4 %.
 *
 * @param testSets number M of test sets
 * @param dimensions one entry a latent dimension
 * @param covarianceDistance Frobenius norm of (covariance - identity)
 * @param maxCorrelation largest absolute correlation of two dimensions; 0 if there is one dimension
 * @param radiusPValue p-value of a Kolmogorov-Smirnov test of the squared norms against the
 *     chi-squared distribution
 */
public record LatentCheck(
    int testSets,
    List<Dimension> dimensions,
    double covarianceDistance,
    double maxCorrelation,
    double radiusPValue) {
  private static final double STANDARD_ERRORS = 4;
  private static final double SHAPE_LEVEL = 1e-3;

  /**
   * One latent dimension.
   *
   * @param mean mean over the test sets; 0 for an exact flow
   * @param variance variance, with the n - 1 denominator; 1 for an exact flow
   * @param normalPValue p-value of a Kolmogorov-Smirnov test against the standard normal
   */
  public record Dimension(double mean, double variance, double normalPValue) {}

  /** What a standard normal latent space has. */
  public enum Property {
    /** Every mean is 0. */
    MEAN,
    /** Every variance is 1. */
    VARIANCE,
    /** Every dimension is normal. */
    SHAPE,
    /** No two dimensions are correlated. */
    CORRELATION,
    /** Squared norms are chi-squared. */
    RADIUS
  }

  public LatentCheck {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * Checks latent values.
   *
   * @param latents z of the true parameters of each test set, {@code [M, D]}
   * @throws IllegalArgumentException if there are fewer than two test sets, rows differ in length,
   *     or a value is not finite
   */
  public static LatentCheck of(double[][] latents) {
    double[][] columns = columns(latents);
    int dimension = columns.length;
    Moments moments = Moments.of(columns);
    DoubleUnaryOperator normal = NormalDistribution.of(0, 1)::cumulativeProbability;
    List<Dimension> dimensions = new ArrayList<>();
    for (int j = 0; j < dimension; j++) {
      dimensions.add(
          new Dimension(moments.mean()[j], moments.variance(j), pValue(columns[j], normal)));
    }
    double[] squaredNorms =
        Arrays.stream(latents)
            .mapToDouble(row -> Arrays.stream(row).map(value -> value * value).sum())
            .toArray();
    return new LatentCheck(
        latents.length,
        dimensions,
        moments
            .covariance()
            .subtract(MatrixUtils.createRealIdentityMatrix(dimension))
            .getFrobeniusNorm(),
        moments.maxCorrelation(),
        pValue(squaredNorms, ChiSquaredDistribution.of(dimension)::cumulativeProbability));
  }

  private static double[][] columns(double[][] latents) {
    if (latents.length < 2) {
      throw new IllegalArgumentException(
          "the latent check needs at least 2 test sets, had " + latents.length);
    }
    double[][] columns = new double[latents[0].length][latents.length];
    for (int i = 0; i < latents.length; i++) {
      if (latents[i].length != columns.length) {
        throw new IllegalArgumentException(
            "test set %d: expected %d latent values, found %d"
                .formatted(i, columns.length, latents[i].length));
      }
      for (int j = 0; j < columns.length; j++) {
        if (!Double.isFinite(latents[i][j])) {
          throw new IllegalArgumentException(
              "test set " + i + ": latent value " + j + " is " + latents[i][j]);
        }
        columns[j][i] = latents[i][j];
      }
    }
    return columns;
  }

  private static double pValue(double[] values, DoubleUnaryOperator cdf) {
    return KolmogorovSmirnovTest.withDefaults().test(values, cdf).getPValue();
  }

  /** The properties that lie outside their tolerance. */
  public Set<Property> violated() {
    Set<Property> violated = EnumSet.noneOf(Property.class);
    double error = STANDARD_ERRORS / Math.sqrt(testSets);
    for (Dimension dimension : dimensions) {
      require(Math.abs(dimension.mean()) < error, Property.MEAN, violated);
      require(
          Math.abs(dimension.variance() - 1) < error * Math.sqrt(2), Property.VARIANCE, violated);
      require(dimension.normalPValue() > SHAPE_LEVEL / dimensions.size(), Property.SHAPE, violated);
    }
    require(maxCorrelation < error, Property.CORRELATION, violated);
    require(radiusPValue > SHAPE_LEVEL, Property.RADIUS, violated);
    return violated;
  }

  private static void require(boolean holds, Property property, Set<Property> violated) {
    if (!holds) {
      violated.add(property);
    }
  }

  /** Whether everything lies within its tolerance. */
  public boolean passed() {
    return violated().isEmpty();
  }
}
