#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a call between two sandboxed qubes costs in a whole desktop: client,
agents, keepers, zone service and router together. CPU is what the scheduler
counted for all processes of the session, ended ones too. A line that begins
with # is no goal: who used the CPU, and what this machine does without calls.

BENCH_CALLS (100000) is how many calls are made 50 at a time, none of which may
be lost; BENCH_BYTES (1073741824) how much is carried; BENCH_PARTS (latency
bulk many idle) what is measured.

  name: ours, peer or limit, ratio, goal, MET|MISSED
"""

import collections
import os
import re
import shutil
import signal
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../system"))
import calls  # noqa: E402
import testbed  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CALLS = int(os.environ.get("BENCH_CALLS", "100000"))
BYTES = int(os.environ.get("BENCH_BYTES", str(1 << 30)))
PARTS = os.environ.get("BENCH_PARTS", "latency bulk many idle").split()
IDLE_QUBES, IDLE_EACH = 5, 200
TICK = os.sysconf("SC_CLK_TCK")
CALLER = os.path.join(testbed.BUILD, "tests/bench/bench-calls")
SERVICE = os.path.join(testbed.BUILD, "tests/bench/bench-service")
AGENT = "/run/qubes/qrexec-agent"
SERVICES = {
    "t.Sink": "#!/bin/sh\nexec cat > /dev/null\n",
    "t.Cat": "#!/bin/sh\nexec cat\n",
}
POLICY = "".join(f"{name} * @anyvm @anyvm allow\n" for name in ("t.Bench", *SERVICES))

Timing = collections.namedtuple(
    "Timing", "count seconds rate p50 p90 p99 longest lost cpu")


class Bench(calls.Calls):
    """Qubes that can call each other's services, and measure it."""

    def __init__(self, names):
        super().__init__({name: {} for name in names}, POLICY)

    def furnish(self, name):
        super().furnish(name)
        shutil.copy(CALLER, self.home(name))
        folder = os.path.join(self.home(name), calls.SERVICES)
        shutil.copy(SERVICE, os.path.join(folder, "t.Bench"))
        for service, text in SERVICES.items():
            self.write_program(os.path.join(folder, service), text)

    def measure(self, qube, count, parallel, *words):
        """What bench-calls says of so many calls."""
        status, out = self.run_in(
            qube, f"./bench-calls {count} {parallel} " + " ".join(words), 600)
        if status != 0:
            raise AssertionError(f"bench-calls: status {status}")
        return Timing(*map(float, out.split()))

    def cpu(self):
        """CPU seconds by program; those of children that have ended belong
        to the program that waited for them."""
        used = collections.Counter()
        for pid, name in self.processes():
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    fields = file.read().rpartition(")")[2].split()
                with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
                    own = int(file.read().split()[0]) / 1e9
            except OSError:
                continue
            used[name] += own
            used[name + "'s children"] += (int(fields[13]) + int(fields[14])) / TICK
        return used

    def processes(self):
        """Number and name of each process of the session."""
        names, children = {}, collections.defaultdict(list)
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            try:
                with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
                    parent = int(file.read().rpartition(")")[2].split()[1])
                with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                    name = os.path.basename(file.read().partition("\0")[0])
            except OSError:
                continue
            names[pid] = name.removeprefix("leadlight-")
            children[parent].append(pid)
        todo = [self.session.pid]
        while todo:
            pid = todo.pop()
            todo += children[pid]
            yield pid, names.get(pid, "?")

    def cost(self, timing, before):
        """CPU milliseconds of one call, and by program in a comment."""
        spent = self.cpu()
        spent.subtract(before)
        each = {name: seconds * 1000 / timing.count for name, seconds in spent.items()}
        return sum(each.values()), ", ".join(
            f"{name} {msec:.3f}" for name, msec in
            sorted(each.items(), key=lambda item: -item[1]) if msec >= 0.005)


def figure(name, ours, limit, unit, most=True):
    """One line; most: ours may be at most the limit, else at least."""
    met = ours <= limit if most else ours >= limit
    print(f"{name}: {ours:.3f} {unit}, limit {limit:g} {unit}, {ours / limit:.2f}, "
          f"{'<=' if most else '>='} 1, {'MET' if met else 'MISSED'}", flush=True)


def note(text):
    print(f"# {text}", flush=True)


def rounds_of(desktop, count, *words):
    """Medians of p50 in ms, of CPU ms per call and of calls per second."""
    found = []
    for _ in range(ROUNDS):
        before = desktop.cpu()
        timing = desktop.measure("work", count, 1, *words)
        cost, who = desktop.cost(timing, before)
        found.append((timing.p50 / 1000, cost, timing.rate))
        if timing.lost:
            raise AssertionError(f"{timing.lost:.0f} calls failed")
    return [statistics.median(column) for column in zip(*found)], who


def latency(desktop):
    alone = desktop.measure("vault", 1000, 1, "run", "./.local/etc/qubes-rpc/t.Bench")
    note(f"the service alone: p50 {alone.p50 / 1000:.3f} ms, "
         f"CPU {alone.cpu * 1000 / alone.count:.3f} ms")
    for name, words in (
            ("own client", ("own", AGENT, "vault", "t.Bench")),
            ("qrexec-client-vm", ("run", "qrexec-client-vm", "vault", "t.Bench"))):
        (p50, cpu, rate), who = rounds_of(desktop, 1000, *words)
        figure(f"latency p50, {name}", p50, 1.6, "ms")
        figure(f"CPU of a call, {name}", cpu, 1.8, "ms")
        note(f"one after the other, {name}: {rate:.0f} calls/s; CPU in ms: {who}")


def busy():
    """Seconds that all processors were in use, and that passed."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICK, sum(ticks) / TICK


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def many(desktop):
    desktop.measure("work", 500, 50, "own", AGENT, "vault", "t.Bench")
    router = desktop.router()
    files = open_files(router)
    before, used = desktop.cpu(), busy()
    timing = desktop.measure("work", CALLS, 50, "own", AGENT, "vault", "t.Bench")
    used = [after - start for start, after in zip(used, busy())]
    cost, who = desktop.cost(timing, before)
    share = 100 * used[0] / used[1]
    note(f"50 at a time: p50 {timing.p50 / 1000:.2f} ms, p99 {timing.p99 / 1000:.2f} ms, "
         f"longest {timing.longest / 1000:.1f} ms; {cost:.3f} ms CPU a call: {who}")
    if timing.rate < 1000 and share >= 90:
        figure(f"processors busy, 50 at a time ({timing.rate:.0f} calls/s)",
               share, 90, "%", most=False)
    else:
        figure(f"50 at a time ({share:.0f} % of the processors busy)",
               timing.rate, 1000, "calls/s", most=False)
    figure(f"lost of {timing.count:.0f} calls, plus one", timing.lost + 1, 1, "calls")
    testbed.wait("descriptors are closed", lambda: open_files(router) <= files, 30)


def carried(desktop, service, bytes_in, bytes_out):
    """The router must have seen all of it."""
    def told():
        return re.search(rf"sent={bytes_in} received={bytes_out} exit=0",
                         desktop.logged())
    testbed.wait(f"{service} was carried whole", told, 30)


def bulk(desktop):
    source = f"./.local/etc/qubes-rpc/t.Bench {BYTES}"
    for name, limit, line, sizes in (
            ("in", 1, f"{source} | qrexec-client-vm vault t.Sink", (BYTES, 0)),
            ("out", 1, f"qrexec-client-vm vault t.Bench+{BYTES} < /dev/null | cat > /dev/null",
             (0, BYTES)),
            ("through cat", 0.5,
             f"{source} | qrexec-client-vm vault t.Cat > /dev/null", (BYTES, BYTES))):
        found = []
        for _ in range(ROUNDS):
            before = desktop.cpu()
            timing = desktop.measure("work", 1, 1, "run", "sh", "-c", f"'{line}'")
            cost, who = desktop.cost(timing, before)
            found.append((BYTES / timing.seconds / 1e9, cost / BYTES * 1e6))
        carried(desktop, name, *sizes)
        rate, cpu = [statistics.median(column) for column in zip(*found)]
        figure(f"bulk {name} (CPU {cpu:.2f} s/GB)", rate, limit, "GB/s", most=False)
        note(f"bulk {name}, CPU in ms: {who}")
    timing = desktop.measure("work", 1, 1, "run", "sh", "-c",
                             f"'{source} | cat | cat > /dev/null'")
    note(f"the same bytes through two pipes: {BYTES / timing.seconds / 1e9:.2f} GB/s, "
         f"CPU {timing.cpu / BYTES * 1e9:.2f} s/GB")


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(r"RssAnon:\s+(\d+)", file.read())[1])


def idle():
    names = [f"q{i}" for i in range(IDLE_QUBES)]
    with Bench(names) as desktop:
        for name in names:  # so that nothing is new to the router
            desktop.measure(name, 50, 10, "own", AGENT, names[0], "t.Bench")
        router = desktop.router()
        before, files = memory(router), open_files(router)
        begun = [desktop.begin(
            name, f"mkfifo hold; exec 3<>hold; ./bench-calls {IDLE_EACH} {IDLE_EACH} "
                  f"hold {AGENT} {names[(i + 1) % IDLE_QUBES]} t.Bench+wait < hold")
                 for i, name in enumerate(names)]
        total = IDLE_QUBES * IDLE_EACH
        testbed.wait(f"{total} calls go on", lambda: sum(
            "running" in call for call in desktop.listed()) == total, 120, 0.5)
        time.sleep(1)
        figure(f"router memory of an idle call, {total} open",
               (memory(router) - before) / total, 4, "KiB")
        for name in names:
            desktop.run_in(name, f"printf %0{IDLE_EACH}d 0 > hold")
        for one in begun:
            status, out = desktop.end(one, 120)
            if status != 0 or Timing(*map(float, out.split())).lost:
                raise AssertionError(f"idle calls ended with {status}: {out}")
        testbed.wait("descriptors are closed",
                     lambda: open_files(router) <= files, 30)


def main():
    if set(PARTS) & {"latency", "bulk", "many"}:
        with Bench(["work", "vault"]) as desktop:
            for part in (latency, bulk, many):
                if part.__name__ in PARTS:
                    part(desktop)
    if "idle" in PARTS:
        idle()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
