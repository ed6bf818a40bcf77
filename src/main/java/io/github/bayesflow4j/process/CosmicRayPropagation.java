package io.github.bayesflow4j.process;

import org.apache.commons.numbers.gamma.Erf;

/**
 * What arrives of a nucleus that leaves one of many sources: its leading fragment and the protons
 * that it lost on the way, counted in bins of energy.
 *
 * <p>Sources fill space evenly from 3 to 3000 Mpc; 60 distances in geometric progression stand for
 * all, each with the spacing of its neighbors for its weight, since the area of a shell and the
 * thinning of what comes from it cancel. On the way, in steps h of at most 5 Mpc,
 *
 * <pre>
 *   dA = min(A (1 - exp(-r(G) h)), A - 1),   A &lt;- A - dA         dA protons of energy G m
 *   G &lt;- G exp(-(H0 / c + (Z/A)_0^2 A b_pairs(G m) + [A = 1] b_pions(G m)) h)
 *   E &lt;- E exp(-b_proton(E) h)                                    each proton
 * </pre>
 *
 * <p>with the rates of {@link CosmicRayLosses}, A a real number and (Z/A)_0 the ratio at the
 * source. Protons lost between two of the distances share one energy, their mean. An energy is
 * measured with a normal error of log10 E of 0.06.
 */
final class CosmicRayPropagation {
  /** Number of bins of log10(E / eV). */
  static final int BINS = 17;

  /** Lower end of the first bin. */
  static final double FIRST_EDGE = 18.7;

  /** Width of a bin. */
  static final double BIN_WIDTH = 0.1;

  /** Number of energies at the source. */
  static final int ENERGIES = 190;

  /** log10(E / eV) of the first energy at the source. */
  static final double FIRST_ENERGY = 18;

  /** Step of log10 E at the source. */
  static final double ENERGY_STEP = 0.02;

  private static final int DISTANCES = 60;
  private static final double NEAREST = 3; // Mpc
  private static final double FARTHEST = 3000; // Mpc
  private static final double LONGEST_STEP = 5; // Mpc

  private static final double RESOLUTION = 0.06;

  /** Beyond this many deviations the error of an energy is negligible. */
  private static final double NEGLIGIBLE = 6;

  /** Below this energy in eV a proton cannot be seen in any bin. */
  private static final double LOWEST_SEEN = Math.pow(10, FIRST_EDGE - NEGLIGIBLE * RESOLUTION);

  private CosmicRayPropagation() {}

  /** The energy of a nucleus at the source in eV, of {@link #ENERGIES}. */
  static double energy(int index) {
    return Math.pow(10, FIRST_ENERGY + ENERGY_STEP * index);
  }

  /**
   * Particles that arrive for each nucleus that leaves, in units of one source a Mpc of distance.
   *
   * @param nucleons mass number A at the source
   * @param charge charge number Z at the source
   * @return {@code [energy at the source * bin]}
   */
  static double[] response(int nucleons, int charge) {
    double[] distance = new double[DISTANCES];
    for (int i = 0; i < DISTANCES; i++) {
      distance[i] = NEAREST * Math.pow(FARTHEST / NEAREST, i / (DISTANCES - 1.0));
    }
    double[] arriving = new double[ENERGIES * BINS];
    for (int e = 0; e < ENERGIES; e++) {
      Flight flight = new Flight(nucleons, charge, energy(e));
      for (int i = 0; i < DISTANCES; i++) {
        flight.advance(distance[i] - (i == 0 ? 0 : distance[i - 1]));
        int before = Math.max(i - 1, 0);
        int after = Math.min(i + 1, DISTANCES - 1);
        double weight = (distance[after] - distance[before]) / (after - before);
        flight.deposit(weight, arriving, e * BINS);
      }
    }
    return arriving;
  }

  /** A nucleus on its way and the protons that it has lost. */
  static final class Flight {
    private final double pairFactor;
    private double nucleons;
    private double lorentz;
    private final double[] protons = new double[DISTANCES];
    private final double[] protonEnergy = new double[DISTANCES];
    private int legs;

    Flight(int nucleons, int charge, double energy) {
      double ratio = (double) charge / nucleons;
      pairFactor = ratio * ratio;
      this.nucleons = nucleons;
      lorentz = energy / (nucleons * CosmicRayLosses.NUCLEON_MASS);
    }

    /** Mass number of the leading fragment. */
    double nucleons() {
      return nucleons;
    }

    /** Energy of the leading fragment in eV. */
    double energy() {
      return nucleons * lorentz * CosmicRayLosses.NUCLEON_MASS;
    }

    /** Number of protons lost so far. */
    double protons() {
      double sum = 0;
      for (int k = 0; k < legs; k++) {
        sum += protons[k];
      }
      return sum;
    }

    /** Flies one leg, from one distance to the next, in Mpc. */
    void advance(double distance) {
      int steps = Math.max(1, (int) Math.ceil(distance / LONGEST_STEP));
      legs++;
      for (int step = 0; step < steps; step++) {
        step(distance / steps);
      }
    }

    private void step(double h) {
      double nucleonEnergy = lorentz * CosmicRayLosses.NUCLEON_MASS;
      if (nucleons > 1) {
        double rate = CosmicRayLosses.disintegration(lorentz);
        double lost = Math.min(-nucleons * Math.expm1(-rate * h), nucleons - 1);
        nucleons -= lost;
        emit(lost, nucleonEnergy);
      }
      double pions = nucleons <= 1.01 ? CosmicRayLosses.pions(nucleonEnergy) : 0;
      double pairs = pairFactor * nucleons * CosmicRayLosses.pairs(nucleonEnergy);
      lorentz *= Math.exp(-(CosmicRayLosses.EXPANSION + pairs + pions) * h);
      for (int k = 0; k < legs; k++) {
        if (protons[k] > 0 && protonEnergy[k] > LOWEST_SEEN) {
          protonEnergy[k] *= Math.exp(-CosmicRayLosses.proton(protonEnergy[k]) * h);
        }
      }
    }

    private void emit(double lost, double energy) {
      int leg = legs - 1;
      double total = protons[leg] + lost;
      if (total > 0) {
        protonEnergy[leg] = (protons[leg] * protonEnergy[leg] + lost * energy) / total;
        protons[leg] = total;
      }
    }

    /** Adds what arrives here to the bins from {@code offset} on. */
    void deposit(double weight, double[] bins, int offset) {
      measure(energy(), weight, bins, offset);
      for (int k = 0; k < legs; k++) {
        if (protons[k] > 0 && protonEnergy[k] > LOWEST_SEEN) {
          measure(protonEnergy[k], weight * protons[k], bins, offset);
        }
      }
    }

    private static void measure(double energy, double weight, double[] bins, int offset) {
      double center = (Math.log10(energy) - FIRST_EDGE) / BIN_WIDTH;
      double reach = NEGLIGIBLE * RESOLUTION / BIN_WIDTH;
      int first = (int) Math.max(0, Math.floor(center - reach));
      int last = (int) Math.min(BINS - 1, Math.floor(center + reach));
      double below = probabilityBelow(first, center);
      for (int bin = first; bin <= last; bin++) {
        double above = probabilityBelow(bin + 1, center);
        bins[offset + bin] += weight * (above - below);
        below = above;
      }
    }

    private static double probabilityBelow(int edge, double center) {
      return 0.5 + 0.5 * Erf.value((edge - center) * BIN_WIDTH / (RESOLUTION * Math.sqrt(2)));
    }
  }
}
