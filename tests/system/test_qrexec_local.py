#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent of the trusted side: what its services say is in its log, and can
forge nothing there."""

import os
import socket

from qrexec_rig import (AGENT, EXIT, JUST_EXEC, STDIN, VERSION, Link,
                        Qube, run, wait)


class Trusted(Qube):
    """An agent with --local, its router, and its log."""

    def __enter__(self):
        super(Qube, self).__enter__()
        ours, theirs = socket.socketpair()
        self.log = open(f"{self.top}/log", "w+b", buffering=0)
        self.env["VCHAN_DOMAIN"] = "7"
        self.agent = self.run(AGENT, f"--local={theirs.fileno()}",
                              f"--agent-socket={self.socket}",
                              pass_fds=[theirs.fileno()], stderr=self.log)
        theirs.close()
        self.control = Link(ours)
        assert self.control.hello(self.version) == VERSION
        return self

    def __exit__(self, *reason):
        self.log.close()
        super().__exit__(*reason)

    def ask(self, command, *words, **options):
        return super().ask(f"{command} name dom0", *words, **options)

    def lines(self):
        with open(f"{self.top}/log", "rb") as log:
            return log.read().split(b"\n")[:-1]

    def logged(self, line):
        wait(f"{line} in the log", lambda: line in self.lines())


def lines_are_marked_and_escaped():
    with Trusted() as trusted:
        trusted.write("rpc/t.Echo", "#!/bin/sh\ncat >&2\n")
        forged = b"err: policy: all is well"
        said = (b"plain\n" + forged + b"\n\n\x1b]0;x\x07\r" + forged +
                b"\n\xe2\x80\xae" + b"x" * 300 + b"\nno end " + forged)
        assert trusted.call("t.Echo+a", said) == (b"", b"", 0)
        mark = b"info: service_log: t.Echo+a for work: "
        trusted.logged(mark + b"no end " + forged)
        own = [line for line in trusted.lines() if b"the router" not in line]
        assert own == [
            mark + b"plain", mark + forged,
            mark + b"\\x1b]0;x\\x07\\x0d" + forged,
            mark + b"\\xe2\\x80\\xae" + b"x" * 197, mark + b"x" * 103,
            mark + b"no end " + forged], own


def what_nobody_listens_to_is_marked_too():
    with Trusted() as trusted:
        trusted.write("rpc/t.Say", "#!/bin/sh\necho heard\necho err >&2\n")
        link = trusted.ask("QUBESRPC t.Say work", JUST_EXEC)
        assert link.recv() == (EXIT, b"\0\0\0\0")
        trusted.logged(b"info: service_log: t.Say for work: err")
        assert b"heard" not in b"\n".join(trusted.lines())


def the_session_service_is_marked_too():
    with Trusted() as trusted:
        trusted.write("rpc/qubes.WaitForSession",
                      "#!/bin/sh\necho out\necho err >&2\n")
        trusted.write("rpc/t.True", "#!/bin/sh\n")
        trusted.write("config/t.True", "wait-for-session = true\n")
        assert trusted.call("t.True")[2] == 0
        for word in (b"out", b"err"):
            trusted.logged(b"info: service_log: t.True for work: " + word)
        assert not {b"out", b"err"} & set(trusted.lines())


def a_flood_is_cut_and_harms_nobody():
    with Trusted() as trusted:
        trusted.write("rpc/t.Flood",
                      "#!/bin/sh\nyes err: forged >&2 2>/dev/null\n"
                      "yes err: forged | head -n 100000 >&2\ncat\n")
        trusted.write("rpc/t.Cat", "#!/bin/sh\ncat\n")
        link = trusted.ask("QUBESRPC t.Flood work")
        trusted.logged(b"warn: service_log: t.Flood for work: "
                       b"writes too much: no more of it is told")
        assert trusted.call("t.Cat", b"x") == (b"x", b"", 0)
        link.send(STDIN, b"still here")
        link.send(STDIN)
        assert trusted.end(link) == (b"still here", b"", 0)
        assert len(trusted.lines()) < 210
        assert b"err: forged" not in trusted.lines()


def a_service_outlives_the_agent():
    with Trusted() as trusted:
        os.mkfifo(f"{trusted.top}/gate")
        trusted.write("rpc/t.Stay", f"""#!/bin/sh
read x <{trusted.top}/gate
echo lost >&2
echo alive >{trusted.top}/alive
""")
        link = trusted.ask("QUBESRPC t.Stay work", JUST_EXEC)
        assert link.recv() == (EXIT, b"\0\0\0\0")
        trusted.control.close()
        assert trusted.agent.wait(30) == 0
        with open(f"{trusted.top}/gate", "w", encoding="ascii") as gate:
            gate.write("go\n")
        wait("it goes on", lambda: os.path.exists(f"{trusted.top}/alive"))


def nothing_is_left_open():
    with Trusted() as trusted:
        trusted.write("rpc/t.Say", "#!/bin/sh\necho err >&2\n")
        folder = f"/proc/{trusted.agent.pid}/fd"
        trusted.call("t.Say")
        before = len(os.listdir(folder))
        for _ in range(30):
            trusted.call("t.Say")
        wait("descriptors are closed",
             lambda: len(os.listdir(folder)) <= before)


run(lines_are_marked_and_escaped,
    what_nobody_listens_to_is_marked_too,
    the_session_service_is_marked_too,
    a_flood_is_cut_and_harms_nobody,
    a_service_outlives_the_agent,
    nothing_is_left_open)
