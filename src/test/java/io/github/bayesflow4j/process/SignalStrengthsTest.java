package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.simulation.GenerativeModel;
import io.github.bayesflow4j.simulation.RandomStreams;
import io.github.bayesflow4j.simulation.Support;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class SignalStrengthsTest {
  private static final GenerativeModel MODEL = SignalStrengths.model();
  private static final int PARAMETERS = 17;
  private static final int BINS = 104;

  private static double[] standard() {
    double[] theta = new double[PARAMETERS];
    Arrays.fill(theta, 1);
    return theta;
  }

  /** The template of one process at equal shapes. */
  private static double[] template(int process, double eta) {
    double[] theta = new double[PARAMETERS];
    theta[process] = 1;
    theta[16] = 1;
    return SignalStrengths.expectedCounts(theta, new double[] {eta, eta, eta});
  }

  @Test
  void namesAndSupportsAreThoseOfTheSource() {
    assertThat(MODEL.space().names())
        .hasSize(PARAMETERS)
        .startsWith("ggZH", "qqZH", "WH", "bkg00")
        .endsWith("bkg12", "luminosity");
    assertThat(MODEL.space().parameters())
        .allMatch(parameter -> parameter.support().equals(Support.positive()));
    assertThat(MODEL.observables().get(0).features())
        .hasSize(BINS)
        .startsWith("ggZH_1")
        .endsWith("bkg09_8");
  }

  @Test
  void signalsLieBelowNineAndAHalfAndBackgroundsHaveMeanOne() {
    int count = 50_000;
    UniformRandomProvider random = new RandomStreams(1).stream(0);
    double below = 0;
    double[] means = new double[PARAMETERS];
    for (int i = 0; i < count; i++) {
      double[] theta = MODEL.prior().sample(random);
      below += theta[0] < 9.5 ? 1.0 / count : 0;
      for (int j = 0; j < PARAMETERS; j++) {
        means[j] += theta[j] / count;
      }
    }
    // P = 1 - 5.75 exp(-4.75); 18 comparisons at 4.5 standard errors.
    assertThat(below).isCloseTo(0.95026, within(4.5 * Math.sqrt(0.95 * 0.05 / count)));
    for (int j = 0; j < PARAMETERS; j++) {
      double sd = j < 3 ? Math.sqrt(8) : j < 16 ? 0.202 : 0.0251;
      assertThat(means[j]).isCloseTo(j < 3 ? 4 : 1, within(4.5 * sd / Math.sqrt(count)));
    }
  }

  @Test
  void templatesAreBinsOfBetaLawsAndMorphingKeepsTheYield() {
    for (double eta : new double[] {-1, 0, 1}) {
      BetaDistribution own = BetaDistribution.of(5 * (1 + 0.05 * eta), 1.5);
      BetaDistribution other = BetaDistribution.of(1.5 * (1 + 0.05 * eta), 3);
      double[] counts = template(1, eta);
      for (int b = 0; b < 8; b++) {
        // qqZH, of 120 events, has the second category for its own.
        assertThat(counts[8 + b])
            .isCloseTo(120 * 0.6 * own.probability(b / 8.0, (b + 1) / 8.0), within(1e-10));
        assertThat(counts[16 + b])
            .isCloseTo(120 * 0.4 / 12 * other.probability(b / 8.0, (b + 1) / 8.0), within(1e-10));
      }
    }
    double yield = 310 + 40_000 + 12_000 + 9_000 + 6_000 + 2_500 + 1_500 + 900 + 500 + 300 + 410;
    for (double eta : new double[] {-3, -0.4, 0, 2.2}) {
      double[] eachShape = {eta, -eta, 0.5 * eta};
      assertThat(Arrays.stream(SignalStrengths.expectedCounts(standard(), eachShape)).sum())
          .isCloseTo(yield, within(1e-8));
    }
  }

  @Test
  void informationOfTheDataIsThatOfTheReference() {
    double[] priorSd = new double[PARAMETERS];
    Arrays.fill(priorSd, 0, 3, 2 * Math.sqrt(2));
    Arrays.fill(priorSd, 3, 16, 0.2);
    priorSd[16] = 0.025;
    double[] expected = SignalStrengths.expectedCounts(standard(), new double[3]);
    double[][] slope = new double[PARAMETERS][];
    for (int p = 0; p < 16; p++) {
      slope[p] = template(p, 0);
    }
    slope[16] = expected;
    double[][] information = new double[PARAMETERS][PARAMETERS];
    for (int j = 0; j < PARAMETERS; j++) {
      information[j][j] = 1 / (priorSd[j] * priorSd[j]);
      for (int k = 0; k < PARAMETERS; k++) {
        for (int b = 0; b < BINS; b++) {
          information[j][k] += slope[j][b] * slope[k][b] / expected[b];
        }
      }
    }
    RealMatrix covariance = MatrixUtils.inverse(MatrixUtils.createRealMatrix(information));
    double[] reference = {
      .63, .21, .175, .024, .026, .027, .029, .037, .045, .057, .077, .099, .120, .200, .200, .200,
      .0234
    };
    for (int j = 0; j < PARAMETERS; j++) {
      // An independent program for the same templates; half a unit of the last digit of each.
      assertThat(Math.sqrt(covariance.getEntry(j, j)))
          .isCloseTo(reference[j], within(j < 2 ? 0.0051 : 0.00051));
    }
  }

  @Test
  void countsHaveTheMeanAndVarianceOfShapesStatisticsAndPoisson() {
    double[] theta = MODEL.prior().sample(new RandomStreams(2).stream(0));
    int count = 20_000;
    double[] mean = mean(theta);
    double[] variance = variance(theta, mean);
    double[][] moments = new double[3][BINS];
    UniformRandomProvider random = new RandomStreams(3).stream(0);
    for (int i = 0; i < count; i++) {
      double[] x = MODEL.simulator().simulate(theta, new double[0], 1, random)[0];
      for (int b = 0; b < BINS; b++) {
        double deviation = x[b] - mean[b];
        moments[0][b] += deviation / count;
        moments[1][b] += deviation * deviation / count;
        moments[2][b] += Math.pow(deviation, 4) / count;
      }
    }
    for (int b = 0; b < BINS; b++) {
      // 208 moments at 5 standard errors: a chance of 1e-4.
      assertThat(moments[0][b]).isCloseTo(0, within(5 * Math.sqrt(variance[b] / count)));
      double error = Math.sqrt((moments[2][b] - variance[b] * variance[b]) / count);
      assertThat(moments[1][b]).isCloseTo(variance[b], within(5 * error));
    }
  }

  /** With eta standard normal the mean of a template is that of its values at -1 and 1. */
  private static double[] mean(double[] theta) {
    double[] lower = SignalStrengths.expectedCounts(theta, new double[] {-1, -1, -1});
    double[] upper = SignalStrengths.expectedCounts(theta, new double[] {1, 1, 1});
    double[] mean = new double[BINS];
    for (int b = 0; b < BINS; b++) {
      mean[b] = 0.5 * (lower[b] + upper[b]);
    }
    return mean;
  }

  /**
   * For a template t + s eta + q eta^2: E T^2 = t^2 + s^2 + 3 q^2 + 2 t q, Var T = s^2 + 2 q^2,
   * where s and q add up over the processes that share an eta.
   */
  private static double[] variance(double[] theta, double[] mean) {
    double[] variance = mean.clone();
    double[][] slope = new double[3][BINS];
    double[][] curvature = new double[3][BINS];
    for (int p = 0; p < 16; p++) {
      int shape = p < 3 ? 0 : p < 9 ? 1 : 2;
      double[] lower = template(p, -1);
      double[] nominal = template(p, 0);
      double[] upper = template(p, 1);
      double strength = theta[p] * theta[16];
      for (int b = 0; b < BINS; b++) {
        double t = nominal[b];
        double s = 0.5 * (upper[b] - lower[b]);
        double q = 0.5 * (upper[b] + lower[b]) - t;
        slope[shape][b] += strength * s;
        curvature[shape][b] += strength * q;
        double simulated = Math.max(10, 20 * t);
        double square = t * t + s * s + 3 * q * q + 2 * t * q;
        variance[b] += strength * strength * square / simulated;
      }
    }
    for (int shape = 0; shape < 3; shape++) {
      for (int b = 0; b < BINS; b++) {
        variance[b] +=
            slope[shape][b] * slope[shape][b] + 2 * curvature[shape][b] * curvature[shape][b];
      }
    }
    return variance;
  }
}
