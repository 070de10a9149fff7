#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""soak.py MINUTES: a desktop of 20 qubes whose windows come and go, ten times
a second in all, while its programs are killed at random. After each kill
everything must be as if nothing had happened; at the end nothing may have
grown, and nothing may be left behind. Run by ./check soak.

In the second half compositor and zone service are let live, so that what they
hold can be compared over time."""

import glob
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "../system"))
import testbed  # noqa: E402

QUBES = 20
CHANGES = 10            # windows that come or go a second, in all
EVERY = 12              # seconds from one kill to the next
RECOVERY = 40           # seconds until all windows are back; loaded machines
ALT, TAB, KEY_A = 56, 15, 30
LABELS = ["red", "orange", "yellow", "green", "blue", "purple"]
KINDS = ("client", "agent", "qube", "compositor", "zone")
# What a process may hold more at the end than when it was compared first.
MORE_FDS = 8
MORE_PART, MORE_KIB = 0.15, 2048
PROGRAMS = ("leadlight", "leadlight-zone", "leadlight-session",
            "leadlight-keeper", "leadlight-qube-init", "leadlight-agent")
START = ("until test -x soak-client; do sleep 0.1; done; "
         "while :; do ./soak-client {} {}; sleep 0.3; done")


def processes(desktop):
    """Names of all processes of a desktop, by pid: below its session, or, when
    the zone service they were started by is gone, below what names its folder."""
    names, children, todo = {}, {}, [desktop.session.pid]
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(path + "/stat", encoding="utf-8") as file:
                stat = file.read()
            with open(path + "/cmdline", encoding="utf-8",
                      errors="replace") as file:
                line = file.read()
        except OSError:
            continue    # it has ended
        pid = int(path.split("/")[2])
        names[pid] = stat[stat.index("(") + 1:stat.rindex(")")]
        parent = int(stat[stat.rindex(")") + 4:].split()[0])
        children.setdefault(parent, []).append(pid)
        if desktop.dir in line and pid != os.getpid():
            todo.append(pid)
    found = {}
    while todo:
        pid = todo.pop()
        if pid not in found and pid in names:
            found[pid] = names[pid]
            todo += children.get(pid, [])
    return found


class Zone:
    """Starts qubes again: leadlight-zone(7)."""

    def __init__(self, desktop):
        self.path = desktop.path("run/leadlight/zone.sock")

    def start(self, name):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as conn:
            conn.settimeout(30)
            conn.connect(self.path)
            conn.send(struct.pack("<IIII", 1, 1, 0, 1))
            text = name.encode()
            conn.send(struct.pack("<IIII", 8, 2, 0, len(text)) + text)
            while True:
                kind, serial, _ = struct.unpack("<III", conn.recv(8192)[:12])
                if kind == 130 and serial == 2:
                    return


class Soak:
    def __init__(self, desktop, minutes):
        self.desktop = desktop
        self.names = list(desktop.qubes)
        self.zone = Zone(desktop)
        self.begin = time.monotonic()
        self.end = self.begin + minutes * 60
        self.half = self.begin + minutes * 30
        self.homes = {}
        self.kills = dict.fromkeys(KINDS, 0)
        self.recoveries = []
        self.samples = {}       # (program, pid): list of (time, fds, KiB)
        self.changes = {}       # qube: (lost by clients that ended, last)
        self.keys = 0
        self.minute = 0

    # Qubes from inside

    def home(self, name):
        if name not in self.homes:
            top = testbed.wait(f"the home of {name}", lambda: next(
                iter(self.files(name)), None), 60)
            self.homes[name] = top
        return self.homes[name]

    def files(self, name):
        for top, _, _ in os.walk(self.desktop.home(name)):
            if os.stat(top).st_uid != 0 or os.getuid() != 0:
                yield top

    def provide(self, name):
        """Puts the client into a home, once."""
        target = os.path.join(self.home(name), "soak-client")
        shutil.copy(os.path.join(testbed.BUILD, "tests/soak/soak-client"),
                    target + ".new")
        os.chmod(target + ".new", 0o755)
        os.rename(target + ".new", target)

    def state(self, name):
        """changes, quiet, titles as the client in the qube says."""
        try:
            with open(os.path.join(self.home(name), "windows"),
                      encoding="utf-8") as file:
                words = file.read().split()
        except OSError:
            return 0, False, []
        lost, last = self.changes.get(name, (0, 0))
        if words and int(words[0]) < last:
            lost += last
        self.changes[name] = (lost, int(words[0]) if words else last)
        return words[0], words[1] == "quiet", words[2:]

    def set_quiet(self, quiet):
        for name in self.names:
            path = os.path.join(self.home(name), "quiet")
            if quiet:
                with open(path, "w", encoding="utf-8"):
                    pass
            elif os.path.exists(path):
                os.unlink(path)

    def input(self):
        """All lines that clients got by keyboard: [(qube, line)]."""
        lines = []
        for name in self.names:
            try:
                with open(os.path.join(self.home(name), "input"),
                          encoding="utf-8") as file:
                    lines += [(name, line) for line in file.read().split("\n")
                              if line]
            except OSError:
                pass
        return lines

    def forget_input(self):
        for name in self.names:
            path = os.path.join(self.home(name), "input")
            if os.path.exists(path):
                os.truncate(path, 0)    # it is open for appending

    # Promises

    def differences(self):
        """What is shown against what lives; a sentence, or None."""
        expected = set()
        for name in self.names:
            _, quiet, titles = self.state(name)
            if not quiet or f"{name}.0" not in titles:
                return f"{name} is not there yet: {titles}"
            expected |= set(titles)
        # "[q07]_q07.3": the qube's name stands before every title
        shown = [title.split("_", 1)[-1]
                 for title in self.desktop.say("windows").split()]
        lost = expected - set(shown)
        ghosts = set(shown) - expected
        if lost or ghosts or len(shown) != len(set(shown)):
            return (f"lost: {sorted(lost)}, without a client: {sorted(ghosts)}, "
                    f"{len(shown)} shown")
        self.shown = len(shown)
        return None

    def wait_complete(self, why):
        problem = ["nothing was seen"]

        def complete():
            problem[0] = self.differences()
            return problem[0] is None
        try:
            testbed.wait("all windows", complete, RECOVERY, 0.2)
        except AssertionError as error:
            raise AssertionError(
                f"after {why}: {problem[0]}, for {RECOVERY} s") from error

    def check_hands(self, why):
        """The keyboard moves on, types into one window, and the strip says
        whose it is."""
        self.desktop.chord(ALT, TAB)
        time.sleep(0.3)
        self.forget_input()
        for _ in range(3):
            self.desktop.key(KEY_A)
        self.desktop.say("sync")

        def typed():
            lines = self.input()
            return len([1 for _, line in lines if line.startswith(
                f"key {KEY_A} ")]) >= 6 and lines
        try:
            lines = testbed.wait("typed keys", typed, 15)
        except AssertionError as error:
            raise AssertionError(f"after {why}: typed keys are lost, there is "
                                 f"{self.input()}") from error
        # Alt of the chord before may be told late
        keys = [(name, line) for name, line in lines
                if line.startswith(f"key {KEY_A} ")]
        names = {name for name, _ in keys}
        want = [f"key {KEY_A} press", f"key {KEY_A} release"] * 3
        if len(names) != 1 or [line for _, line in keys] != want:
            raise AssertionError(f"after {why}: typed keys arrived as {keys}")
        self.keys += 3
        name = names.pop()
        label = self.desktop.qubes[name]["label"]
        seen = int(self.desktop.say("pixel 3 4"), 16)
        if seen != testbed.RGB[label]:
            raise AssertionError(f"after {why}: {name} ({label}) has the "
                                 f"keyboard, the strip is {seen:06x}")

    # Kills

    def pick(self, program):
        pids = [pid for pid, name in processes(self.desktop).items()
                if name == program[:15]]
        return random.choice(pids) if pids else None

    def kill(self, kind):
        programs = {"client": "soak-client", "agent": "leadlight-agent",
                    "qube": "leadlight-keeper", "compositor": "leadlight",
                    "zone": "leadlight-zone"}
        pid = self.pick(programs[kind])
        if pid is None:
            raise AssertionError(f"there is no {programs[kind]}")
        name = self.qube_of(pid) if kind == "qube" else None
        os.kill(pid, signal.SIGKILL)
        self.kills[kind] += 1
        if kind == "compositor":
            self.desktop.connect()
        elif kind == "qube":
            self.start_again(name)

    @staticmethod
    def qube_of(pid):
        """The name stands in the keeper's arguments."""
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().decode().split("\0")
        return next(word.rstrip("/").split("/")[-1] for word in words
                    if "/qubes/" in word or word.startswith("q"))

    def start_again(self, name):
        """As a person would who sees that it has stopped."""
        def started():
            try:
                self.zone.start(name)
                return True
            except (OSError, struct.error):
                return False
        # the service sees its end first
        time.sleep(1)
        testbed.wait(f"{name} starts", started, 60, 1)

    # Growth

    def sample(self):
        now = time.monotonic() - self.begin
        programs = {program[:15]: program for program in PROGRAMS}
        for pid, name in processes(self.desktop).items():
            if name not in programs:
                continue
            try:
                fds = len(os.listdir(f"/proc/{pid}/fd"))
                with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                    kib = next(int(line.split()[1]) for line in file
                               if line.startswith("RssAnon"))
            except (OSError, StopIteration):
                continue    # it ended, or may not be looked into
            self.samples.setdefault((programs[name], pid), []).append(
                (now, fds, kib))

    def judge(self):
        """Prints the table; returns what has grown."""
        grown = []
        print(f"{'program':20} {'processes':>9} {'compared':>8} "
              f"{'descriptors':>13} {'KiB':>17}")
        for program in PROGRAMS:
            rows = [self.compare(samples) for (name, _), samples
                    in self.samples.items() if name == program]
            total = len(rows)
            rows = [row for row in rows if row]
            for fds, more_fds, kib, more_kib in rows:
                if (more_fds > fds + MORE_FDS
                        or more_kib > kib * (1 + MORE_PART) + MORE_KIB):
                    grown.append(f"{program}: {fds} descriptors became "
                                 f"{more_fds}, {kib} KiB {more_kib}")
            if rows:
                worst = max(rows, key=lambda row: row[3] - row[2])
                print(f"{program:20} {total:9} {len(rows):8} "
                      f"{worst[0]:5} -> {worst[1]:4} "
                      f"{worst[2]:7} -> {worst[3]:6}")
            else:
                print(f"{program:20} {total:9}        0  (none lived long)")
        return grown

    def compare(self, samples):
        """Medians of the first and last third of what lies in the second
        half; None if it lived too short for that."""
        later = [one for one in samples if one[0] > self.half - self.begin]
        span = (self.end - self.half) / 2
        if len(later) < 6 or later[-1][0] - later[0][0] < span:
            return None
        third = len(later) // 3

        def median(values):
            return sorted(values)[len(values) // 2]
        return (median([one[1] for one in later[:third]]),
                median([one[1] for one in later[-third:]]),
                median([one[2] for one in later[:third]]),
                median([one[2] for one in later[-third:]]))

    # The run

    def say_minute(self):
        minute = int((time.monotonic() - self.begin) / 60)
        if minute == self.minute:
            return
        self.minute = minute
        changes = sum(sum(pair) for pair in self.changes.values())
        last = {program: samples[-1] for (program, pid), samples
                in self.samples.items() if program in PROGRAMS[:2]}
        held = ", ".join(f"{program} {fds} fds {kib // 1024} MiB"
                         for program, (_, fds, kib) in last.items())
        print(f"minute {minute}: {self.shown} windows, {changes} came or went, "
              f"{sum(self.kills.values())} kills, slowest recovery "
              f"{max(self.recoveries, default=0):.1f} s; {held}", flush=True)

    def round(self):
        kinds = KINDS if time.monotonic() < self.half else KINDS[:3]
        kind = random.choice(kinds)
        start = time.monotonic()
        self.kill(kind)
        self.set_quiet(True)
        self.wait_complete(f"a killed {kind}")
        self.recoveries.append(time.monotonic() - start)
        self.check_hands(f"a killed {kind}")
        self.sample()
        self.set_quiet(False)

    def run(self):
        for name in self.names:
            self.provide(name)
        self.set_quiet(True)
        self.wait_complete("the start")
        self.set_quiet(False)
        while time.monotonic() < self.end:
            next_kill = time.monotonic() + EVERY
            self.round()
            self.say_minute()
            time.sleep(max(0, next_kill - time.monotonic()))

    def table(self):
        print("kills: " + ", ".join(f"{number} {kind}" for kind, number
                                    in self.kills.items()))
        changes = sum(sum(pair) for pair in self.changes.values())
        seconds = time.monotonic() - self.begin
        ordered = sorted(self.recoveries)
        print(f"windows: {changes} came or went, {changes / seconds:.1f} a "
              f"second; {self.keys} keys typed")
        if ordered:
            print(f"recovery: median {ordered[len(ordered) // 2]:.1f} s, "
                  f"slowest {ordered[-1]:.1f} s")


def started(pid):
    """What tells a process from a later one of the same number."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return None
    fields = text[text.rindex(")") + 2:].split()
    return None if fields[0] == "Z" else fields[19]


def leftovers(desktop):
    """Ends the session; returns what stays of it."""
    ours = {pid: started(pid) for pid in processes(desktop)}
    desktop.drive.file.close()
    desktop.session.send_signal(signal.SIGTERM)
    left = []
    try:
        status = desktop.session.wait(60)
        if status != 0:
            left.append(f"the session ended with status {status}")
    except subprocess.TimeoutExpired:
        left.append("the session does not end")

    def alive():
        return [pid for pid, since in ours.items()
                if since and started(pid) == since]
    try:
        testbed.wait("the end of all processes", lambda: not alive(), 30)
    except AssertionError:
        for pid in alive():
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                left.append(f"process {pid}: " + file.read().replace("\0", " "))
    # What keeps its name from one run to the next stays: it cannot add up.
    known = re.compile(r"leadlight-windows$|leadlight/(zone\.(sock|lock)|autostarted|settings/[\w-]+"
                       r"|qubes/q\d\d/(keeper|run/arena)\.sock"
                       r"|qubes/q\d\d/run/vchan/vchan\.\d+\.\d+\.\d+\.sock)$")
    run = desktop.path("run")
    for top, _, files in os.walk(run):
        paths = [os.path.relpath(os.path.join(top, name), run) for name in files]
        left += [f"file {path}" for path in paths if not known.match(path)]
        if len(files) > 8 and "vchan" in top:
            left.append(f"{len(files)} files in {top}")
    return left


def main():
    minutes = float(sys.argv[1])
    qubes = {}
    msec = QUBES * 1000 // CHANGES
    for i in range(QUBES):
        name = f"q{i:02}"
        qubes[name] = {"label": LABELS[i % len(LABELS)], "autostart": "yes",
                       "command": START.format(name, msec)}
    seed = int(os.environ.get("TEST_SEED", time.time()))
    random.seed(seed)
    print(f"{minutes:g} minutes, {QUBES} qubes, TEST_SEED={seed}", flush=True)
    problems = []
    with testbed.Desktop(qubes) as desktop:
        soak = Soak(desktop, minutes)
        try:
            soak.run()
        except (AssertionError, OSError) as problem:
            problems.append(str(problem))
            keep = os.environ.get("LEADLIGHT_PICTURES")
            if keep:
                shutil.copy(desktop.path("log"), os.path.join(keep, "soak.log"))
        soak.table()
        problems += soak.judge()
        problems += leftovers(desktop)
    for problem in problems:
        print(f"failed: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
