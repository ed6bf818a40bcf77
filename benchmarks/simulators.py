"""Simulations a second of the built-in process models, written with numpy, on one thread.

The models are in processes.py, a function each.

    taskset -c 1 python3 benchmarks/simulators.py [--seconds 1] [--rounds 5] [process ...]
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from processes import PROCESSES


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
