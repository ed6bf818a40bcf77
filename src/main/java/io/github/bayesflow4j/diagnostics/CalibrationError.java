package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * How far the coverage of central posterior intervals is from their level.
 *
 * <p>The central interval at level q lies between the quantiles (1 - q) / 2 and (1 + q) / 2 of the
 * draws. Its error is the fraction of test sets whose true value it holds, minus q, at q = 0.01,
 * 0.02, ..., 0.99. The calibration error is the median of the absolute errors (Radev et al. 2020,
 * BayesFlow, IEEE TNNLS, there Err_cal). A positive error means intervals that are too wide.
 *
 * @param noiseFloor what the calibration error of an exact posterior is, measured alike
 * @param components one entry a component, in order
 */
public record CalibrationError(NoiseFloor noiseFloor, List<Component> components) {
  private static final int LEVELS = 99;

  /** Number of simulated exact posteriors behind a noise floor. */
  public static final int NULL_SIMULATIONS = 4_000;

  /**
   * The calibration of one component.
   *
   * @param name its name
   * @param median median over the levels of the absolute error
   * @param curve signed error at each of {@link #levels}
   */
  public record Component(String name, double median, List<Double> curve) {
    public Component {
      curve = List.copyOf(curve);
    }
  }

  /**
   * The calibration error of an exact posterior, which is not zero with finitely many test sets.
   *
   * @param mean its mean
   * @param quantile95 its 95 % quantile
   */
  public record NoiseFloor(double mean, double quantile95) {

    /**
     * Simulates {@link #NULL_SIMULATIONS} exact posteriors.
     *
     * @param testSets number M of test sets
     * @param draws number L of draws
     */
    public static NoiseFloor simulate(int testSets, int draws, UniformRandomProvider random) {
      double[] medians = new double[NULL_SIMULATIONS];
      for (int s = 0; s < medians.length; s++) {
        int[] reached = new int[LEVELS + 1];
        for (int i = 0; i < testSets; i++) {
          reached[firstLevel(Placement.random(draws, random))]++;
        }
        medians[s] = median(curve(reached, testSets));
      }
      Arrays.sort(medians);
      return new NoiseFloor(
          Arrays.stream(medians).average().orElseThrow(),
          medians[(int) Math.ceil(0.95 * medians.length) - 1]);
    }
  }

  public CalibrationError {
    components = List.copyOf(components);
  }

  /**
   * The coverage that central intervals of an exact posterior have: not quite their level, because
   * a true value beyond the outermost draws lies in none.
   *
   * @param level of the interval, between 0 and 1
   * @param draws number L of draws
   */
  public static double exactCoverage(double level, int draws) {
    return Math.min(level * draws, draws - 1.0) / (draws + 1.0);
  }

  /** The levels of a curve: 0.01, 0.02, ..., 0.99. */
  public static List<Double> levels() {
    return IntStream.range(0, LEVELS).mapToObj(CalibrationError::level).toList();
  }

  /**
   * Measures calibration and simulates its noise floor.
   *
   * @param random for the noise floor, and to order draws that equal a true value
   */
  public static CalibrationError of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    NoiseFloor floor = NoiseFloor.simulate(posteriors.testSets(), posteriors.draws(), random);
    return of(posteriors, floor, random);
  }

  /**
   * Measures calibration beside a noise floor that was simulated before.
   *
   * @param noiseFloor that of the same numbers of test sets and draws
   * @param random to order draws that equal a true value
   */
  public static CalibrationError of(
      SimulatedPosteriors posteriors, NoiseFloor noiseFloor, UniformRandomProvider random) {
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      int[] reached = new int[LEVELS + 1];
      for (Placement placement : Placement.of(posteriors, j, random)) {
        reached[firstLevel(placement)]++;
      }
      double[] curve = curve(reached, posteriors.testSets());
      components.add(
          new Component(
              posteriors.space().names().get(j),
              median(curve),
              Arrays.stream(curve).boxed().toList()));
    }
    return new CalibrationError(noiseFloor, components);
  }

  private static double level(int index) {
    return (index + 1) / (LEVELS + 1.0);
  }

  /** Index of the first level whose interval holds the true value; {@link #LEVELS} if none does. */
  private static int firstLevel(Placement placement) {
    return (int) Math.min(Math.floor(placement.centralLevel() * (LEVELS + 1)), LEVELS);
  }

  /** Signed errors, from the number of test sets that each level is the first to hold. */
  private static double[] curve(int[] reached, int testSets) {
    double[] curve = new double[LEVELS];
    int inside = 0;
    for (int k = 0; k < LEVELS; k++) {
      inside += reached[k];
      curve[k] = (double) inside / testSets - level(k);
    }
    return curve;
  }

  private static double median(double[] curve) {
    double[] sorted = Arrays.stream(curve).map(Math::abs).sorted().toArray();
    return sorted[LEVELS / 2];
  }
}
