"""What arrives of cosmic rays, as CosmicRayLosses and CosmicRayPropagation have it in Java."""

import functools

import numpy as np
from scipy.special import ndtr

NUCLEONS = np.array([1, 4, 14, 28, 56])
CHARGES = np.array([1, 2, 7, 14, 26])
LOG_ENERGY = 18 + 0.02 * np.arange(190)
EDGES = 18.7 + 0.1 * np.arange(18)
NUCLEON_MASS = 0.938272e9
EXPANSION = 70 / 299792.458


def disintegration(lorentz):
    kt, hbar_c, resonance = 2.348e-4, 1.9733e-5, 20e6
    threshold = resonance / (2 * lorentz)
    cmb = -kt / (np.pi**2 * hbar_c**3) * np.log1p(-np.exp(-threshold / kt))
    ebl = 2.5e-3 / 3 * (np.clip(threshold, 3e-3, 2) ** -3 - 2**-3)
    return 3.0857e24 * resonance * 15e-21 / (2 * lorentz**2) * (cmb + ebl)


def pairs(energy):
    lg = np.log10(energy)
    low, high = (lg - 19) / 0.45, (lg - 19.7) / 0.6
    return 1e-3 * np.exp(-0.5 * low * low) + 5e-4 * np.exp(-0.5 * high * high)


def pions(energy):
    saturated = energy > 6.86e20
    return np.where(saturated, 2.42e-8, 3.66e-8 * np.exp(-2.87e20 / energy)) / 3.066e-7


@functools.cache
def responses():
    """Particles in each bin for a nucleus that leaves: [nucleus, energy, bin]."""
    a = np.repeat(NUCLEONS, LOG_ENERGY.size).astype(float)
    pair_factor = np.repeat((CHARGES / NUCLEONS) ** 2, LOG_ENERGY.size)
    lorentz = np.tile(10**LOG_ENERGY, NUCLEONS.size) / (a * NUCLEON_MASS)
    distances = np.geomspace(3, 3000, 60)
    protons = np.zeros((distances.size, a.size))
    energy = np.ones_like(protons)
    response = np.zeros((a.size, EDGES.size - 1))
    legs = zip(np.diff(distances, prepend=0), np.gradient(distances))
    for leg, (length, weight) in enumerate(legs):
        steps = int(np.ceil(length / 5))
        h = length / steps
        flying = energy[: leg + 1]
        for _ in range(steps):
            nucleon = lorentz * NUCLEON_MASS
            lost = np.minimum(-a * np.expm1(-disintegration(lorentz) * h), a - 1)
            a -= lost
            protons[leg] += lost
            share = lost / np.maximum(protons[leg], 1e-300)
            energy[leg] += share * (nucleon - energy[leg])
            rate = EXPANSION + pair_factor * a * pairs(nucleon)
            lorentz *= np.exp(-(rate + np.where(a <= 1.01, pions(nucleon), 0)) * h)
            flying *= np.exp(-(EXPANSION + pairs(flying) + pions(flying)) * h)
        arriving = np.log10(np.vstack([a * lorentz * NUCLEON_MASS, flying]))
        number = np.vstack([np.ones(a.size), protons[: leg + 1]])
        seen = np.diff(ndtr((EDGES - arriving[..., None]) / 0.06))
        response += weight * np.einsum("kf,kfb->fb", number, seen)
    return response.reshape(NUCLEONS.size, LOG_ENERGY.size, -1)
