package io.github.bayesflow4j.diagnostics;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * Where a true value lies among the L draws of its posterior.
 *
 * @param rank number of draws below the true value, {@code 0 .. L}
 * @param centralLevel the level at which the central posterior interval reaches the true value,
 *     {@code 0 .. 1}; 1 beyond the outermost draws
 */
record Placement(int rank, double centralLevel) {

  /*
   * The rank r counts the draws below the true value. Draws equal to it are put below or above at
   * random, each split equally probable, so that r stays uniform on 0 .. L for an exact posterior
   * of a discrete parameter, or of draws stored in single precision.
   *
   * The quantile level at which the true value lies is
   *
   *   p = (r - 1/2 + f) / L,
   *
   * f being the fraction of the way from the draw below to the draw above [1, type 5]. The central
   * interval at level q holds the true value if |2 p - 1| < q. For an exact posterior r + f is
   * uniform on (0, L + 1): the interval then holds the true value with probability q L / (L + 1),
   * half as far from q as with quantiles of type 7.
   *
   * [1] R. J. Hyndman and Y. Fan: Sample quantiles in statistical packages. The American
   *     Statistician 50 (1996) 361.
   */

  /** Places a true value among draws, which need not be sorted. */
  static Placement of(double truth, double[] draws, UniformRandomProvider random) {
    int less = 0;
    int equal = 0;
    double below = Double.NEGATIVE_INFINITY;
    double above = Double.POSITIVE_INFINITY;
    for (double draw : draws) {
      if (draw < truth) {
        less++;
        below = Math.max(below, draw);
      } else if (draw > truth) {
        above = Math.min(above, draw);
      } else {
        equal++;
      }
    }
    int tiedBelow = equal == 0 ? 0 : random.nextInt(equal + 1);
    double lower = tiedBelow > 0 ? truth : below;
    double upper = tiedBelow < equal ? truth : above;
    double fraction = upper > lower ? (truth - lower) / (upper - lower) : random.nextDouble();
    return at(less + tiedBelow, fraction, draws.length);
  }

  /** The placement of the true value of an exact posterior with continuous draws. */
  static Placement random(int draws, UniformRandomProvider random) {
    return at(random.nextInt(draws + 1), random.nextDouble(), draws);
  }

  private static Placement at(int rank, double fraction, int draws) {
    if (rank == 0 || rank == draws) {
      return new Placement(rank, 1);
    }
    return new Placement(rank, Math.min(Math.abs(2 * (rank - 0.5 + fraction) / draws - 1), 1));
  }

  /** Places the true values of one component, {@code [M]}. */
  static Placement[] of(
      SimulatedPosteriors posteriors, int component, UniformRandomProvider random) {
    double[] truths = posteriors.truths(component);
    Placement[] placements = new Placement[truths.length];
    for (int i = 0; i < truths.length; i++) {
      placements[i] = of(truths[i], posteriors.samples(i).column(component), random);
    }
    return placements;
  }
}
