#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls in which something dies, floods or never reads: their callers learn of
it by the right exit code, nobody else is affected, nothing is left behind."""

import os
import shutil
import signal
import sys

import calls
import testbed

POLICY = """
t.Echo   *  @anyvm  @anyvm    allow
t.Stay   *  work    personal  allow
t.Deaf   *  work    personal  allow
t.Flood  *  work    personal  allow
"""
QUBES = {"work": {}, "personal": {}, "third": {}}
LOST = 255
FLOOD = 40000
CLIENT = ".*qrexec-[c]lient-vm"  # does not find who looks for it
AGENT = ".*qrexec-[a]gent"


def check(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r}, not {wanted!r}")


def descriptors():
    """How many each of our processes has, the agents in qubes, too."""
    found = {}
    for name in ("session", "qrexec", "zone", "keeper", "agent", "qrexec-agent"):
        for pid in desktop.pids("leadlight-" + name):
            found[pid] = len(os.listdir(f"/proc/{pid}/fd"))
    return found


def memory():
    """Resident KiB of the router."""
    with open(f"/proc/{desktop.router()}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file
                    if line.startswith("VmRSS"))


def works(source="third", target="personal"):
    check(desktop.call(source, target, "t.Echo", "works"), (0, "works"))


def code(begun):
    """The client's exit code."""
    return desktop.end(begun)[0]


def stay():
    """A call that runs until something happens to it."""
    for name in ("began", "over"):
        path = os.path.join(desktop.home("personal"), name)
        if os.path.exists(path):
            os.remove(path)
    begun = desktop.begin("work", "rm -f pipe; mkfifo pipe; sleep 600 > pipe & "
                                  "qrexec-client-vm personal t.Stay < pipe")
    desktop.wait_file("personal", "began", 30)
    desktop.wait_calls(1)
    return begun


def test_the_router_dies():
    begun = stay()
    old = desktop.router()
    os.kill(old, signal.SIGKILL)
    check(code(begun), LOST)
    desktop.wait_file("personal", "over", 30)
    testbed.wait("another router", lambda: desktop.router() != old)
    for qube in QUBES:
        desktop.wait_agents(qube, 2)
    works()
    works("work")


def test_the_targets_agent_dies():
    begun = stay()
    desktop.kill_in("personal", AGENT)
    check(code(begun), LOST)
    works("work", "third")
    desktop.wait_agents("personal", 3)
    works()


def test_the_callers_agent_dies():
    begun = stay()
    desktop.kill_in("work", AGENT)
    desktop.wait_agents("work", 3)
    works("work")
    number = desktop.listed()
    if number:  # the client may outlive its agent; then so does the call
        desktop.leadctl("cut", number[0][0])
    check(code(begun), LOST)


def test_the_caller_dies():
    begun = stay()
    desktop.kill_in("work", CLIENT)
    code(begun)
    desktop.wait_file("personal", "over", 30)
    desktop.wait_calls(0)
    works("work")


def test_a_call_is_cut():
    begun = stay()
    number = desktop.listed()[0][0]
    desktop.leadctl("cut", number)
    check(code(begun), LOST)
    desktop.wait_file("personal", "over", 30)
    desktop.wait_calls(0)


def test_a_service_that_never_reads():
    begun = desktop.begin(
        "work", "head -c 20000000 /dev/zero | ( qrexec-client-vm personal t.Deaf;"
                " echo $? )")
    listed = desktop.wait_calls(1)
    works()
    works("work")
    desktop.leadctl("cut", listed[0][0])
    check(desktop.end(begun)[1], f"{LOST}\n")
    desktop.kill_in("personal", "[s]leep")  # it outlives its call


def test_a_service_that_floods_a_caller_that_never_reads():
    begun = desktop.begin(
        "work", "mkfifo deaf; sleep 600 < deaf & qrexec-client-vm personal "
                "t.Flood > deaf < /dev/null")
    listed = desktop.wait_calls(1)
    works()
    works("work")
    desktop.leadctl("cut", listed[0][0])
    desktop.kill_in("work", "[s]leep")
    desktop.end(begun)
    desktop.wait_calls(0)
    works()


def test_many_refused_calls():
    begun = desktop.begin(
        "work", "for i in 1 2 3 4; do ( for j in $(seq 50); do qrexec-client-vm "
                "personal t.Other < /dev/null; [ $? = 126 ] || echo wrong; done )"
                " & done; wait")
    for _ in range(10):
        works()
    check(desktop.end(begun, 120), (0, ""))


def test_a_flood_of_refused_calls():
    """As many as programs can ask for, eight of them at once."""
    shutil.copy(os.path.join(testbed.BUILD, "tests/bench/bench-calls"),
                desktop.home("work"))
    used = memory()
    begun = desktop.begin("work", f"./bench-calls {FLOOD} 8 own "
                                  "/run/qubes/qrexec-agent personal t.Other")
    for _ in range(20):
        works()
    status, out = desktop.end(begun, 120)
    count, _, rate, *_, refused, _ = map(float, out.split())
    print(f"# {rate:.0f} refused calls a second")
    check((status, count, refused), (0, FLOOD, FLOOD))
    check(memory() < used + 2048, True)
    works("work")


def refused():
    testbed.wait("calls end with 126", lambda: desktop.call(
        "third", "personal", "t.Echo")[0] == 126)


def test_the_policy_breaks_while_calls_are_made():
    begun = stay()
    many = desktop.begin(
        "work", "for i in 1 2 3; do ( while [ ! -e enough ]; do qrexec-client-vm "
                "personal t.Echo < /dev/null; echo $?; done ) & done; wait")
    path = desktop.path("config/policy.d/30-test.policy")
    for _ in range(5):
        desktop.write_policy("what is this\n")
        refused()
        desktop.write_policy(POLICY)
        testbed.wait("calls work", lambda: desktop.call(
            "third", "personal", "t.Echo")[0] == 0)
        os.remove(path)
        refused()
        desktop.write_policy(POLICY)
        testbed.wait("calls work", lambda: desktop.call(
            "third", "personal", "t.Echo")[0] == 0)
    check(len(desktop.listed()) > 0, True)
    with open(os.path.join(desktop.home("work"), "enough"), "wb"):
        pass
    check(set(desktop.end(many)[1].split()), {"0", "126"})
    check(len(desktop.listed()), 1)
    desktop.leadctl("cut", desktop.listed()[0][0])
    check(code(begun), LOST)


def test_nothing_is_left():
    """Programs that were killed and replaced are compared since they work."""
    desktop.wait_calls(0)

    def more():
        return {pid: (before[pid], count) for pid, count in descriptors().items()
                if count > before.get(pid, count)}
    testbed.wait("no process has more descriptors", lambda: not more())
    check(sorted(before), sorted(descriptors()))


def test_what_there_is_now():
    """After all that was killed: what is there is to stay as it is."""
    works("work", "third")
    works()
    before.update(descriptors())


def test_a_broken_policy_can_leave_the_last_one():
    with calls.Calls({"work": {}, "personal": {}}, POLICY,
                     session_words=["--keep-policy"]) as other:
        other.write_policy("what is this\n")
        testbed.wait("the mistake is found",
                     lambda: "the policy is broken" in other.logged())
        check(other.call("work", "personal", "t.Echo", "kept"), (0, "kept"))


with calls.Calls(QUBES, POLICY) as desktop:
    before = {}
    sys.exit(testbed.run(
        test_the_router_dies, test_the_targets_agent_dies,
        test_the_callers_agent_dies, test_what_there_is_now,
        test_the_caller_dies, test_a_call_is_cut,
        test_a_service_that_never_reads,
        test_a_service_that_floods_a_caller_that_never_reads,
        test_many_refused_calls, test_a_flood_of_refused_calls,
        test_the_policy_breaks_while_calls_are_made, test_nothing_is_left,
        test_a_broken_policy_can_leave_the_last_one))
