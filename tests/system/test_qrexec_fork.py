#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""qrexec-fork-server, alone and under an agent."""

import os
import signal
import socket
import struct
import subprocess

from qrexec_rig import (BUILD, DOMAIN, EXEC, EXIT, JUST_EXEC, SECONDS, STDERR,
                        STDIN, STDOUT, TERMINATED, VERSION, Link, Place, Qube,
                        connect, listen, need_root, run, wait)

SERVER = os.environ.get("TEST_QREXEC_FORK_SERVER",
                        os.path.join(BUILD, "qube/bin/qrexec-fork-server"))
ENV = """#!/bin/sh
echo "$SESSION_SECRET $QREXEC_REMOTE_DOMAIN $QREXEC_SERVICE_FULL_NAME" \
    "$QREXEC_SERVICE_ARGUMENT $# $1"
cat
exit 5
"""


def wire(command, kind=EXEC, port=0):
    text = command.encode() + b"\0"
    return struct.pack("<IIII", kind, 0, port, len(text)) + text


def start_server(place, path=None, **options):
    """A server within a session; the word after --foreground is its socket."""
    path = path or f"{place.top}/fork.{place_user()}.sock"
    process = place.run(SERVER, "--foreground", path,
                        env=place.env | {"SESSION_SECRET": "inside"},
                        **options)
    return process, path


def place_user():
    import pwd
    return pwd.getpwuid(os.geteuid()).pw_name


class Session(Place):
    """A fork server, with the test as its agent."""

    def __enter__(self):
        super().__enter__()
        self.write("rpc/t.Env", ENV)
        self.server, self.path = start_server(self)
        return self

    def begin(self, command, kind=EXEC):
        """The connection to the server, and the data channel, greeted."""
        self.port += 1
        listener = listen(self.channel(0, DOMAIN, self.port))
        agent = connect(self.path)
        agent.sock.sendall(wire(command, kind, self.port))
        link = Link(listener.accept()[0])
        listener.close()
        assert link.hello() == VERSION
        return agent, link

    def call(self, command, stdin=b"", kind=EXEC):
        agent, link = self.begin(command, kind)
        if stdin:
            link.send(STDIN, stdin)
        if kind == EXEC:
            link.send(STDIN)
        streams, order = link.all()
        link.close()
        assert order[-1] == EXIT
        assert agent.bytes(1) == b""  # it closes when the call is over
        code, = struct.unpack("<i", streams[EXIT])
        return streams.get(STDOUT), streams.get(STDERR), code


class Sessions(Qube):
    """An agent and a fork server for its user."""

    def __init__(self):
        super().__init__()
        self.options = ()

    def __enter__(self):
        Place.__enter__(self)
        self.write("rpc/t.Env", ENV)
        self.agent = self.run(
            os.environ.get("TEST_QREXEC_AGENT",
                           os.path.join(BUILD, "qube/leadlight-qrexec-agent")),
            f"--fork-server-socket={self.top}/fork.%s.sock",
            f"--agent-socket={self.socket}", *self.own_options())
        self.attach()
        return self

    @staticmethod
    def own_options():
        stock = "TEST_QREXEC_AGENT" in os.environ
        return () if stock else ("--one-user",)


def a_service_gets_the_environment_of_the_session():
    with Session() as session:
        assert session.call("QUBESRPC t.Env+x work", b"data") == (
            b"inside work t.Env+x x 1 x\ndata", b"", 5)
        assert session.call("QUBESRPC t.Missing+ work")[2] == 127
        assert session.call("QUBESRPC t.Env work more")[2] == 125


def a_command_is_run_by_the_shell():
    with Session() as session:
        assert session.call("echo $SESSION_SECRET; echo err >&2; exit 3") == (
            b"inside\n", b"err\n", 3)


def just_exec_answers_at_once():
    with Session() as session:
        os.mkfifo(f"{session.top}/gate")
        assert session.call(f"echo $SESSION_SECRET >{session.top}/gate",
                            kind=JUST_EXEC) == (None, None, 0)
        with open(f"{session.top}/gate", encoding="ascii") as gate:
            assert gate.read() == "inside\n"


def a_request_may_come_in_pieces():
    with Session() as session:
        session.port += 1
        listener = listen(session.channel(0, DOMAIN, session.port))
        agent = connect(session.path)
        for byte in wire("exit 4", port=session.port):
            agent.sock.sendall(bytes([byte]))
        link = Link(listener.accept()[0])
        link.hello()
        link.send(STDIN)
        assert link.all()[0][EXIT] == struct.pack("<i", 4)
        assert agent.bytes(1) == b""


def nonsense_is_refused_and_harms_nobody():
    with Session() as session:
        idle = [connect(session.path) for _ in range(100)]
        half, link = session.begin("QUBESRPC t.Env work")
        for rubbish in (b"", b"\0" * 100, wire("x")[:-1],
                        wire("x", 0x202), struct.pack("<IIII", EXEC, 0, 1, 0),
                        struct.pack("<IIII", EXEC, 0, 1, 0x7fffffff) + b"a",
                        struct.pack("<IIII", EXEC, 0, 1, 4) + b"a\0b\0"):
            agent = connect(session.path)
            agent.sock.sendall(rubbish)
            agent.sock.shutdown(socket.SHUT_WR)
            assert agent.bytes(1) == b"", rubbish
        assert session.call("QUBESRPC t.Env+ work")[2] == 5
        link.send(STDIN)
        assert link.all()[0][EXIT] == struct.pack("<i", 5)
        assert half.bytes(1) == b"" and idle


def other_users_cannot_connect():
    with Session() as session:
        connect(session.path).close()
        mode = os.stat(session.path).st_mode & 0o777
        assert mode == 0o600, oct(mode)


def other_users_are_not_heard():
    need_root()
    with Session() as session:
        connect(session.path).close()
        os.chmod(session.top, 0o755)
        os.chmod(session.path, 0o666)
        script = ("import os, socket, sys; os.setgroups([]); os.setgid(65534);"
                  " os.setuid(65534); s = socket.socket(socket.AF_UNIX);"
                  " s.connect(sys.argv[1]); print(s.recv(1))")
        done = subprocess.run(["python3", "-c", script, session.path],
                              capture_output=True, timeout=SECONDS)
        assert done.stdout == b"b''\n", done


def it_goes_into_the_background_once_it_listens():
    with Place() as place:
        path = f"{place.top}/behind.sock"
        done = place.run(SERVER, path, stdout=subprocess.DEVNULL)
        assert done.wait(SECONDS) == 0
        server = socket.socket(socket.AF_UNIX)
        server.connect(path)
        pid, _, _ = struct.unpack("iII", server.getsockopt(
            socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        assert pid != done.pid
        os.kill(pid, signal.SIGTERM)
        wait("its socket is removed", lambda: not os.path.exists(path))
        blocked = place.run(SERVER, f"{place.top}/nowhere/x",
                            stderr=subprocess.DEVNULL)
        assert blocked.wait(SECONDS) == 1


def an_agent_hands_calls_to_the_session():
    with Sessions() as qube:
        assert qube.call("t.Env+a")[0] == b" work t.Env+a a 1 a\n"
        start_server(qube)
        wait("the server listens",
             lambda: os.path.exists(f"{qube.top}/fork.{qube.user()}.sock"))
        assert qube.call("t.Env+a", b"in") == (
            b"inside work t.Env+a a 1 a\nin", b"", 5)
        assert qube.end(stopped(qube.ask("exit 9"))) == (b"", b"", 9)
        # settings for sockets keep a call with the agent
        qube.write("config/t.Env", "exit-on-client-eof = true\n")
        assert qube.call("t.Env+a")[0] == b" work t.Env+a a 1 a\n"
        link = qube.ask("nogui:QUBESRPC t.Env+b work")
        assert qube.end(stopped(link))[0] == b" work t.Env+b b 1 b\n"


def stopped(link):
    link.send(STDIN)
    return link


def many_calls_at_once_are_all_in_the_session():
    with Sessions() as qube:
        start_server(qube)
        wait("the server listens",
             lambda: os.path.exists(f"{qube.top}/fork.{qube.user()}.sock"))
        listeners = [qube.listen() for _ in range(100)]
        line = f"{qube.user()}:QUBESRPC t.Env+m work".encode() + b"\0"
        for _, port in listeners:
            qube.control.send(EXEC, struct.pack("<II", 0, port) + line)
        for listener, _ in listeners:
            link = Link(listener.accept()[0])
            assert link.hello() == VERSION
            link.send(STDIN)
            streams, _ = link.all()
            assert streams[STDOUT] == b"inside work t.Env+m m 1 m\n"
            link.close()
        ended = {qube.control.recv() for _ in listeners}
        assert ended == {(TERMINATED, struct.pack("<II", 0, port))
                         for _, port in listeners}


def a_server_that_dies_ends_its_calls():
    with Sessions() as qube:
        server, path = start_server(qube)
        wait("the server listens", lambda: os.path.exists(path))
        link = qube.ask("QUBESRPC t.Env+a work")
        link.send(STDIN, b"x")
        assert link.recv()[0] == STDOUT
        server.kill()
        server.wait()
        while link.recv() is not None:
            pass
        qube.terminated(link.port)
        # its socket is still there, but nobody listens
        assert qube.call("t.Env+a")[0] == b" work t.Env+a a 1 a\n"


def a_server_of_another_user_is_not_asked():
    need_root()
    with Sessions() as qube:
        os.chmod(qube.top, 0o755)
        path = f"{qube.top}/fork.{qube.user()}.sock"
        os.mkdir(f"{qube.top}/open")
        os.chmod(f"{qube.top}/open", 0o777)
        start_server(qube, f"{qube.top}/open/s", user=65534, group=65534)
        wait("it listens", lambda: os.path.exists(f"{qube.top}/open/s"))
        os.symlink(f"{qube.top}/open/s", path)
        assert qube.call("t.Env+a")[0] == b" work t.Env+a a 1 a\n"


run(a_service_gets_the_environment_of_the_session,
    a_command_is_run_by_the_shell,
    just_exec_answers_at_once,
    a_request_may_come_in_pieces,
    nonsense_is_refused_and_harms_nobody,
    other_users_cannot_connect,
    other_users_are_not_heard,
    it_goes_into_the_background_once_it_listens,
    an_agent_hands_calls_to_the_session,
    many_calls_at_once_are_all_in_the_session,
    a_server_that_dies_ends_its_calls,
    a_server_of_another_user_is_not_asked)
