"""Simulations a second of the built-in process models, written with numpy, on one thread.

One function a process draws the parameters and data of a whole batch: vectorized over the
simulations of the batch, and over the trials of one simulation where these are many (levy-flight).
Priors, sizes and steps are those of the Java models; the number of rows is drawn once a batch.

    taskset -c 1 python3 benchmarks/simulators.py [--seconds 1] [--rounds 5] [process ...]
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.stats import truncnorm


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
    "drift-diffusion": (drift_diffusion, 256),
    "gaussian": (gaussian, 256),
    "gaussian-linear": (gaussian_linear, 4096),
    "influenza": (influenza, 4096),
    "levy-flight": (levy_flight, 1),
    "linear-regression": (linear_regression, 256),
    "ricker": (ricker, 4096),
    "sir": (sir, 4096),
    "sir-counts": (sir_counts, 4096),
    "slcp": (slcp, 4096),
    "two-moons": (two_moons, 4096),
}


def rate(simulate, batch, rng, seconds):
    start = time.perf_counter()
    count = 0
    while time.perf_counter() - start < seconds:
        simulate(rng, batch)
        count += batch
    return count / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description="Simulations a second with numpy.")
    parser.add_argument("process", nargs="*", help="names; all if none is given")
    parser.add_argument("--seconds", type=float, default=1, help="length of a round")
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count, after one")
    arguments = parser.parse_args()
    rng = np.random.Generator(np.random.SFC64(1))
    print(f"{'process':<18} {'simulations/s':>14}   lowest .. highest")
    for name in arguments.process or PROCESSES:
        simulate, batch = PROCESSES[name]
        rate(simulate, batch, rng, arguments.seconds)
        rates = [rate(simulate, batch, rng, arguments.seconds) for _ in range(arguments.rounds)]
        middle = statistics.median(rates)
        print(f"{name:<18} {middle:>14,.0f}   {min(rates):,.0f} .. {max(rates):,.0f}", flush=True)


if __name__ == "__main__":
    main()
