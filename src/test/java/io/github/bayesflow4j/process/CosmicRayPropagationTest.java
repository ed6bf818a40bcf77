package io.github.bayesflow4j.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bayesflow4j.process.CosmicRayPropagation.Flight;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosmicRayPropagationTest {
  @ParameterizedTest
  @CsvSource({"9, 2593", "9.5, 703", "9.75, 42", "10, 4.9", "10.5, 2.3"})
  void nucleiTravelAsFarAsTheirLorentzFactorAllows(double logLorentz, double length) {
    // The lengths are given with two or more digits.
    assertThat(1 / CosmicRayLosses.disintegration(Math.pow(10, logLorentz)))
        .isCloseTo(length, Percentage.withPercentage(1.5));
  }

  @Test
  void pionLossesSaturateContinuously() {
    assertThat(CosmicRayLosses.pions(6.86e20))
        .isCloseTo(CosmicRayLosses.pions(7e20), Percentage.withPercentage(1));
  }

  @ParameterizedTest
  @CsvSource({"4, 2, 19.5", "14, 7, 20", "56, 26, 19", "56, 26, 21.5"})
  void nucleonsAreConservedAndEnergyIsLost(int nucleons, int charge, double logEnergy) {
    double start = Math.pow(10, logEnergy);
    Flight flight = new Flight(nucleons, charge, start);
    double energy = start;
    for (int leg = 0; leg < 30; leg++) {
      flight.advance(7);
      assertThat(flight.nucleons() + flight.protons()).isCloseTo(nucleons, within(1e-9 * nucleons));
      assertThat(flight.nucleons()).isGreaterThanOrEqualTo(1);
      assertThat(flight.energy()).isPositive().isLessThan(energy);
      energy = flight.energy();
    }
  }

  @Test
  void aSlowProtonLosesEnergyToTheExpansionAlone() {
    Flight flight = new Flight(1, 1, 1e15);
    flight.advance(1000);
    double redshift = 1000 * 70 / 299792.458;
    // Other losses are below 1e-20 at this energy; steps of an exponential have no error.
    assertThat(flight.energy()).isCloseTo(1e15 * Math.exp(-redshift), within(1e15 * 1e-12));
    assertThat(flight.protons()).isZero();
  }

  @Test
  void ironIsUnravelledToOneNucleonWhereDisintegrationIsFast() {
    Flight flight = new Flight(56, 26, 56 * 0.938272e9 * Math.pow(10, 10.5));
    flight.advance(200);
    assertThat(flight.nucleons()).isCloseTo(1, within(1e-9));
    assertThat(flight.protons()).isCloseTo(55, within(1e-9));
  }

  @Test
  void aParticleIsInSomeBinWithTheProbabilityOfItsMeasurement() {
    double[] bins = new double[CosmicRayPropagation.BINS];
    // In the middle of all bins every measurement is in one of them; at the lowest edge, half.
    new Flight(1, 1, Math.pow(10, 19.55)).deposit(2, bins, 0);
    assertThat(Arrays.stream(bins).sum()).isCloseTo(2, within(1e-8));
    // The bin that is centered on it holds what lies within 0.05 of it, P(|z| < 0.05 / 0.06).
    assertThat(bins[8] / 2).isCloseTo(0.595343, within(1e-6));
    bins = new double[CosmicRayPropagation.BINS];
    new Flight(1, 1, Math.pow(10, 18.7)).deposit(1, bins, 0);
    assertThat(Arrays.stream(bins).sum()).isCloseTo(0.5, within(1e-8));
  }
}
