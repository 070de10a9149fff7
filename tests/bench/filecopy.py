#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What it costs to send files: one large file, and many small ones. Directly,
sender and receiver joined by sockets, against tar at both ends of a pipe and
against cp; then by qvm-copy from one sandbox to another against tar at both
ends of a call. Seconds of CPU (direct) or of time (calls), the median of ROUNDS
rounds in which the sides take turns.

Filecopy sums up every byte at both ends, and shows a file once it is whole,
which tar does not: it shall cost no more than that in large files, and half as
much again in small ones. cp moves bytes once where a stream moves them three
times, and waits for nobody: it shows the least there can be.

With BENCH_STOCK=FOLDER, where qfile-agent and qfile-unpacker of Qubes OS are,
these are measured too.

  name: ours, peer or limit, ratio, goal, MET|MISSED
"""

import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../system"))
import calls  # noqa: E402
import qrexec  # noqa: E402
import testbed  # noqa: E402

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
LARGE = 256 << 20
FOLDERS, FILES, SMALL = 100, 100, 1024
SENDER = os.path.join(testbed.BUILD, "qube/bin/qfile-agent")
RECEIVER = os.path.join(testbed.BUILD, "qube/qubes-rpc/qubes.Filecopy")
STOCK = os.environ.get("BENCH_STOCK")
SHAPES = {"large": f"a file of {LARGE >> 20} MiB",
          "small": f"{FOLDERS * FILES} files of {SMALL} bytes"}
POLICY = """\
qubes.Filecopy  *  work  @default  allow  target=personal
t.Untar         *  work  personal  allow
*               *  *     *         deny   notify=no
"""
UNTAR = "#!/bin/sh\nmkdir ~/tar; exec tar x -C ~/tar\n"
MAKE = f"""
mkdir large small
head -c {LARGE} /dev/urandom >large/file
for d in $(seq {FOLDERS}); do mkdir small/$d
  for f in $(seq {FILES}); do head -c {SMALL} large/file >small/$d/$f; done; done
"""


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def expect_same(left, right):
    if subprocess.run(["diff", "-r", left, right], check=False).returncode:
        raise AssertionError(f"{left} is not {right}")


class Direct:
    """Two folders and what goes from one to the other."""

    def __init__(self, top):
        self.top = top
        self.to = f"{top}/to"

    def fresh(self):
        shutil.rmtree(self.to, ignore_errors=True)
        os.makedirs(f"{self.to}/QubesIncoming/work")

    def cost(self, shape, run, came):
        """CPU seconds of what run starts, which must have worked."""
        self.fresh()
        before = children()
        run(shape)
        used = children() - before
        expect_same(f"{self.top}/{shape}", f"{self.to}/{came}{shape}")
        return used

    def joined(self, sender, receiver):
        there, from_there = socket.socketpair()
        back, to_back = socket.socketpair()
        env = dict(os.environ, HOME=self.to, QREXEC_REMOTE_DOMAIN="work")
        ends = [subprocess.Popen(words, cwd=self.top, env=env, stdin=stdin,
                                 stdout=stdout)
                for words, stdin, stdout in ((receiver, there, to_back),
                                             (sender, back, from_there))]
        for end in (there, from_there, back, to_back):
            end.close()
        if any(end.wait() for end in ends):
            raise AssertionError(f"{sender} and {receiver} failed")

    def ours(self, shape):
        self.joined([SENDER, shape], [RECEIVER])

    def stock(self, shape):
        self.joined([f"{STOCK}/qfile-agent", shape],
                    [f"{STOCK}/qfile-unpacker", str(os.geteuid()), self.to])

    def tar(self, shape):
        subprocess.run(f"tar c {shape} | tar x -C {self.to}", shell=True,
                       cwd=self.top, check=True)

    def cp(self, shape):
        subprocess.run(["cp", "-a", shape, self.to], cwd=self.top, check=True)

    def measure(self, shape):
        sides = {"ours": (self.ours, "QubesIncoming/work/"),
                 "tar": (self.tar, ""), "cp": (self.cp, "")}
        if STOCK:
            sides["stock"] = (self.stock, "")
        costs = {name: [] for name in sides}
        for _ in range(ROUNDS):
            for name, (run, came) in sides.items():
                costs[name].append(self.cost(shape, run, came))
        return {name: statistics.median(all_) for name, all_ in costs.items()}


class Qubes(qrexec.Bench):
    def __init__(self):
        super().__init__(["work", "personal"])
        self.policy = POLICY

    def cost(self, command):
        """CPU seconds of the session, and seconds, for a line in "work"."""
        before, began = self.cpu().total(), time.monotonic()
        code, told = self.run_in("work", f"bash -c '{command}' 2>&1", 300)
        if code != 0:
            raise AssertionError(f"{command}: {code}: {told}")
        took = time.monotonic() - began
        return self.cpu().total() - before, took

    def measure(self, shape):
        """Medians of both ways: CPU seconds, seconds."""
        ours, tar = [], []
        for _ in range(ROUNDS):
            ours.append(self.cost(f"qvm-copy {shape}"))
            tar.append(self.cost(f"set -o pipefail; tar c {shape} | "
                                 "qrexec-client-vm personal t.Untar"))
            code, told = self.run_in("personal", f"diff -r tar/{shape} "
                                     f"QubesIncoming/work/{shape} && "
                                     "rm -r QubesIncoming tar", 300)
            if code != 0:
                raise AssertionError(f"not what was sent: {told}")
        return [[statistics.median(column) for column in zip(*side)]
                for side in (ours, tar)]


def report(name, ours, peer, goal):
    """One line; whether the goal is met."""
    met = ours <= peer * goal
    print(f"{name}: {ours:.3f} s, {peer:.3f} s, {ours / peer:.2f}, <= {goal}, "
          f"{'MET' if met else 'MISSED'}", flush=True)
    return met


def run_direct():
    met = True
    with tempfile.TemporaryDirectory(prefix="leadlight-bench-") as top:
        subprocess.run(["bash", "-euc", MAKE], cwd=top, check=True)
        for shape, what in SHAPES.items():
            costs = Direct(top).measure(shape)
            for peer, goal in (("tar", 1.25 if shape == "large" else 1.5),
                               ("cp", 4), ("stock", 1)):
                if peer in costs:
                    met &= report(f"{what}, CPU, and {peer}", costs["ours"],
                                  costs[peer], goal)
    return met


def run_calls():
    met = True
    with Qubes() as desktop:
        desktop.write_program(os.path.join(
            desktop.home("personal"), calls.SERVICES, "t.Untar"), UNTAR)
        desktop.run_in("work", MAKE, 300)
        for shape, what in SHAPES.items():
            (ours, took), (tar, tar_took) = desktop.measure(shape)
            met &= report(f"{what} to another qube ({took:.2f} s), CPU, "
                          f"and tar ({tar_took:.2f} s)", ours, tar,
                          1.25 if shape == "large" else 2)
    return met


def main():
    met = run_direct()
    met &= run_calls()
    return 0 if met else 1


sys.exit(main())
