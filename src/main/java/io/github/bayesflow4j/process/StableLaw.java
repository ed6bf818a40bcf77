package io.github.bayesflow4j.process;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The symmetric alpha-stable distribution of scale 1, for one alpha in [1, 2]: how likely its
 * absolute value exceeds a number, and the derivative of this probability.
 *
 * <pre>
 * E exp(i t X) = exp(-|t|^a),   a = alpha
 * S(x) = P(|X| &gt; x) = 1 - (2/pi) int_0^inf sin(t x) / t exp(-t^a) dt          for x &lt; 9    [1]
 *      = (2/pi) sum_k (-1)^(k-1) Gamma(k a) / k! sin(k pi a / 2) x^(-k a)      for x &gt;= 9   [2]
 * </pre>
 *
 * <p>The integral is taken at nodes that are the same for all alpha: with t = log(1 + exp(s)) it is
 * analytic in a strip about the real line of s and falls off at both ends, so that equal steps in s
 * are right to 1e-10 with 205 of them. The sines and cosines of its products of nodes and 73 places
 * x are tabulated once; an alpha takes one power and one exponential a node, and sums of products
 * from which S and two derivatives follow at these places. Between them S is the polynomial of
 * fifth degree with these values, right to 4e-9. The series converges at alpha = 1; above it is
 * asymptotic, and its 16 terms are right to 4e-10 from x = 9 on.
 *
 * <ol>
 *   <li>Gil-Pelaez, "Note on the inversion theorem", Biometrika 38 (1951).
 *   <li>Bergstrom, "On some expansions of stable distribution functions", Arkiv for Matematik 2
 *       (1952).
 * </ol>
 */
final class StableLaw {
  /** Where the series takes over. */
  private static final double EDGE = 9;

  private static final int INTERVALS = 72;
  private static final int COEFFICIENTS = 6;
  private static final int TERMS = 16;

  /** A node of the integral with its factors at all places. */
  private record Node(double t, double logT, double[] sines, double[] cosines) {
    private static final double STEP = 0.25;
    private static final double FIRST = -25;
    private static final int COUNT = 205;
    private static final Node[] ALL = all();

    private static Node[] all() {
      Node[] nodes = new Node[COUNT];
      for (int m = 0; m < COUNT; m++) {
        double s = FIRST + STEP * m;
        double t = Math.log1p(Math.exp(s));
        double weight = 2 / Math.PI * STEP / (1 + Math.exp(-s));
        double[] sines = new double[INTERVALS + 1];
        double[] cosines = new double[INTERVALS + 1];
        for (int k = 0; k <= INTERVALS; k++) {
          double x = EDGE * k / INTERVALS;
          sines[k] = weight * Math.sin(t * x) / t;
          cosines[k] = weight * Math.cos(t * x);
        }
        nodes[m] = new Node(t, Math.log(t), sines, cosines);
      }
      return nodes;
    }
  }

  private final double alpha;

  /** S by powers of the place within an interval, of length 1, interval by interval. */
  private final double[] polynomials = new double[INTERVALS * COEFFICIENTS];

  /** S by powers of x^-a, from the first. */
  private final double[] series = new double[TERMS];

  /**
   * @param alpha from 1 (Cauchy) to 2 (normal)
   */
  StableLaw(double alpha) {
    this.alpha = alpha;
    interpolate();
    double sign = 2 / Math.PI;
    for (int k = 1; k <= TERMS; k++) {
      series[k - 1] = sign * gammaRatio(k, k * alpha) * Math.sin(0.5 * Math.PI * k * alpha);
      sign = -sign;
    }
  }

  /** Gamma(z) / k!. */
  private static double gammaRatio(int k, double z) {
    return Math.exp(LogGamma.value(z) - LogGamma.value(k + 1));
  }

  private void interpolate() {
    double[] value = new double[INTERVALS + 1];
    double[] slope = new double[INTERVALS + 1];
    double[] curvature = new double[INTERVALS + 1];
    for (Node node : Node.ALL) {
      double factor = Math.exp(-Math.exp(alpha * node.logT));
      double bend = factor * node.t * node.t;
      double[] sines = node.sines;
      double[] cosines = node.cosines;
      for (int k = 0; k <= INTERVALS; k++) {
        value[k] -= factor * sines[k];
        slope[k] -= factor * cosines[k];
        curvature[k] += bend * sines[k];
      }
    }
    double h = EDGE / INTERVALS;
    for (int k = 0; k < INTERVALS; k++) {
      // What the Taylor polynomial of second degree at the left end lacks at the right end.
      double d1 = h * slope[k];
      double d2 = 0.5 * h * h * curvature[k];
      double r0 = value[k + 1] - value[k] - d1 - d2;
      double r1 = h * slope[k + 1] - d1 - 2 * d2;
      double r2 = h * h * curvature[k + 1] - 2 * d2;
      int at = k * COEFFICIENTS;
      polynomials[at] = 1 + value[k];
      polynomials[at + 1] = d1;
      polynomials[at + 2] = d2;
      polynomials[at + 3] = 10 * r0 - 4 * r1 + 0.5 * r2;
      polynomials[at + 4] = -15 * r0 + 7 * r1 - r2;
      polynomials[at + 5] = 6 * r0 - 3 * r1 + 0.5 * r2;
    }
  }

  /** S(x), x not negative. */
  double exceedance(double x) {
    if (x < EDGE) {
      double place = x * (INTERVALS / EDGE);
      int k = (int) place;
      return value(k * COEFFICIENTS, place - k);
    }
    double y = Math.pow(x, -alpha);
    double sum = 0;
    for (int k = TERMS - 1; k >= 0; k--) {
      sum = y * (series[k] + sum);
    }
    return sum;
  }

  private double value(int at, double z) {
    double[] p = polynomials;
    return p[at]
        + z * (p[at + 1] + z * (p[at + 2] + z * (p[at + 3] + z * (p[at + 4] + z * p[at + 5]))));
  }

  /** dS/dx, minus twice the density of X. */
  double slope(double x) {
    if (x < EDGE) {
      double place = x * (INTERVALS / EDGE);
      int k = (int) place;
      int at = k * COEFFICIENTS;
      double z = place - k;
      double[] p = polynomials;
      double dz =
          p[at + 1]
              + z * (2 * p[at + 2] + z * (3 * p[at + 3] + z * (4 * p[at + 4] + z * 5 * p[at + 5])));
      return dz * (INTERVALS / EDGE);
    }
    double y = Math.pow(x, -alpha);
    double sum = 0;
    for (int k = TERMS - 1; k >= 0; k--) {
      sum = y * ((k + 1) * series[k] + sum);
    }
    return -alpha / x * sum;
  }
}
