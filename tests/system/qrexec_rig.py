# SPDX-License-Identifier: MIT
"""leadlight-qrexec-agent and qrexec-client-vm by themselves: a test plays the
router, the other end of a call, or the agent, byte by byte."""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time

BUILD = os.environ["LEADLIGHT_BUILD"]
AGENT = os.environ.get("TEST_QREXEC_AGENT",
                       os.path.join(BUILD, "qube/leadlight-qrexec-agent"))
CLIENT = os.environ.get("TEST_QREXEC_CLIENT",
                        os.path.join(BUILD, "qube/bin/qrexec-client-vm"))
DOMAIN = 7
VERSION = 4
STDIN, STDOUT, STDERR, EXIT = 0x190, 0x191, 0x192, 0x193
EXEC, JUST_EXEC, CONNECT, REFUSED = 0x200, 0x201, 0x202, 0x203
TERMINATED, TRIGGER3, TRIGGER4, HELLO = 0x211, 0x212, 0x213, 0x300
SECONDS = 30.0


def wait(what, condition):
    """The first true value of condition(); fails after a while."""
    end = time.monotonic() + SECONDS
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {SECONDS} s")
        time.sleep(0.01)


class Link:
    """One stream of messages."""

    def __init__(self, sock):
        self.sock = sock
        sock.settimeout(SECONDS)

    def send(self, kind, body=b""):
        self.sock.sendall(struct.pack("<II", kind, len(body)) + body)

    def bytes(self, size):
        data = b""
        while len(data) < size:
            try:
                part = self.sock.recv(size - len(data))
            except ConnectionResetError:
                part = b""
            if not part:
                break
            data += part
        return data

    def recv(self):
        """A message (type, body), or None at the end."""
        header = self.bytes(8)
        if len(header) < 8:
            return None
        kind, size = struct.unpack("<II", header)
        return kind, self.bytes(size)

    def hello(self, version=VERSION):
        self.send(HELLO, struct.pack("<I", version))
        kind, body = self.recv()
        assert kind == HELLO, hex(kind)
        return struct.unpack("<I", body)[0]

    def all(self):
        """{type: joined bodies}, and the order of types, up to the end."""
        streams, order = {}, []
        while (message := self.recv()) is not None:
            kind, body = message
            assert kind not in order or streams[kind] is not None
            streams[kind] = streams.get(kind, b"") + body
            if not body or kind == EXIT:
                order.append(kind)
        return streams, order

    def close(self):
        self.sock.close()


def connect(path):
    sock = socket.socket(socket.AF_UNIX)

    def ready():
        try:
            sock.connect(path)
        except OSError:
            return False
        return True
    wait(f"somebody listens at {path}", ready)
    return Link(sock)


def listen(path):
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(path)
    sock.listen(64)
    sock.settimeout(SECONDS)
    return sock


class Place:
    """A folder with channels, services and settings."""

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="qrexec-")
        for name in ("vchan", "first", "rpc", "config"):
            os.mkdir(f"{self.top}/{name}")
        self.env = {key: value for key, value in os.environ.items()
                    if not key.startswith(("QREXEC_", "NOTIFY_"))}
        self.env |= {
            "VCHAN_DOMAIN": str(DOMAIN),
            "VCHAN_SOCKET_DIR": f"{self.top}/vchan",
            "QREXEC_SERVICE_PATH": f"{self.top}/first:{self.top}/rpc",
            "QUBES_RPC_CONFIG_PATH": f"{self.top}/config",
            "QREXEC_REQUESTED_TARGET": "of another call", "LC_ALL": "C.UTF-8",
        }
        self.socket = f"{self.top}/agent.sock"
        self.processes = []
        self.port = 70000
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.top)

    def channel(self, server, client, port):
        return f"{self.top}/vchan/vchan.{server}.{client}.{port}.sock"

    def write(self, name, text, mode=0o755):
        path = f"{self.top}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def run(self, *words, **options):
        options.setdefault("env", self.env)
        process = subprocess.Popen(words, **options)
        self.processes.append(process)
        return process


class Qube(Place):
    """An agent, with the test as its router and as all callers."""

    def __init__(self, *options, version=VERSION):
        self.options = options
        self.version = version

    def __enter__(self):
        super().__enter__()
        self.agent = self.run(AGENT, "--no-fork-server", "--one-user",
                              f"--agent-socket={self.socket}", *self.options)
        self.attach()
        return self

    def attach(self):
        self.control = connect(self.channel(DOMAIN, 0, 512))
        assert self.control.hello(self.version) == VERSION

    def user(self):
        import pwd
        return pwd.getpwuid(os.geteuid()).pw_name

    def listen(self):
        self.port += 1
        return listen(self.channel(0, DOMAIN, self.port)), self.port

    def ask(self, command, kind=EXEC, user=None):
        """Has something run; returns the data channel, greeted."""
        listener, port = self.listen()
        line = f"{user or self.user()}:{command}".encode() + b"\0"
        self.control.send(kind, struct.pack("<II", 0, port) + line)
        sock, _ = listener.accept()
        listener.close()
        link = Link(sock)
        assert link.hello() == VERSION
        link.port = port
        return link

    def call(self, service, stdin=b"", source="work"):
        """A whole call: stdout, stderr, exit code."""
        link = self.ask(f"QUBESRPC {service} {source}")
        try:
            if stdin:
                link.send(STDIN, stdin)
            link.send(STDIN)
        except BrokenPipeError:
            pass
        return self.end(link)

    def end(self, link):
        streams, order = link.all()
        assert order[-1] == EXIT, order
        assert sorted(order[:-1]) == [STDOUT, STDERR], order
        link.close()
        self.terminated(link.port)
        code, = struct.unpack("<i", streams[EXIT])
        return streams[STDOUT], streams[STDERR], code

    def terminated(self, port, domain=0):
        message = self.control.recv()
        assert message == (TERMINATED, struct.pack("<II", domain, port)), \
            message


class Caller(Place):
    """A client, with the test as its agent and as the service."""

    def start(self, *words, answer=True, **options):
        server = listen(self.socket)
        options.setdefault("stdin", subprocess.PIPE)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        self.client = self.run(CLIENT, f"--agent-socket={self.socket}", *words,
                               **options)
        self.agent = Link(server.accept()[0])
        server.close()
        self.asked = self.agent.recv()
        if not answer:
            self.agent.close()
            return None
        self.agent.sock.sendall(struct.pack("<II", 0, 70001))
        link = connect(self.channel(DOMAIN, 0, 70001))
        assert link.hello() == VERSION
        return link

    def code(self):
        return self.client.wait(SECONDS)


class Skip(Exception):
    """The test cannot be run here; its text says why."""


def need_root():
    if os.geteuid() != 0:
        raise Skip("needs root")


def run(*tests):
    """Runs the tests in turn, with TAP on stdout."""
    import sys
    import traceback
    bad = 0
    print(f"1..{len(tests)}")
    for number, test in enumerate(tests, 1):
        try:
            test()
            result, note = "ok", ""
        except Skip as reason:
            result, note = "ok", f" # SKIP {reason}"
        except Exception:  # a test that fails fails alone
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            result, note = "not ok", ""
            bad += 1
        print(f"{result} {number} {test.__name__}{note}", flush=True)
    sys.exit(bad > 0)
