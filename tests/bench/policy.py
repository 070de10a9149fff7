#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How long the policy takes to decide a call, of 200,000 calls each, with rules
of several shapes (bench_policy.c says which). Each figure is the median of
ROUNDS rounds.

  name: ours, peer or limit, ratio, goal, MET|MISSED
"""

import os
import statistics
import subprocess
import sys

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
LIMIT = 20.0  # microseconds, at 10,000 rules
LOAD_LIMIT = 1000.0  # milliseconds, at 10,000 rules
PROGRAM = os.path.join(os.environ["LEADLIGHT_BUILD"], "tests/bench/bench-policy")


def measure(shape, rules):
    """Medians: p50 and p99 in microseconds, reading in milliseconds."""
    rounds = []
    for _ in range(ROUNDS):
        done = subprocess.run([PROGRAM, shape, str(rules)], check=True,
                              capture_output=True, text=True)
        p50, p99, _, load = map(int, done.stdout.split())
        rounds.append((p50 / 1000, p99 / 1000, load / 1000))
    return [statistics.median(column) for column in zip(*rounds)]


def report(name, ours, limit, unit):
    """One line; whether it is within its limit."""
    met = ours <= limit
    print(f"{name}: {ours:.2f} {unit}, limit {limit:g} {unit}, "
          f"{ours / limit:.3f}, <= 1, {'MET' if met else 'MISSED'}", flush=True)
    return met


def main():
    met = True
    for shape in ("mixed", "same", "tags", "ask"):
        for rules in (200, 2000, 10000):
            p50, p99, load = measure(shape, rules)
            name = f"policy {shape}, {rules} rules"
            met &= report(f"{name}, p99 (p50 {p50:.2f} us)", p99, LIMIT, "us")
        met &= report(f"{name}, reading", load, LOAD_LIMIT, "ms")
    return 0 if met else 1


sys.exit(main())
