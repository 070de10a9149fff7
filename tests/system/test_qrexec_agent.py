#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a router and the ends of calls see of an agent."""

import os
import signal
import socket
import struct

from qrexec_rig import (CONNECT, DOMAIN, EXIT, JUST_EXEC, REFUSED, STDERR,
                        STDIN, STDOUT, TERMINATED, TRIGGER3, TRIGGER4, Qube,
                        connect, listen, run, wait)

ECHO = '#!/bin/sh\necho "arg: $1, from: $QREXEC_REMOTE_DOMAIN"\n'


def a_program_gets_its_argument_and_environment():
    with Qube() as qube:
        qube.write("rpc/t.Env", """#!/bin/sh
echo "$# ${1-none} $QREXEC_REMOTE_DOMAIN $QREXEC_SERVICE_FULL_NAME"
echo "${QREXEC_SERVICE_ARGUMENT-unset} [$QREXEC_REQUESTED_TARGET_TYPE]" \
    "${QREXEC_REQUESTED_TARGET-unset}"
echo oops >/proc/self/fd/2
exit 42
""")
        assert qube.call("t.Env+x") == (
            b"1 x work t.Env+x\nx [] unset\n", b"oops\n", 42)
        assert qube.call("t.Env+") == (
            b"0 none work t.Env+\n [] unset\n", b"oops\n", 42)
        assert qube.call("t.Env") == (
            b"0 none work t.Env\nunset [] unset\n", b"oops\n", 42)


def the_specific_service_goes_first():
    with Qube() as qube:
        qube.write("first/t.S+x", "#!/bin/sh\necho special\n")
        qube.write("first/t.S+", "#!/bin/sh\necho empty\n")
        qube.write("rpc/t.S", "#!/bin/sh\necho general\n")
        assert qube.call("t.S+x")[0] == b"special\n"
        assert qube.call("t.S+y")[0] == b"general\n"
        assert qube.call("t.S")[0] == b"empty\n"
        assert qube.call("t.S+" + 300 * "l")[0] == b"general\n"


def what_cannot_be_run_has_its_exit_code():
    with Qube() as qube:
        qube.write("rpc/t.Plain", "text\n", 0o644)
        qube.write("rpc/t.Odd", "\0")
        qube.write("rpc/t.NoShell", "#!/nowhere/sh\n")
        os.symlink("/dev/null/x", f"{qube.top}/rpc/t.Broken")
        os.symlink("gone", f"{qube.top}/first/t.Echo")
        qube.write("rpc/t.Echo", ECHO)
        assert qube.call("t.Missing") == (b"", b"", 127)
        assert qube.call("t.Plain")[2] in (125, 0 if os.geteuid() == 0 else 125)
        assert qube.call("t.Odd") == (b"", b"", 125)
        assert qube.call("t.NoShell") == (b"", b"", 127)
        assert qube.call("t.Broken") == (b"", b"", 125)
        assert qube.call("t.Echo+a") == (b"arg: a, from: work\n", b"", 0)
        assert qube.call(256 * "n") == (b"", b"", 125)


def another_user_is_refused():
    with Qube() as qube:
        qube.write("rpc/t.Echo", ECHO)
        link = qube.ask("QUBESRPC t.Echo work", user="somebody-else")
        assert qube.end(link) == (b"", b"", 125)


def settings_are_read_and_mistakes_are_fatal():
    with Qube() as qube:
        qube.write("rpc/t.Echo", ECHO)
        for text in ("wait-for-session = 00\n", "wait-for-session = 2\n",
                     "wait-for-session\n", "wait-for-session = \"a\"\n",
                     " wait-for-session = 0\n", "[section]\n",
                     "wait-for-session = 0\nwait-for-session = 0\n",
                     "force-user = 'a'\nskip-service-descriptor = true\n"):
            qube.write("config/t.Echo+a", text)
            assert qube.call("t.Echo+a") == (b"", b"", 125), text
        qube.write("config/t.Echo+a", f"""# fine
wait-for-session = 0 # now
unknown-key = 'x'
force-user = '{qube.user()}'
""")
        assert qube.call("t.Echo+a")[0] == b"arg: a, from: work\n"
        assert qube.call("t.Echo+b")[0] == b"arg: b, from: work\n"


def a_call_waits_for_the_session():
    with Qube() as qube:
        os.mkfifo(f"{qube.top}/gate")
        qube.write("rpc/qubes.WaitForSession", f"""#!/bin/sh
read user
read go <{qube.top}/gate
echo "$QREXEC_REMOTE_DOMAIN $user $#" >{qube.top}/log
""")
        qube.write("rpc/t.Log", f"#!/bin/sh\ncat {qube.top}/log\n")
        qube.write("config/t.Log", "wait-for-session = true\n")
        listener, port = qube.listen()
        line = f"{qube.user()}:QUBESRPC t.Log work".encode() + b"\0"
        qube.control.send(0x200, struct.pack("<II", 0, port) + line)
        link = qube.ask(f"nogui:QUBESRPC t.Log work")
        assert qube.end(link)[2] != 0  # it did not wait: no log yet
        with open(f"{qube.top}/gate", "w", encoding="ascii") as gate:
            gate.write("go\n")
        from qrexec_rig import Link
        link = Link(listener.accept()[0])
        link.hello()
        link.port = port
        assert qube.end(link) == (
            f"work {qube.user()} 0\n".encode(), b"", 0)


def a_socket_is_told_who_calls_what():
    with Qube() as qube:
        server = listen(f"{qube.top}/rpc/t.Socket")
        link = qube.ask("QUBESRPC t.Socket+x work")
        service, _ = server.accept()
        link.send(STDIN, b"question")
        link.send(STDIN)
        data = b""
        while part := service.recv(100):
            data += part
        assert data == b"t.Socket+x work\0question", data
        service.sendall(b"answer")
        service.close()
        assert qube.end(link) == (b"answer", b"", 0)
        qube.write("config/t.Socket", "skip-service-descriptor = true\n"
                   "exit-on-client-eof = true\n")
        link = qube.ask("QUBESRPC t.Socket work")
        service, _ = server.accept()
        link.send(STDIN, b"question")
        link.send(STDIN)
        assert qube.end(link) == (b"", b"", 0)
        assert service.recv(100) == b"question"
        qube.write("config/t.Socket", "exit-on-service-eof = true\n")
        link = qube.ask("QUBESRPC t.Socket work")
        service, _ = server.accept()
        service.shutdown(socket.SHUT_WR)
        assert qube.end(link) == (b"", b"", 0)


def a_link_to_tcp_connects():
    with Qube() as qube, socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        port = server.getsockname()[1]
        os.symlink("/dev/tcp/127.0.0.1", f"{qube.top}/rpc/t.Port")
        os.symlink("/dev/tcp", f"{qube.top}/rpc/t.Both")
        os.symlink(f"/dev/tcp/127.0.0.1/{port}", f"{qube.top}/rpc/t.None")
        for service in (f"t.Port+{port}", f"t.Both+127.0.0.1+{port}", "t.None"):
            link = qube.ask(f"QUBESRPC {service} work")
            end, _ = server.accept()
            assert end.recv(100) == f"{service} work\0".encode()
            link.send(STDIN)
            end.close()
            assert qube.end(link) == (b"", b"", 0)
        for service in ("t.Port", "t.Port+0", "t.Port+65536", "t.Port+08",
                        "t.Both+127.0.0.1", "t.Both+a_b+1", "t.None+1",
                        "t.Both+localhost+1"):
            assert qube.call(service) == (b"", b"", 125), service
    with Qube() as qube:
        os.symlink(f"/dev/tcp/127.0.0.1/{port}", f"{qube.top}/rpc/t.Closed")
        assert qube.call("t.Closed") == (b"", b"", 125)


def streams_are_kept_apart_and_whole():
    with Qube() as qube:
        qube.write("rpc/t.Both", "#!/bin/sh\ncat\ncat /proc/self/maps >&2\n"
                   "echo end >&2\n")
        data = os.urandom(60000)
        out, err, code = qube.call("t.Both", data)
        assert out == data and code == 0
        assert err.endswith(b"end\n")


def a_service_that_does_not_read_blocks_nobody():
    with Qube() as qube:
        os.mkfifo(f"{qube.top}/gate")
        qube.write("rpc/t.Late", f"#!/bin/sh\nread x <{qube.top}/gate\ncat\n")
        qube.write("rpc/t.Echo", ECHO)
        link = qube.ask("QUBESRPC t.Late work")
        link.sock.setblocking(False)
        data = os.urandom(65536)
        sent = 0
        try:  # as much as all buffers take
            while True:
                message = struct.pack("<II", STDIN, len(data)) + data
                sent += link.sock.send(message[sent % len(message):])
        except BlockingIOError:
            pass
        assert 65536 < sent < 2000000, sent
        assert qube.call("t.Echo+a")[0] == b"arg: a, from: work\n"
        with open(f"{qube.top}/gate", "w", encoding="ascii") as gate:
            gate.write("go\n")
        link.sock.settimeout(30)
        whole = sent // len(message)
        got = b""
        while len(got) < whole * len(data):
            kind, body = link.recv()
            assert kind == STDOUT
            got += body
        assert got[:whole * len(data)] == whole * data
        link.close()
        qube.terminated(link.port)


def a_caller_that_does_not_read_holds_the_service_back():
    with Qube() as qube:
        qube.write("rpc/t.Flood", f"""#!/bin/sh
head -c 4000000 /dev/zero
touch {qube.top}/written
""")
        link = qube.ask("QUBESRPC t.Flood work")
        link.send(STDIN)
        qube.write("rpc/t.Echo", ECHO)
        for _ in range(20):
            assert qube.call("t.Echo+a")[2] == 0
        assert not os.path.exists(f"{qube.top}/written")
        out, _, code = qube.end(link)
        assert len(out) == 4000000 and code == 0


def a_background_child_keeps_the_call_open():
    with Qube() as qube:
        os.mkfifo(f"{qube.top}/gate")
        qube.write("rpc/t.Fork", f"""#!/bin/sh
( read x <{qube.top}/gate; echo late ) &
echo early
exit 3
""")
        link = qube.ask("QUBESRPC t.Fork work")
        assert link.recv() == (STDOUT, b"early\n")
        with open(f"{qube.top}/gate", "w", encoding="ascii") as gate:
            gate.write("go\n")
        assert qube.end(link) == (b"late\n", b"", 3)


def a_signal_is_told_as_128_and_more():
    with Qube() as qube:
        qube.write("rpc/t.Kill", "#!/bin/sh\nkill -9 $$\n")
        assert qube.call("t.Kill") == (b"", b"", 128 + signal.SIGKILL)


def sigusr1_makes_one_socket_of_two():
    with Qube() as qube:
        os.mkfifo(f"{qube.top}/gate")
        qube.write("rpc/t.One", f"""#!/bin/sh
sh -c 'kill -USR1 $QREXEC_AGENT_PID; touch {qube.top}/sent; read x' <{qube.top}/gate
exec >&0
read x
echo "got $x"
""")
        qube.write("rpc/t.Cat", "#!/bin/sh\ncat\n")
        link = qube.ask("QUBESRPC t.One work")
        with open(f"{qube.top}/gate", "w", encoding="ascii") as gate:
            wait("the signal", lambda: os.path.exists(f"{qube.top}/sent"))
            # once this is answered, the signal has been seen too
            assert qube.call("t.Cat", b"x") == (b"x", b"", 0)
            gate.write("go\n")
        link.send(STDIN, b"that\n")
        link.send(STDIN)
        assert qube.end(link) == (b"got that\n", b"", 0)


def sigusr1_may_come_from_a_child_that_has_ended():
    with Qube() as qube:
        qube.write("rpc/t.One", """#!/bin/sh
sh -c 'kill -USR1 $QREXEC_AGENT_PID; true'
exec >&0
read x
echo "got $x"
""")
        assert qube.call("t.One", b"that\n") == (b"got that\n", b"", 0)


def a_lost_caller_ends_the_service():
    with Qube() as qube:
        qube.write("rpc/t.Cat", f"#!/bin/sh\ncat\ntouch {qube.top}/ended\n")
        link = qube.ask("QUBESRPC t.Cat work")
        link.send(STDIN, b"x")
        assert link.recv() == (STDOUT, b"x")
        link.close()
        qube.terminated(link.port)
        assert os.path.exists(f"{qube.top}/ended")


def a_caller_that_breaks_the_rules_loses_its_call_only():
    with Qube() as qube:
        qube.write("rpc/t.Cat", "#!/bin/sh\ncat\n")
        other = qube.ask("QUBESRPC t.Cat work")
        for rubbish in (struct.pack("<II", 0x999, 4),
                        struct.pack("<II", STDIN, 65537),
                        struct.pack("<II", STDIN, 0xffffffff)):
            link = qube.ask("QUBESRPC t.Cat work")
            link.sock.sendall(rubbish)
            link.all()
            qube.terminated(link.port)
        other.send(STDIN, b"still")
        assert other.recv() == (STDOUT, b"still")
        other.send(STDIN)
        assert qube.end(other) == (b"", b"", 0)


def just_exec_answers_at_once():
    with Qube() as qube:
        os.mkfifo(f"{qube.top}/gate")
        qube.write("rpc/t.Quiet", f"""#!/bin/sh
read x && exit 1
echo "$QREXEC_SERVICE_FULL_NAME" >{qube.top}/gate
""")
        for command, code in (("QUBESRPC t.Quiet work", 0),
                              ("QUBESRPC t.Missing work", 127)):
            link = qube.ask(command, JUST_EXEC)
            assert link.recv() == (EXIT, struct.pack("<i", code))
            assert link.recv() is None
            qube.terminated(link.port)
        with open(f"{qube.top}/gate", encoding="ascii") as gate:
            assert gate.read() == "t.Quiet\n"
        link = qube.ask(f"exec echo shell >{qube.top}/gate", JUST_EXEC)
        with open(f"{qube.top}/gate", encoding="ascii") as gate:
            assert gate.read() == "shell\n"


def request(service, target=b"personal", source=b""):
    return struct.pack("<64s64s32s", source, target, b"SOCKET") + service


def requests_are_passed_on_and_answered():
    with Qube() as qube:
        client = connect(qube.socket)
        client.send(TRIGGER4, request(b"t.Echo+a\0", b"personal", b"far"))
        kind, body = qube.control.recv()
        assert kind == TRIGGER4
        ident = body[128:160]
        assert ident.startswith(b"SOCKET") and ident[31:] == b"\0"
        assert body[:128] + body[160:] == struct.pack(
            "<64s64s", b"far", b"personal") + b"t.Echo+a\0"
        qube.control.send(CONNECT, struct.pack("<II", 0, 70123) + ident)
        assert client.bytes(8) == struct.pack("<II", 0, 70123)
        client.close()
        qube.terminated(70123)
        client = connect(qube.socket)
        client.send(TRIGGER4, request(b"t.Echo+a\0"))
        _, body = qube.control.recv()
        qube.control.send(REFUSED, body[128:160])
        assert client.bytes(8) == b""


def who_leaves_before_the_answer_is_reported():
    with Qube() as qube:
        client = connect(qube.socket)
        client.send(TRIGGER4, request(b"t.Echo\0"))
        _, body = qube.control.recv()
        client.close()
        qube.control.send(CONNECT,
                          struct.pack("<II", 0, 70124) + body[128:160])
        qube.terminated(70124)


def an_old_router_gets_an_old_request():
    with Qube(version=3) as qube:
        client = connect(qube.socket)
        client.send(TRIGGER4, request(b"t.Echo\0"))
        kind, body = qube.control.recv()
        assert kind == TRIGGER3
        assert body[:64] == struct.pack("<64s", b"personal")
        assert body[96:] == b"t.Echo\0"


def clients_that_talk_nonsense_harm_nobody():
    with Qube() as qube:
        for rubbish in (b"\0" * 200, struct.pack("<II", TRIGGER4, 160),
                        struct.pack("<II", TRIGGER4, 0x7fffffff),
                        struct.pack("<II", 0x200, 20) + b"x" * 20, b""):
            client = connect(qube.socket)
            client.sock.sendall(rubbish)
            client.sock.shutdown(socket.SHUT_WR)
            assert client.bytes(8) == b""
        for answer in (b"SOCKET999", b"SOCKET", b"", b"\xff" * 32):
            qube.control.send(CONNECT,
                              struct.pack("<II32s", 0, 70125, answer))
            qube.control.send(REFUSED, struct.pack("<32s", answer))
        idle = [connect(qube.socket) for _ in range(100)]
        requests_work(qube)
        assert idle


def requests_work(qube):
    client = connect(qube.socket)
    client.send(TRIGGER4, request(b"t.Echo\0"))
    kind, body = qube.control.recv()
    assert kind == TRIGGER4
    qube.control.send(REFUSED, body[128:160])
    assert client.bytes(8) == b""


def a_new_router_is_served_and_calls_go_on():
    with Qube() as qube:
        qube.write("rpc/t.Cat", "#!/bin/sh\ncat\n")
        link = qube.ask("QUBESRPC t.Cat work")
        client = connect(qube.socket)
        client.send(TRIGGER4, request(b"t.Echo\0"))
        assert qube.control.recv()[0] == TRIGGER4
        qube.control.close()
        assert client.bytes(8) == b""
        qube.attach()
        requests_work(qube)
        link.send(STDIN, b"on")
        assert link.recv() == (STDOUT, b"on")
        link.send(STDIN)
        streams, order = link.all()
        assert order[-1] == EXIT
        requests_work(qube)  # nothing of the old call is told to this router


def no_descriptor_and_no_process_is_left():
    with Qube() as qube:
        qube.write("rpc/t.Echo", ECHO)
        server = listen(f"{qube.top}/rpc/t.Socket")
        requests_work(qube)
        folder = f"/proc/{qube.agent.pid}/fd"
        before = len(os.listdir(folder))
        for _ in range(30):
            qube.call("t.Echo+a")
            qube.call("t.Missing")
            link = qube.ask("QUBESRPC t.Socket work")
            server.accept()[0].close()
            qube.end(link)
            link = qube.ask("QUBESRPC t.Echo work")
            link.close()
            qube.terminated(link.port)
            requests_work(qube)
        wait("descriptors are closed",
             lambda: len(os.listdir(folder)) <= before)
        with open(f"/proc/{qube.agent.pid}/task/{qube.agent.pid}/children",
                  encoding="ascii") as children:
            assert children.read() == ""


run(a_program_gets_its_argument_and_environment,
    the_specific_service_goes_first,
    what_cannot_be_run_has_its_exit_code,
    another_user_is_refused,
    settings_are_read_and_mistakes_are_fatal,
    a_call_waits_for_the_session,
    a_socket_is_told_who_calls_what,
    a_link_to_tcp_connects,
    streams_are_kept_apart_and_whole,
    a_service_that_does_not_read_blocks_nobody,
    a_caller_that_does_not_read_holds_the_service_back,
    a_background_child_keeps_the_call_open,
    a_signal_is_told_as_128_and_more,
    sigusr1_makes_one_socket_of_two,
    sigusr1_may_come_from_a_child_that_has_ended,
    a_lost_caller_ends_the_service,
    a_caller_that_breaks_the_rules_loses_its_call_only,
    just_exec_answers_at_once,
    requests_are_passed_on_and_answered,
    who_leaves_before_the_answer_is_reported,
    an_old_router_gets_an_old_request,
    clients_that_talk_nonsense_harm_nobody,
    a_new_router_is_served_and_calls_go_on,
    no_descriptor_and_no_process_is_left)
