#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a window costs, in one run: the same wl_shm client through
leadlight-agent and Leadlight (a), as a trusted program of Leadlight (b), and
in sway (c), all headless on pixman with direct scan-out off; plain copies of
the same frames as the physical floor. CPU is what the scheduler counted
(schedstat), seconds for 1,000 frames. Each figure is the median of ROUNDS
rounds, in which the sides take turns.

  name: ours, peer or limit, ratio, goal, MET|MISSED
"""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../system"))
import testbed  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
FRAMES = int(os.environ.get("BENCH_FRAMES", "300"))
KEYS = 30
IDLE_QUBES = 20
IDLE_WINDOWS = 5
IDLE_SECONDS = 20
WIDTH, HEIGHT = 1920, 1080
SCREEN = (2048, 1200)
CLIENT = os.path.join(testbed.BUILD, "tests/bench/bench-client")
WAKE = os.path.join(testbed.BUILD, "tests/bench/bench-wake")
WINDOWS = os.path.join(testbed.BUILD, "tests/bench/bench-windows")
COPY = os.path.join(testbed.BUILD, "tests/bench/bench-copy")
KEY_A = 30


def cpu_seconds(pid):
    """CPU time of all threads of a process, from the scheduler."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def rss_anon_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"RssAnon:\s+(\d+)", file.read())[1]) / 1024


def measure(out, pids, frames):
    """CPU seconds per 1,000 frames of each pid while a client that writes to
    the file out goes from "begin" to "end"."""
    def reached(word):
        def check():
            try:
                with open(out, encoding="ascii") as file:
                    return word in file.read()
            except FileNotFoundError:
                return False
        return check
    testbed.wait("the client begins", reached("begin"), 30, 0.005)
    before = [cpu_seconds(pid) for pid in pids]
    testbed.wait("the client ends", reached("end"), 120, 0.005)
    return [(cpu_seconds(pid) - b) * 1000 / frames for pid, b in zip(pids, before)]


class Sway:
    """The peer: sway with one screen, its windows floating, no borders."""

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix="leadlight-bench-")
        config = os.path.join(self.dir, "config")
        with open(config, "w", encoding="ascii") as file:
            file.write(f"output HEADLESS-1 mode --custom {SCREEN[0]}x{SCREEN[1]}@60Hz\n"
                       "xwayland disable\n"
                       'for_window [app_id=".*"] floating enable, border none\n')
        self.env = dict(os.environ, XDG_RUNTIME_DIR=self.dir, WLR_BACKENDS="headless",
                        WLR_RENDERER="pixman", WLR_SCENE_DISABLE_DIRECT_SCANOUT="1",
                        WLR_LIBINPUT_NO_DEVICES="1")
        self.env.pop("WAYLAND_DISPLAY", None)
        self.env.pop("DISPLAY", None)
        self.process = subprocess.Popen(
            ["sway", "-c", config], env=self.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        testbed.wait("sway starts", lambda: os.path.exists(
            os.path.join(self.dir, "wayland-1")))
        return self

    def run(self, mode):
        out = os.path.join(self.dir, "out")
        with open(out, "w", encoding="ascii") as file:
            client = subprocess.Popen(
                [CLIENT, mode, str(WIDTH), str(HEIGHT), str(FRAMES)],
                env=dict(self.env, WAYLAND_DISPLAY="wayland-1"), stdout=file)
        costs = measure(out, [self.process.pid], FRAMES)
        client.wait(10)
        return costs[0]

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.dir, ignore_errors=True)


# In a qube the client is copied to the home, and told what to do by a file.
IN_QUBE = ("sh -c 'while sleep 0.1; do if [ -f ~/args ]; then "
           "set -- $(cat ~/args); rm ~/args; ~/bench-client $* > ~/out; fi; done'")


def run_in_qube(desktop, mode, pids, frames=FRAMES):
    home = desktop.home("bench")
    for name in ("out", "args"):
        if os.path.exists(os.path.join(home, name)):
            os.unlink(os.path.join(home, name))
    if not os.path.exists(os.path.join(home, "bench-client")):
        shutil.copy(CLIENT, home)
    with open(os.path.join(home, "args.new"), "w", encoding="ascii") as file:
        file.write(f"{mode} {WIDTH} {HEIGHT} {frames}")
    owner = os.stat(home)
    os.chown(home + "/args.new", owner.st_uid, owner.st_gid)
    os.rename(home + "/args.new", home + "/args")
    return measure(os.path.join(home, "out"), pids, frames)


def median(rounds):
    return statistics.median(rounds)


def figure(name, ours, limit, goal, unit="s/1000"):
    """goal: ours / limit must be at most this."""
    ratio = ours / limit
    print(f"{name}: {ours:.3f} {unit}, {limit:.3f} {unit}, {ratio:.2f}, "
          f"<= {goal:g}, {'MET' if ratio <= goal else 'MISSED'}", flush=True)


def through_agent(costs):
    qubes = {"bench": {"label": "blue", "autostart": "yes", "command": IN_QUBE}}
    with testbed.Desktop(qubes, size=SCREEN) as desktop:
        agent = testbed.wait("the agent runs", lambda: desktop.pids("leadlight-agent"))[0]
        compositor = desktop.pids("leadlight")[0]
        before = agent_stats(desktop, agent)
        for mode in ("full", "small"):
            costs.setdefault("a " + mode, []).append(
                sum(run_in_qube(desktop, mode, [agent, compositor])))
            after = agent_stats(desktop, agent)
            # a new buffer is opened once more, to learn its format
            copies = (after["passes"] - before["passes"]
                      - after["buffers"] + before["buffers"])
            costs.setdefault("copies " + mode, []).append(
                copies / (after["frames"] - before["frames"]))
            before = after


def agent_stats(desktop, agent):
    """What the agent counted so far: it says so in the session's log."""
    said = len(re.findall("stats:", desktop.logged()))
    os.kill(agent, signal.SIGUSR1)
    testbed.wait("the agent's figures", lambda: len(
        re.findall("stats:", desktop.logged())) > said)
    line = re.findall("stats: (.*)", desktop.logged())[-1]
    return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line)}


def trusted(costs, mode):
    out = tempfile.mktemp(prefix="leadlight-bench-out-")
    program = {"bench": f"sleep 1; exec {CLIENT} {mode} {WIDTH} {HEIGHT} {FRAMES} > {out}"}
    with testbed.Desktop({}, size=SCREEN, programs=program) as desktop:
        costs.setdefault("b " + mode, []).append(
            measure(out, [desktop.pids("leadlight")[0]], FRAMES)[0])
    os.unlink(out)


def cpu_rounds():
    costs = {}
    for _ in range(ROUNDS):
        through_agent(costs)
        for mode in ("full", "small"):
            trusted(costs, mode)
        with Sway() as sway:
            for mode in ("full", "small"):
                costs.setdefault("c " + mode, []).append(sway.run(mode))
        for copies in (1, 2):
            costs.setdefault(f"floor {copies}", []).append(float(subprocess.run(
                [COPY, str(WIDTH), str(HEIGHT), str(copies), str(FRAMES)],
                check=True, capture_output=True).stdout))
        # agent and compositor are each woken twice a frame
        costs.setdefault("floor wakes", []).append(4 * float(subprocess.run(
            [WAKE, str(FRAMES)], check=True, capture_output=True).stdout))
    for name, values in sorted(costs.items()):
        print(f"# {name}: median {median(values):.3f} of "
              + " ".join(f"{v:.3f}" for v in values), flush=True)
    return {name: median(values) for name, values in costs.items()}


def latencies(desktop):
    found = []
    box = testbed.wait("the square shows", lambda: desktop.shot().box(0x00FF00))
    time.sleep(1)
    for _ in range(KEYS):
        time.sleep(0.03)
        found.append(int(desktop.say(f"latency {KEY_A} {box[0] + 8} {box[1] + 8}")) / 1000)
    return statistics.median(found)


def latency():
    with testbed.Desktop({}, size=SCREEN, programs={
            "bench": f"sleep 1; exec {CLIENT} key {WIDTH // 2} {HEIGHT // 2} 0"}) as desktop:
        direct = latencies(desktop)
    qubes = {"bench": {"label": "blue", "autostart": "yes", "command": IN_QUBE}}
    with testbed.Desktop(qubes, size=SCREEN) as desktop:
        testbed.wait("the agent runs", lambda: desktop.pids("leadlight-agent"))
        home = desktop.home("bench")
        shutil.copy(CLIENT, home)
        with open(home + "/args", "w", encoding="ascii") as file:
            file.write(f"key {WIDTH // 2} {HEIGHT // 2} 0")
        testbed.wait("the window shows", lambda: desktop.frames("blue"))
        in_qube = latencies(desktop)
    figure("key to pixel, through agent", in_qube, direct + 1000 / 60, 1, "ms")


def idle():
    loop = (f"sh -c 'until [ -x ~/go ]; do sleep 1; done; "
            f"for i in 1 2 3 4 5; do ~/bench-client idle 320 200 0 & done; wait'")
    qubes = {f"q{i}": {"label": sorted(testbed.RGB)[i % 8], "autostart": "yes",
                       "command": loop} for i in range(IDLE_QUBES)}
    with testbed.Desktop(qubes, size=SCREEN) as desktop:
        testbed.wait("all agents run", lambda: len(
            desktop.pids("leadlight-agent")) == IDLE_QUBES, 120)
        for name in qubes:
            home = desktop.home(name)
            shutil.copy(CLIENT, home)
            shutil.copy(CLIENT, home + "/go")
        windows = IDLE_QUBES * IDLE_WINDOWS
        testbed.wait("all windows run", lambda: len(
            desktop.pids("bench-client")) == windows, 180, 0.5)
        time.sleep(10)
        compositor = desktop.pids("leadlight")[0]
        before = cpu_seconds(compositor)
        time.sleep(IDLE_SECONDS)
        percent = (cpu_seconds(compositor) - before) * 100 / IDLE_SECONDS
        figure(f"idle CPU, {windows} windows", percent, 1, 1, "%")
        figure(f"idle RssAnon, {windows} windows", rss_anon_mib(compositor), 150, 1, "MiB")


def windows():
    """The compositor alone, with many windows behind a large one."""
    few, many = ([], [])
    for _ in range(ROUNDS):
        for number, found in ((10, few), (1000, many)):
            found.append([float(word) for word in subprocess.run(
                [WINDOWS, str(number), str(FRAMES)], check=True,
                capture_output=True).stdout.split()])
    few, many = ([median(column) for column in zip(*found)] for found in (few, many))
    figure("frame with 1,000 windows / with 10", many[0], few[0], 1.2, "us")
    figure("one more of 1,000 windows / of 10", many[1], few[1], 5, "us")
    figure("raising one of 1,000 windows", many[2] / 1000, 1, 1, "ms")


def main():
    costs = cpu_rounds()
    figure("full frames, agent + compositor / sway", costs["a full"], costs["c full"], 1.8)
    figure("full frames, agent + compositor / two copies", costs["a full"],
           costs["floor 2"], 1.8)
    figure("full frames, compositor alone / sway", costs["b full"], costs["c full"], 1.1)
    figure("small frames, agent + compositor / 0.15 s", costs["a small"], 0.15, 1)
    figure("small frames, agent + compositor / sway", costs["a small"], costs["c small"], 2)
    figure("small frames, agent + compositor / four empty wake-ups", costs["a small"],
           costs["floor wakes"], 3.5)
    figure("small frames, compositor alone / sway", costs["b small"], costs["c small"], 1.1)
    figure("copies of a full frame in the agent", costs["copies full"], 1, 1, "a frame")
    windows()
    latency()
    idle()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
