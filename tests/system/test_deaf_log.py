#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A log that nobody reads, and one whose disk is full: the desktop starts,
calls are decided, programs that die are replaced. Nobody waits for the log."""

import fcntl
import os
import sys

import calls
import testbed

POLICY = """
t.Echo   *  @anyvm  @anyvm    allow
"""
QUBES = {"work": {}, "personal": {}, "late": {"autostart": "no"}}


class Desktop(calls.Calls):
    """Its log cannot be looked at: what works is what counts."""

    def __init__(self):
        super().__init__(QUBES, POLICY)

    def logged(self):
        return ""

    def await_agent(self, name):
        other = "personal" if name == "work" else "work"
        testbed.wait(f"{name} answers", lambda: self.call(
            other, name, "t.Echo", "hello") == (0, "hello"), 60)


class Unread(Desktop):
    def open_log(self):
        """A pipe that is full."""
        path = self.path("log")
        os.mkfifo(path)
        self.pipe = open(path, "r+b", buffering=0)
        flags = fcntl.fcntl(self.pipe, fcntl.F_GETFL)
        fcntl.fcntl(self.pipe, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        while self.pipe.write(bytes(4096)):
            pass
        fcntl.fcntl(self.pipe, fcntl.F_SETFL, flags)
        return self.pipe

    def drain(self):
        """What is in it now."""
        reader = os.open(self.path("log"), os.O_RDONLY | os.O_NONBLOCK)
        try:
            return os.read(reader, 1 << 20).decode(errors="replace")
        except BlockingIOError:
            return ""
        finally:
            os.close(reader)


class Full(Desktop):
    def open_log(self):
        return open("/dev/full", "wb")


def use(desktop):
    """Calls, also to a qube that is started for it, and refused ones."""
    for _ in range(20):
        assert desktop.call("work", "personal", "t.Echo", "x") == (0, "x")
        assert desktop.call("personal", "work", "t.Other")[0] == 126
    assert desktop.call("work", "late", "t.Echo")[0] == 127  # has no services
    desktop.furnish("late")
    desktop.kill_in("personal", ".*qrexec-[a]gent")
    desktop.await_agent("personal")
    desktop.kill_in("personal", ".*leadlight-[a]gent")
    desktop.await_agent("personal")
    assert desktop.listed() == []
    desktop.say("sync")


def test_nobody_waits_for_who_reads_the_log():
    with Unread() as desktop:
        use(desktop)
        assert set(desktop.drain()) == {"\0"}
        assert desktop.call("personal", "work", "t.Other")[0] == 126
        read = []

        def goes_on():
            read.append(desktop.drain())
            text = "".join(read)
            return (" lines were lost\n" in text and
                    "event=refuse source=personal service=t.Other" in text)
        testbed.wait("the log goes on", goes_on)


def test_a_full_disk_stops_nobody():
    with Full() as desktop:
        use(desktop)


sys.exit(testbed.run(test_nobody_waits_for_who_reads_the_log,
                     test_a_full_disk_stops_nobody))
