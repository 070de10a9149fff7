#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a window costs with GL, in one virtual machine without a graphics
device: the same wl_shm client in a qube of Leadlight (agent + compositor) and
in sway, both drawn by Mesa on the processor. Under emulation only the ratio
means something. CPU is what the scheduler counted, seconds for 1,000 frames.

  name: ours, peer, ratio, goal, MET|MISSED
"""

import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["LEADLIGHT_BUILD"]
GOALS = {"small": 2, "full": 1.8}
BAND = 128


def main():
    said = subprocess.run(
        [os.path.join(HERE, "../vm/run"), BUILD, "../bench/gl.guest"],
        env=dict(os.environ, LEADLIGHT_VM_SECONDS="900"), check=True,
        capture_output=True, text=True).stdout
    print("\n".join("# " + line for line in said.splitlines()))
    costs = {(side, mode): int(cost) / 1e6 for side, mode, cost in re.findall(
        r"^# cost (\w+) (\w+) (\d+)$", said, re.M)}
    for mode, goal in GOALS.items():
        ours, peer = costs["leadlight", mode], costs["sway", mode]
        figure(f"{mode} frames with GL, agent + compositor / sway", ours, peer,
               goal, "s/1000")
    rows, frames = (int(value) for value in re.search(
        r"^# copied small .*frames=(\d+).* rows=(\d+)", said, re.M).groups()[::-1])
    figure("rows copied for a small frame / a band", rows / frames, BAND, 1.3, "rows")


def figure(name, ours, limit, goal, unit):
    ratio = ours / limit
    print(f"{name}: {ours:.3f} {unit}, {limit:.3f} {unit}, {ratio:.2f}, "
          f"<= {goal:g}, {'MET' if ratio <= goal else 'MISSED'}", flush=True)


main()
