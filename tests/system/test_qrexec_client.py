#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What an agent, a service's end, and the user of qrexec-client-vm see of it."""

import os
import socket
import struct
import subprocess

from qrexec_rig import (EXIT, STDERR, STDIN, STDOUT, TRIGGER4, CLIENT, Caller,
                        run)


def finish(link, code):
    link.send(STDOUT)
    link.send(STDERR)
    link.send(EXIT, struct.pack("<i", code))


def a_plain_call_carries_everything():
    with Caller() as caller:
        link = caller.start("work", "t.Echo+a")
        assert caller.asked == (TRIGGER4, struct.pack(
            "<64s64s32s", b"", b"work", b"SOCKET") + b"t.Echo+a\0")
        caller.client.stdin.write(b"question")
        caller.client.stdin.close()
        assert link.recv() == (STDIN, b"question")
        assert link.recv() == (STDIN, b"")
        link.send(STDERR, b"hm")
        link.send(STDOUT, b"answer")
        finish(link, 42)
        assert caller.client.stdout.read() == b"answer"
        assert caller.client.stderr.read() == b"hm"
        assert caller.code() == 42
        assert link.recv() is None


def much_goes_both_ways():
    with Caller() as caller:
        data = os.urandom(1000000)
        with open(f"{caller.top}/in", "wb") as file:
            file.write(data)
        with open(f"{caller.top}/in", "rb") as file, \
                open(f"{caller.top}/out", "wb") as out:
            link = caller.start("work", "t.Cat", stdin=file, stdout=out)
        while (message := link.recv())[1]:
            assert message[0] == STDIN and len(message[1]) <= 65536
            link.send(STDOUT, message[1])
        finish(link, 0)
        assert caller.code() == 0
        with open(f"{caller.top}/out", "rb") as out:
            assert out.read() == data


def prefix_source_and_keywords_are_passed():
    with Caller() as caller:
        link = caller.start("-p", "first ", "--source-qube=far", "$default",
                            "t.Echo")
        assert caller.asked[1][:128] == struct.pack(
            "<64s64s", b"far", b"@default")
        assert link.recv() == (STDIN, b"first ")
        caller.client.stdin.close()
        assert link.recv() == (STDIN, b"")
        finish(link, 0)
        assert caller.code() == 0


def refused_is_126():
    with Caller() as caller:
        mark = f"{caller.top}/ran"
        caller.start("work", "t.Echo", "/bin/touch", mark, answer=False)
        assert caller.code() == 126
        assert caller.client.stderr.read() == b"Request refused\n"
        assert not os.path.exists(mark)


def a_cut_call_is_255():
    for words in ((), ("/bin/cat",)):
        with Caller() as caller:
            link = caller.start("work", "t.Echo", *words)
            link.send(STDOUT, b"some")
            link.close()
            assert caller.code() == 255


def rubbish_ends_the_call():
    for rubbish in (struct.pack("<II", 0x999, 0),
                    struct.pack("<II", STDOUT, 65537)):
        with Caller() as caller:
            link = caller.start("work", "t.Echo")
            link.sock.sendall(rubbish)
            assert caller.code() == 1


def terminals_are_spared():
    with Caller() as caller:
        link = caller.start("-t", "-T", "work", "t.Echo")
        link.send(STDOUT, b"a\x1b[1m\xff\0\tb\r\n")
        link.send(STDERR, b"\x1b]0;x\x07")
        finish(link, 0)
        assert caller.client.stdout.read() == b"a_[1m__\tb\r\n"
        assert caller.client.stderr.read() == b"_]0;x\x07"


def the_remote_code_wins():
    for remote, program, code in ((42, "/bin/false", 42), (0, "/bin/false", 1),
                                  (0, "/bin/true", 0), (0, "/nowhere", 255)):
        with Caller() as caller:
            link = caller.start("work", "t.Echo", program)
            while link.recv()[1]:
                pass
            finish(link, remote)
            assert caller.code() == code, (remote, program)


def the_code_of_a_program_that_outlives_the_channel_counts():
    for end, code in (("exit 0", 0), ("exit 5", 5)):
        with Caller() as caller:
            os.mkfifo(f"{caller.top}/gate")
            link = caller.start("work", "t.Echo", "/bin/sh", "-c",
                                f"cat; read x <{caller.top}/gate; {end}")
            finish(link, 0)
            link.close()
            with open(f"{caller.top}/gate", "w", encoding="ascii") as gate:
                gate.write("go\n")
            assert caller.code() == code


def a_program_has_the_call_as_its_stdio():
    with Caller() as caller:
        link = caller.start("work", "t.Echo", "/bin/sh", "-c",
                            "echo to-service; cat; echo to-user >&$SAVED_FD_1")
        assert link.recv() == (STDIN, b"to-service\n")
        link.send(STDOUT, b"back")
        assert link.recv() == (STDIN, b"back")
        link.send(STDOUT)
        assert link.recv() == (STDIN, b"")
        finish(link, 0)
        assert caller.client.stdout.read() == b"to-user\n"
        assert caller.code() == 0


def a_program_may_use_one_socket():
    with Caller() as caller:
        link = caller.start("work", "t.Echo", "/bin/sh", "-c", """
kill -USR1 $QREXEC_AGENT_PID
echo hello >&0
read x
echo "got $x" >&0
""")
        assert link.recv() == (STDIN, b"hello\n")
        link.send(STDOUT, b"that\n")
        assert link.recv() == (STDIN, b"got that\n")
        assert link.recv() == (STDIN, b"")
        finish(link, 7)
        assert caller.code() == 7


def stdin_may_be_a_socket_for_both():
    with Caller() as caller:
        ours, theirs = socket.socketpair()
        ours.settimeout(30)
        link = caller.start("--use-stdin-socket", "work", "t.Echo",
                            stdin=theirs, stdout=theirs)
        theirs.close()
        ours.sendall(b"question")
        assert link.recv() == (STDIN, b"question")
        ours.shutdown(socket.SHUT_WR)
        assert link.recv() == (STDIN, b"")
        link.send(STDOUT, b"answer")
        finish(link, 0)
        data = b""
        while part := ours.recv(100):
            data += part
        assert data == b"answer"
        assert caller.code() == 0


def wrong_command_lines_are_2():
    for words in ((), ("work",), ("--nothing", "work", "t.Echo"),
                  ("-p", "a", "-p", "b", "work", "t.Echo"),
                  ("--use-stdin-socket", "work", "t.Echo")):
        done = subprocess.run((CLIENT, *words), stdin=subprocess.DEVNULL,
                              capture_output=True, check=False)
        assert done.returncode == 2, words
    done = subprocess.run((CLIENT, "--agent-socket=/nowhere", "work", "t.Echo"),
                          capture_output=True, check=False)
    assert done.returncode == 1 and done.stderr


run(a_plain_call_carries_everything,
    much_goes_both_ways,
    prefix_source_and_keywords_are_passed,
    refused_is_126,
    a_cut_call_is_255,
    rubbish_ends_the_call,
    terminals_are_spared,
    the_remote_code_wins,
    the_code_of_a_program_that_outlives_the_channel_counts,
    a_program_has_the_call_as_its_stdio,
    a_program_may_use_one_socket,
    stdin_may_be_a_socket_for_both,
    wrong_command_lines_are_2)
