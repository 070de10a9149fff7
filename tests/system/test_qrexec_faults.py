#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls in which something dies, floods or never reads: their callers learn of
it by the right exit code, nobody else is affected, nothing is left behind."""

import os
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
CLIENT = ".*qrexec-[c]lient-vm"  # does not find who looks for it
AGENT = ".*qrexec-[a]gent"


def check(got, wanted):
    if got != wanted:
        raise AssertionError(f"{got!r}, not {wanted!r}")


def descriptors():
    return len(os.listdir(f"/proc/{desktop.router()}/fd"))


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


def test_nothing_is_left():
    desktop.wait_calls(0)
    testbed.wait("no more descriptors than before",
                 lambda: descriptors() <= before)


with calls.Calls(QUBES, POLICY) as desktop:
    works()
    before = descriptors()
    sys.exit(testbed.run(
        test_the_router_dies, test_the_targets_agent_dies,
        test_the_callers_agent_dies, test_the_caller_dies, test_a_call_is_cut,
        test_a_service_that_never_reads,
        test_a_service_that_floods_a_caller_that_never_reads,
        test_many_refused_calls, test_nothing_is_left))
