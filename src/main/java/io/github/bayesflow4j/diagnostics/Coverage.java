package io.github.bayesflow4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * How often central posterior intervals of a few customary levels hold the true value.
 *
 * <p>{@link CalibrationError} sums up all levels in one number; here each level stands for itself,
 * with the uncertainty of what was observed and the range to expect of an exact posterior.
 *
 * @param levels levels of the intervals, ascending
 * @param components one entry a component, in order
 */
public record Coverage(List<Double> levels, List<Component> components) {
  /*
   * The number k of M test sets whose interval holds the true value is binomial. The interval of
   * the observed fraction is that of Clopper and Pearson [1], whose ends are quantiles of Beta(k,
   * M - k + 1) and Beta(k + 1, M - k): it holds the true coverage with probability 95 % at least.
   *
   * The range to expect lies between binomial quantiles at the coverage that an exact posterior of
   * finitely many draws has. With Placement's rule an interval at level q holds the true value if
   * r + f lies in the middle q L of (0, L + 1) and not beyond the outermost draws:
   * min(q L, L - 1) / (L + 1).
   *
   * [1] C. J. Clopper, E. S. Pearson: The use of confidence or fiducial limits illustrated in the
   *     case of the binomial. Biometrika 26 (1934) 404.
   */

  private static final List<Double> CUSTOMARY = List.of(0.5, 0.8, 0.9, 0.95);

  /** Probability outside each end of an interval of 95 %. */
  private static final double TAIL = 0.025;

  /**
   * The coverage of one component.
   *
   * @param name its name
   * @param fractions one entry a level
   */
  public record Component(String name, List<Fraction> fractions) {
    public Component {
      fractions = List.copyOf(fractions);
    }
  }

  /**
   * The fraction of test sets whose interval holds the true value.
   *
   * @param observed the fraction
   * @param lower lower end of its 95 % confidence interval
   * @param upper upper end of its 95 % confidence interval
   * @param expectedLower 2.5 % quantile of the fraction for an exact posterior
   * @param expectedUpper 97.5 % quantile of the fraction for an exact posterior
   */
  public record Fraction(
      double observed, double lower, double upper, double expectedLower, double expectedUpper) {

    /**
     * Whether the fraction lies in the range to expect; that of an exact posterior does not in at
     * most one of twenty fractions.
     */
    public boolean asExpected() {
      return observed >= expectedLower && observed <= expectedUpper;
    }

    private static Fraction of(int inside, int testSets, double expected) {
      BinomialDistribution exact = BinomialDistribution.of(testSets, expected);
      int outside = testSets - inside;
      return new Fraction(
          (double) inside / testSets,
          inside == 0
              ? 0
              : BetaDistribution.of(inside, outside + 1.0).inverseCumulativeProbability(TAIL),
          outside == 0
              ? 1
              : BetaDistribution.of(inside + 1.0, outside).inverseSurvivalProbability(TAIL),
          (double) exact.inverseCumulativeProbability(TAIL) / testSets,
          (double) exact.inverseCumulativeProbability(1 - TAIL) / testSets);
    }
  }

  public Coverage {
    levels = List.copyOf(levels);
    components = List.copyOf(components);
  }

  /**
   * Measures the coverage of intervals at 50, 80, 90 and 95 %.
   *
   * @param random to order draws that equal a true value
   */
  public static Coverage of(SimulatedPosteriors posteriors, UniformRandomProvider random) {
    List<Component> components = new ArrayList<>();
    for (int j = 0; j < posteriors.dimension(); j++) {
      Placement[] placements = Placement.of(posteriors, j, random);
      components.add(
          new Component(
              posteriors.space().names().get(j),
              CUSTOMARY.stream()
                  .map(level -> fraction(placements, level, posteriors.draws()))
                  .toList()));
    }
    return new Coverage(CUSTOMARY, components);
  }

  private static Fraction fraction(Placement[] placements, double level, int draws) {
    int inside =
        (int) Arrays.stream(placements).filter(place -> place.centralLevel() < level).count();
    return Fraction.of(inside, placements.length, CalibrationError.exactCoverage(level, draws));
  }
}
