"""The built-in process models, written with numpy.

One function a process draws the parameters and data of a whole batch: vectorized over the
simulations of the batch, and over the trials of one simulation where these are many (levy-flight).
Priors, sizes and steps are those of the Java models; the number of rows is drawn once a batch, and
the covariance of normal-mean is another draw of its law.
"""

import functools

import numpy as np
from scipy.special import betainc
from scipy.stats import truncnorm

from propagation import CHARGES, LOG_ENERGY, responses


def beam_profile(rng, count):
    mean = rng.uniform(20, 80, (2, count, 1))
    sd = rng.uniform(5, 15, (2, count, 1))
    rng.uniform(0, 1, (2, count))
    p, q = np.exp(-0.5 * ((np.arange(100) - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
    total = q.sum(axis=1, keepdims=True)
    x = rng.poisson(1024 * total * p)
    y = rng.multinomial(x.sum(axis=1), q / total)
    return np.concatenate([x, y], axis=1)


def cosmic_rays(rng, count):
    gamma = rng.uniform(-3, 2.7, (count, 1))
    rigidity = 10 ** rng.uniform(18, 21, (count, 1))
    fractions = rng.dirichlet(np.ones(5), count)
    power = np.exp((1 - gamma) * np.log(10) * (LOG_ENERGY - 18))
    energy = 10**LOG_ENERGY
    spectrum = 0
    for fraction, charge, response in zip(fractions.T, CHARGES, responses()):
        flux = power * np.exp(np.minimum(0, 1 - energy / (charge * rigidity)))
        spectrum = spectrum + fraction[:, None] * (flux @ response)
    return rng.poisson(20_000 * spectrum / spectrum.sum(axis=1, keepdims=True))


def drift_diffusion(rng, count):
    n = rng.integers(60, 301)
    drift = rng.uniform(0.1, 7, (count, 2))
    separation = rng.uniform(0.1, 4, (count, 2))
    t0 = rng.uniform(0.1, 3, (count, 1))
    condition = (np.arange(n) >= n // 2).astype(int)
    dt = 0.005
    time_signed = walk(
        rng,
        (drift[:, condition] * dt).ravel(),
        np.zeros(count * n),
        (separation[:, condition] / 2).ravel(),
        lambda size: np.sqrt(dt) * rng.standard_normal(size),
        10_000,
    ).reshape(count, n) * dt
    rt = time_signed + np.copysign(t0, time_signed)
    return np.stack([rt, np.broadcast_to(condition, rt.shape)], axis=-1)


def walk(rng, mean, x, half, noise, longest):
    """Steps until |x| >= half, negative if it ends below; those that ended are taken out."""
    steps = np.full(x.size, longest)
    left = np.arange(x.size)
    for step in range(1, longest + 1):
        x += mean
        x += noise(x.size)
        out = np.abs(x) >= half
        if out.any():
            steps[left[out]] = np.where(x[out] > 0, step, -step)
            inside = ~out
            left, x, mean, half = left[inside], x[inside], mean[inside], half[inside]
            if not left.size:
                break
    return steps


def gaussian(rng, count):
    n = rng.integers(1, 501)
    mu = rng.standard_normal((count, 1))
    sigma = 0.5 / rng.standard_gamma(3, (count, 1))
    return mu + sigma * rng.standard_normal((count, n))


def gaussian_linear(rng, count):
    theta = np.sqrt(0.1) * rng.standard_normal((count, 10))
    return theta + np.sqrt(0.1) * rng.standard_normal((count, 10))


def log_infected(beta, gamma, population, initial, days, steps_per_day):
    """Classical Runge-Kutta steps of (S, log I), grouped by the number of steps they need."""
    result = np.empty((beta.size, days))
    for steps in np.unique(steps_per_day):
        group = steps_per_day == steps
        h = 1 / steps
        contact, recovery = beta[group] / population, gamma[group]
        s = np.full(contact.size, population - initial)
        u = np.full(contact.size, np.log(initial))

        def slopes(s, u):
            force = contact * s
            return -force * np.exp(u), force - recovery

        for day in range(days):
            for _ in range(steps):
                s1, u1 = slopes(s, u)
                s2, u2 = slopes(s + h / 2 * s1, u + h / 2 * u1)
                s3, u3 = slopes(s + h / 2 * s2, u + h / 2 * u2)
                s4, u4 = slopes(s + h * s3, u + h * u3)
                s = s + h / 6 * (s1 + 2 * s2 + 2 * s3 + s4)
                u = u + h / 6 * (u1 + 2 * u2 + 2 * u3 + u4)
            result[group, day] = u
    return result


def above_zero(rng, mean, sd, count):
    return truncnorm.rvs(-mean / sd, np.inf, mean, sd, size=count, random_state=rng)


def influenza(rng, count):
    beta = above_zero(rng, 2, 1, count)
    gamma = above_zero(rng, 0.4, 0.5, count)
    dispersion = rng.exponential(1 / 5, (count, 1))
    steps = np.clip(np.ceil(2 * beta), 12, 1000).astype(int)
    mean = np.exp(log_infected(beta, gamma, 763, 1, 14, steps))
    return rng.poisson(mean * dispersion * rng.standard_gamma(1 / dispersion, mean.shape))


def levy_flight(rng, count):
    return [levy_flight_once(rng) for _ in range(count)]


def levy_flight_once(rng):
    n = rng.integers(100, 1001)
    v1, v2 = rng.uniform(0, 6), rng.uniform(-6, 0)
    zr, a = rng.uniform(0.3, 0.7), rng.uniform(0.6, 3)
    t0, alpha = rng.uniform(0.3, 1), rng.uniform(1, 2)
    dt = 0.001
    scale = np.sqrt(0.5) * dt ** (1 / alpha)

    def noise(size):
        # Chambers, Mallows and Stuck, with beta = 0.
        u = rng.uniform(-np.pi / 2, np.pi / 2, size)
        e = rng.standard_exponential(size)
        power = (1 - alpha) / alpha
        size = np.sin(alpha * u) / np.cos(u) ** (1 / alpha)
        return scale * size * (np.cos((1 - alpha) * u) / e) ** power

    mean = np.tile([v1 * dt, v2 * dt], n)
    start = np.full(2 * n, a * zr - a / 2)
    signed = walk(rng, mean, start, np.full(2 * n, a / 2), noise, 5000) * dt
    return (signed + np.copysign(t0, signed)).reshape(n, 2)


def linear_regression(rng, count):
    n = rng.integers(50, 501)
    beta = rng.standard_normal((count, 4, 1))
    x = rng.standard_normal((count, n, 4))
    y = x @ beta + rng.standard_normal((count, n, 1))
    return np.concatenate([x, y], axis=-1)


def lotka_volterra(rng, count):
    theta = rng.uniform(-2, 2, (4, count))
    a, b, c, d = np.exp(theta)
    free, coupling = np.stack([a, -c]), np.stack([-b, d * b])
    times, interval = 500, 15 / 499
    result = np.empty((count * times, 2))
    z = np.log(np.broadcast_to([[10.0], [5.0]], (2, count)))
    result[::times] = z.T
    at = np.arange(count) * times + 1
    end = at + times - 1
    left = np.full(count, interval)
    while at.size:
        change = coupling * np.exp(z[::-1])
        fastest = np.maximum(*np.abs(free - change))
        steps = np.ceil(left * fastest / 0.07)
        h = left / steps
        half = h / 2
        k1 = free + change
        k2 = free + coupling * np.exp((z + half * k1)[::-1])
        k3 = free + coupling * np.exp((z + half * k2)[::-1])
        k4 = free + coupling * np.exp((z + h * k3)[::-1])
        z += h / 6 * (k1 + 2 * (k2 + k3) + k4)
        left -= h
        there = np.flatnonzero(steps == 1)
        if there.size:
            result[at[there]] = z[:, there].T
            at[there] += 1
            left[there] = interval
            going = np.flatnonzero(at < end)
            if going.size < at.size:
                z, free, coupling = z[:, going], free[:, going], coupling[:, going]
                at, end, left = at[going], end[going], left[going]
    return np.exp(result, out=result).reshape(count, times, 2)


def normal_mean(dimension):
    factor = np.random.default_rng(42).standard_normal((dimension, dimension)) / np.sqrt(dimension)

    def simulate(rng, count):
        mu = rng.standard_normal((count, dimension))
        return mu + rng.standard_normal((count, dimension)) @ factor

    return simulate


def ricker(rng, count):
    n = rng.integers(100, 501)
    log_r = np.log(rng.uniform(1, 90, count))
    sigma = rng.uniform(0.05, 0.7, count)
    rho = rng.uniform(0, 15, count)
    noise = rng.standard_normal((n, count)) * sigma
    rng.uniform(0, 1, count)
    counts = np.empty((n, count))
    log_population = np.full(count, np.log(10))
    for t in range(n):
        population = np.exp(log_population)
        counts[t] = rng.poisson(rho * population)
        log_population += log_r - population + noise[t]
    return counts.T


YIELDS = np.array(
    [30, 120, 160, 40e3, 12e3, 9e3, 6e3, 2500, 1500, 900, 500, 300, 200, 120, 60, 30]
)
SHAPE_OF_PROCESS = np.repeat([0, 1, 2], [3, 6, 7])


def signal_templates(stretch):
    """Expected events at strength 1: [process, category * bin]."""
    edges = np.arange(9) / 8
    own = 0.6 * np.diff(betainc(5 * stretch, 1.5, edges))
    other = 0.4 / 12 * np.diff(betainc(1.5 * stretch, 3, edges))
    templates = np.tile(other, (16, 13, 1))
    process = np.arange(16)
    templates[process, np.where(process < 13, process, process - 10)] = own
    return YIELDS[:, None] * templates.reshape(16, 104)


@functools.cache
def signal_shapes():
    """Gamma shapes, and coefficients of 1, eta and eta^2 of the templates divided by them."""
    lower, nominal, upper = (signal_templates(stretch) for stretch in (0.95, 1, 1.05))
    simulated = np.maximum(10, 20 * nominal)
    slope, curvature = (upper - lower) / 2, (upper + lower) / 2 - nominal
    return simulated, nominal / simulated, slope / simulated, curvature / simulated


def signal_strengths(rng, count):
    signals = rng.gamma(2, 2, (count, 3))
    backgrounds = rng.lognormal(-0.02, 0.2, (count, 13))
    luminosity = rng.lognormal(-(0.025**2) / 2, 0.025, (count, 1))
    eta = rng.standard_normal((count, 3))[:, SHAPE_OF_PROCESS, None]
    simulated, nominal, slope, curvature = signal_shapes()
    events = np.maximum(0, nominal + eta * (slope + eta * curvature))
    events *= rng.standard_gamma(simulated, events.shape)
    strengths = luminosity * np.concatenate([signals, backgrounds], axis=1)
    return rng.poisson((strengths[:, None] @ events)[:, 0])


def single_cell_rna(rng, count):
    lower = [1, 0.1, 0.5, 0.01, 0.1, 6, 1, 0.1]
    upper = [2, 5, 5, 0.5, 2, 10, 2, 0.9]
    theta = rng.uniform(lower, upper, (count, 8)).T[..., None]
    shape, rate, out_loc, out_prob, out_scale, lib_loc, lib_scale, bcv = theta
    means = rng.standard_gamma(shape, (count, 100)) / rate
    median = np.median(means, axis=1, keepdims=True)
    factor = np.exp(np.abs(out_loc + out_scale * rng.standard_normal(means.shape)))
    means = np.where(rng.random(means.shape) < out_prob, median * factor, means)
    means /= means.sum(axis=1, keepdims=True)
    library = np.exp(lib_loc + lib_scale * rng.standard_normal((count, 40)))
    mean = library[..., None] * means[:, None]
    dispersion = np.sqrt(60 / rng.chisquare(60, means.shape))
    b2 = ((bcv[..., None] + 1 / np.sqrt(mean)) * dispersion[:, None]) ** 2
    return rng.poisson(mean * b2 * rng.standard_gamma(1 / b2))


def sir(rng, count):
    n = rng.integers(200, 501)
    beta = rng.uniform(0.01, 1, count)
    gamma = beta * rng.uniform(0, 1, count)
    recovery = -np.expm1(-0.1 * gamma)
    s = np.full(count, 999)
    i = np.full(count, 1)
    rows = np.empty((n, 3, count))
    for t in range(n):
        rows[t] = s, i, 1000 - s - i
        infections = rng.binomial(s, -np.expm1(-beta * (i + 0.5) / 1000 * 0.1))
        recoveries = rng.binomial(i, recovery)
        s = s - infections
        i = i + infections - recoveries
    return rows.transpose(2, 0, 1) / 1000


def sir_counts(rng, count):
    beta = rng.lognormal(np.log(0.4), 0.5, count)
    gamma = rng.lognormal(np.log(0.125), 0.2, count)
    steps = np.clip(np.ceil(4 * beta), 2, 1000).astype(int)
    infected = np.exp(log_infected(beta, gamma, 1e6, 1, 153, steps)[:, 16::17]) / 1e6
    fractions = np.concatenate([np.full((count, 1), 1e-6), np.minimum(1, infected)], axis=1)
    return rng.binomial(1000, fractions)


def slcp(rng, count):
    theta = rng.uniform(-3, 3, (count, 5))
    s1, s2, rho = theta[:, 2] ** 2, theta[:, 3] ** 2, np.tanh(theta[:, 4])
    first = np.sqrt(s1 * s1 + 1e-6)
    cross = rho * s1 * s2 / first
    free = s1 * s2 / np.cosh(theta[:, 4])
    second = np.sqrt(free * free + 1e-6 * (s1 * s1 + s2 * s2 + 1e-6)) / first
    z = rng.standard_normal((count, 4, 2))
    x = np.empty((count, 4, 2))
    x[..., 0] = theta[:, :1] + first[:, None] * z[..., 0]
    x[..., 1] = theta[:, 1:2] + cross[:, None] * z[..., 0] + second[:, None] * z[..., 1]
    return x.reshape(count, 8)


def two_moons(rng, count):
    theta = rng.uniform(-1, 1, (count, 2))
    angle = rng.uniform(-np.pi / 2, np.pi / 2, count)
    radius = 0.1 + 0.01 * rng.standard_normal(count)
    x = radius * np.cos(angle) + 0.25 - np.abs(theta.sum(axis=1)) * np.sqrt(0.5)
    y = radius * np.sin(angle) + (theta[:, 1] - theta[:, 0]) * np.sqrt(0.5)
    return np.stack([x, y], axis=1)


# Simulations in a batch: many where one is small, few where one fills the cache.
PROCESSES = {
    "beam-profile": (beam_profile, 256),
    "cosmic-rays": (cosmic_rays, 256),
    "drift-diffusion": (drift_diffusion, 256),
    "gaussian": (gaussian, 256),
    "gaussian-linear": (gaussian_linear, 4096),
    "influenza": (influenza, 4096),
    "levy-flight": (levy_flight, 1),
    "linear-regression": (linear_regression, 256),
    "lotka-volterra": (lotka_volterra, 8192),
    "normal-mean-5": (normal_mean(5), 1024),
    "normal-mean-50": (normal_mean(50), 256),
    "normal-mean-500": (normal_mean(500), 256),
    "ricker": (ricker, 4096),
    "signal-strengths": (signal_strengths, 64),
    "single-cell-rna": (single_cell_rna, 64),
    "sir": (sir, 4096),
    "sir-counts": (sir_counts, 4096),
    "slcp": (slcp, 4096),
    "two-moons": (two_moons, 4096),
}
