package io.github.bayesflow4j.process;

/**
 * Rates at which nuclei of ultra-high energy lose nucleons and energy on their way, in 1/Mpc.
 *
 * <p>G is the Lorentz factor and E the energy in eV; all radiation fields are those of today:
 *
 * <pre>
 * (1)  (1/A) dA/dx = e S / (2 G^2) [ n_CMB + n_EBL ]                   photodisintegration
 *      n_CMB = kT / (pi^2 (hbar c)^3) (-ln(1 - exp(-e / (2 G kT))))
 *      n_EBL = 2.5e-3 / 3 (m^-3 - 2^-3) for m &lt; 2,   m = max(e / (2 G), 3e-3)
 * (2)  adiabatic: H0 / c, H0 = 70 km/s/Mpc
 * (3)  pairs, protons: 1e-3 exp(-((l - 19) / 0.45)^2 / 2) + 5e-4 exp(-((l - 19.7) / 0.6)^2 / 2),
 *      l = log10 E
 * (4)  pions, protons: 3.66e-8 exp(-2.87e20 / E) per year of light, at most 2.42e-8
 * </pre>
 *
 * <p>(1) is the giant dipole resonance as a line at e = 20 MeV with S = 15 MeV mb a nucleon, the
 * sum rule of Thomas, Reiche and Kuhn; n integrates n(eps) / eps^2 over the photons that can excite
 * it, a black body of kT = 2.348e-4 eV and a power law in place of the extragalactic background
 * light. (4) is the form of Anchordoqui, Dova, Epele and Sciutto, Physical Review D 55 (1997). (3)
 * is a smooth curve in place of the integral over pair production, of its size and shape.
 */
final class CosmicRayLosses {
  /** Rest energy of a nucleon in eV. */
  static final double NUCLEON_MASS = 0.938272e9;

  /** Rate of adiabatic losses, H0 / c. */
  static final double EXPANSION = 70 / 299792.458;

  private static final double MPC_IN_CM = 3.0857e24;
  private static final double LIGHT_YEAR_IN_MPC = 3.066e-7;
  private static final double HBAR_C = 1.9733e-5; // eV cm
  private static final double KT = 2.348e-4; // eV

  private static final double RESONANCE = 20e6; // eV
  private static final double CROSS_SECTION = 15e6 * 1e-27; // eV cm^2
  private static final double BLACK_BODY =
      KT / (Math.PI * Math.PI * HBAR_C * HBAR_C * HBAR_C); // eV^-2 cm^-3
  private static final double DIMMEST_PHOTON = 3e-3; // eV
  private static final double BRIGHTEST_PHOTON = 2; // eV

  private static final double PION_SATURATION = 6.86e20; // eV

  private CosmicRayLosses() {}

  /** (1): the relative loss of nucleons of a nucleus. */
  static double disintegration(double lorentz) {
    double threshold = RESONANCE / (2 * lorentz);
    double photons = -BLACK_BODY * Math.log1p(-Math.exp(-threshold / KT));
    double dimmest = Math.max(threshold, DIMMEST_PHOTON);
    if (dimmest < BRIGHTEST_PHOTON) {
      photons += 2.5e-3 / 3 * (Math.pow(dimmest, -3) - Math.pow(BRIGHTEST_PHOTON, -3));
    }
    return MPC_IN_CM * RESONANCE * CROSS_SECTION / (2 * lorentz * lorentz) * photons;
  }

  /** (2) to (4): the relative loss of energy of a proton. */
  static double proton(double energy) {
    return EXPANSION + pairs(energy) + pions(energy);
  }

  /** (3), of a proton; of another nucleus times Z^2 / A at the same Lorentz factor. */
  static double pairs(double energy) {
    double l = Math.log10(energy);
    return 1e-3 * bump((l - 19) / 0.45) + 5e-4 * bump((l - 19.7) / 0.6);
  }

  private static double bump(double z) {
    return Math.exp(-0.5 * z * z);
  }

  /** (4), of a proton. */
  static double pions(double energy) {
    double perLightYear =
        energy <= PION_SATURATION ? 3.66e-8 * Math.exp(-2.87e20 / energy) : 2.42e-8;
    return perLightYear / LIGHT_YEAR_IN_MPC;
  }
}
