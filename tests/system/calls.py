# SPDX-License-Identifier: MIT
"""What tests of calls between qubes share: a desktop with services, programs
run in its qubes, and what the router knows."""

import os
import shlex
import socket
import struct
import subprocess

import testbed

VERSION = 2  # of the zone service's socket
HELLO, LIST, RUN = 1, 2, 10
REPLY, QUBE = 130, 134
OK = 0
SERVICES = ".local/etc/qubes-rpc"

ECHO = "#!/bin/sh\ncat\n"
EXIT = "#!/bin/sh\nexit $1\n"
WHO = "#!/bin/sh\nenv | grep ^QREXEC_ | sort\n"
# says that it runs, and when its caller has gone
STAY = "#!/bin/sh\necho > ~/began; cat > /dev/null; echo > ~/over\n"
DEAF = "#!/bin/sh\nexec sleep 600\n"
FLOOD = "#!/bin/sh\nexec cat /dev/zero\n"

SET = {"t.Echo": ECHO, "t.Exit": EXIT, "t.Who": WHO, "t.Stay": STAY,
       "t.Deaf": DEAF, "t.Flood": FLOOD}


class Zone:
    """A client of the zone service: runs programs in qubes."""

    def __init__(self, path):
        self.conn = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.conn.settimeout(60)
        self.conn.connect(path)
        self.serial = 0
        self.send(HELLO, 0, struct.pack("<I", VERSION))
        self.conn.recv(65536)
        self.ids = {}

    def send(self, kind, qube, body=b""):
        self.serial += 1
        self.conn.send(struct.pack("<III", kind, self.serial, qube) + body)
        return self.serial

    def reply(self, serial):
        while True:
            data = self.conn.recv(65536)
            kind, answers, qube = struct.unpack_from("<III", data)
            if kind == QUBE:
                size = struct.unpack_from("<I", data, 12)[0]
                self.ids[data[16:16 + size].decode()] = qube
            elif kind == REPLY and answers == serial:
                return struct.unpack_from("<I", data, 12)[0]

    def run(self, name, command):
        if name not in self.ids:
            self.reply(self.send(LIST, 0))
        text = command.encode()
        status = self.reply(self.send(
            RUN, self.ids[name], struct.pack("<I", len(text)) + text))
        if status != OK:
            raise AssertionError(f"{name}: {command!r}: status {status}")


class Calls(testbed.Desktop):
    """A desktop whose qubes have services, with a policy."""

    def __init__(self, qubes, policy, **keys):
        super().__init__({name: {"label": "red", "autostart": "yes", **more}
                          for name, more in qubes.items()}, **keys)
        self.policy = policy
        self.numbers = 0
        self.zone = None

    def _write_config(self):
        super()._write_config()
        os.mkdir(self.path("config/policy.d"), 0o755)
        os.mkdir(self.path("config/rpc"), 0o755)
        self.write_policy(self.policy)

    def write_policy(self, text):
        path = self.path("config/policy.d/30-test.policy")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + ".new", path)

    def __enter__(self):
        super().__enter__()
        try:
            for name, keys in self.qubes.items():
                if keys["autostart"] == "yes":
                    self.furnish(name)
        except BaseException as problem:
            self.__exit__(type(problem), problem, None)
            raise
        return self

    def furnish(self, name):
        """Gives a qube the services, and waits for its agent."""
        folder = os.path.join(self.home(name), SERVICES)
        at = self.home(name)
        for part in SERVICES.split("/"):
            at = os.path.join(at, part)
            os.makedirs(at, exist_ok=True)
        for service, text in SET.items():
            self.write_program(os.path.join(folder, service), text)
        self.await_agent(name)

    def await_agent(self, name):
        testbed.wait(f"the agent of {name}",
                     lambda: f"{name}: its agent is there" in self.logged(), 30)

    @staticmethod
    def write_program(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o755)

    def runtime(self, name):
        return self.path("run/leadlight/" + name)

    def begin(self, qube, command):
        """Runs a shell line in a qube; returns what to give to end()."""
        if not self.zone:
            self.zone = Zone(self.runtime("zone.sock"))
        self.numbers += 1
        mark = f"done-{self.numbers}"
        self.zone.run(qube, f"cd; ( {command}\n) > out-{mark} 2> err-{mark}; "
                            f"echo $? > new-{mark}; mv new-{mark} {mark}")
        return qube, mark

    def end(self, begun, seconds=60):
        """Exit status and output of what was begun."""
        qube, mark = begun
        status = int(self.wait_file(qube, mark, seconds))
        return status, self.read(qube, f"out-{mark}")

    def run_in(self, qube, command, seconds=60):
        return self.end(self.begin(qube, command), seconds)

    def call(self, source, target, service, data="", seconds=60):
        """A call with this input: exit status and output."""
        return self.run_in(source, f"printf %s {shlex.quote(data)} | "
                                   f"qrexec-client-vm {target} {service}", seconds)

    def router(self):
        """The router's process id, once it is there."""
        def find():
            for pid in self.pids("leadlight-qrexec"):
                try:
                    with open(f"/proc/{pid}/cmdline", "rb") as file:
                        name = os.path.basename(file.read().split(b"\0")[0])
                except OSError:
                    continue
                if name == b"leadlight-qrexec":
                    return pid
            return None
        return testbed.wait("the router runs", find)

    def wait_agents(self, qube, count):
        """Until so many agents of a qube have come, since the session began."""
        testbed.wait(f"agent {count} of {qube}", lambda: self.logged().count(
            f"{qube}: its agent is there") >= count, 30)

    def kill_in(self, qube, pattern):
        """Kills the programs in a qube with a word like this."""
        self.run_in(qube, "kill -9 $(grep -alszxE " + shlex.quote(pattern) +
                    " /proc/[0-9]*/cmdline | cut -d/ -f3)")

    def leadctl(self, *words):
        return subprocess.run(
            [self._tool("admin/ctl/leadctl"), "--runtime",
             self.path("run/leadlight"), "call", *words],
            capture_output=True, text=True, timeout=30, check=True).stdout

    def listed(self):
        """The calls that go on, as the router says."""
        return [line.split() for line in self.leadctl("ls").splitlines()[1:]]

    def wait_calls(self, count):
        return testbed.wait(f"{count} calls go on", lambda: (
            len(self.listed()) == count and (self.listed() or True)))
