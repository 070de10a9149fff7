#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a window costs with GL, in a virtual machine without a graphics device:
the same wl_shm client in a qube of Leadlight (agent + compositor), as a trusted
program (compositor alone) and in sway, one after another, drawn by Mesa on the
processor; each round has a machine of its own. CPU is what the scheduler there
counted, seconds for 1,000 frames, the mean of the rounds. Under emulation only
a ratio means something; frames have 1280x720 pixels, for larger ones take a
second each. A compositor that falls behind an agent shows fewer frames than
this drew: each side's cost is that of its own frames. Goals are gui.py's.

  name: ours, peer, ratio, goal, MET|MISSED
"""

import os
import re
import signal
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["LEADLIGHT_BUILD"]
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
SECONDS = 700
SCREEN = "1408x880"


def guest():
    """What gl.guest printed."""
    done = subprocess.run(
        [os.path.join(HERE, "../vm/run"), BUILD, "../bench/gl.guest"],
        env=dict(os.environ, LEADLIGHT_VM_SECONDS=str(SECONDS),
                 LEADLIGHT_VM_SCREEN=SCREEN),
        check=False, capture_output=True, text=True)
    said = done.stdout
    if done.returncode != 0 or re.search(r"^(not ok|Bail out|1\.\.0)", said, re.M):
        sys.exit(said + done.stderr)
    return said


def costs_of(said):
    costs = {}
    for side, mode, cost in re.findall(r"^# cost (\w+) (\w+) (\d+)$", said, re.M):
        costs.setdefault(f"{side} {mode}", []).append(int(cost) / 1e6)
    for name, values in sorted(costs.items()):
        print(f"# {name}: " + " ".join(f"{value:.3f}" for value in values))
    return {name: statistics.mean(values) for name, values in costs.items()}


def figure(name, ours, limit, goal, unit="s/1000"):
    """goal: ours / limit must be at most this."""
    ratio = ours / limit
    print(f"{name}: {ours:.3f} {unit}, {limit:.3f} {unit}, {ratio:.2f}, "
          f"<= {goal:g}, {'MET' if ratio <= goal else 'MISSED'}", flush=True)


def main():
    said = "".join(guest() for _ in range(ROUNDS))
    costs = costs_of(said)
    for mode, goal in (("full", 1.8), ("small", 2)):
        figure(f"{mode} frames with GL, agent + compositor / sway",
               costs["agent " + mode] + costs["behind " + mode],
               costs["sway " + mode], goal)
        figure(f"{mode} frames with GL, compositor alone / sway",
               costs["trusted " + mode], costs["sway " + mode], 1.1)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
