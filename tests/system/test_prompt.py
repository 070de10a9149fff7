#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A whole session asks the person: the router evaluates a policy that asks, the
compositor shows the question, and what is typed decides."""

import os
import signal
import socket
import sys

import testbed

ENTER, ESCAPE = 28, 1
QUBES = {
    "work": {"label": "blue"},
    "vault": {"label": "black"},
    "personal": {"label": "green"},
}
POLICY = """test.Ask * work vault ask
test.Ask * work personal ask
* * @anyvm @anyvm deny
"""


def desktop():
    return testbed.Desktop(QUBES)


def connect(bed, name, text):
    sock = socket.socket(socket.AF_UNIX)
    sock.settimeout(60)
    testbed.wait(name, lambda: os.path.exists(bed.path(f"run/leadlight/{name}")))
    sock.connect(bed.path(f"run/leadlight/{name}"))
    sock.sendall(text)
    return sock


def read(sock):
    answer = b""
    while True:
        part = sock.recv(4096)
        if not part:
            sock.close()
            return answer.decode()
        answer += part


def ask(bed, more=""):
    sock = connect(bed, "policy-agent.sock",
                   b"policy.Ask dom0 name dom0\0{" + more.encode() + b"""
                   "source": "work", "service": "test.Ask", "argument": "+",
                   "targets": ["vault", "personal"], "default_target": ""}""")
    sock.shutdown(socket.SHUT_WR)
    return sock


def evaluate(bed, target):
    return connect(bed, "policy.sock", f"source=work\nintended_target={target}\n"
                   "service_and_arg=test.Ask\n\n".encode())


def shows_question(bed):
    """The green block of a target: no window has it, no qube runs."""
    testbed.wait("the question", lambda: bed.frames("green"))


def until_answered(bed, sock, key=ENTER):
    """Presses a key until it counts: Enter a second after the last key, Escape
    when the question was seen, however slow the machine is."""
    answers = []

    def answered():
        bed.key(key)
        sock.settimeout(3)
        try:
            answers.append(sock.recv(4096))
            return True
        except socket.timeout:
            return False
    testbed.wait("an answer", answered, seconds=90)
    sock.settimeout(60)
    return (answers[0].decode() + read(sock)).strip()


def test_what_is_typed_decides():
    with desktop() as bed:
        sock = ask(bed)
        shows_question(bed)
        bed.type("vau")
        answer = until_answered(bed, sock)
        assert answer == "allow:vault", answer
        testbed.wait("it goes", lambda: not bed.frames("green"))


def test_a_program_can_only_deny_what_is_local():
    with desktop() as bed:
        sock = ask(bed, '"local_only": true,')
        shows_question(bed)
        bed.type("vault")
        sock.settimeout(3)
        for _ in range(2):
            bed.key(ENTER)
            try:
                raise AssertionError(sock.recv(100))
            except socket.timeout:
                pass
        answer = until_answered(bed, sock, ESCAPE)
        assert answer == "deny", answer


def test_the_router_asks_the_person():
    with desktop() as bed:
        os.makedirs(bed.path("config/policy.d"), exist_ok=True)
        with open(bed.path("config/policy.d/30-test.policy"), "w",
                  encoding="utf-8") as file:
            file.write(POLICY)
        testbed.wait("the policy", lambda: "the policy was read" in bed.logged())
        assert "result=deny" in read(evaluate(bed, "work"))
        sock = evaluate(bed, "vault")
        shows_question(bed)
        bed.type("personal")
        answer = until_answered(bed, sock)
        assert "result=allow" in answer and "target=personal" in answer, answer
        sock = evaluate(bed, "vault")
        shows_question(bed)
        sock.close()  # the caller goes, and with it the question
        testbed.wait("it goes", lambda: not bed.frames("green"))


def test_a_killed_compositor_says_no():
    with desktop() as bed:
        sock = ask(bed)
        shows_question(bed)
        os.kill(bed.pids("leadlight")[0], signal.SIGKILL)
        try:
            answer = read(sock)
        except ConnectionResetError:
            answer = ""
        assert answer == "", answer
        bed.connect()
        sock = ask(bed)
        shows_question(bed)
        assert until_answered(bed, sock, ESCAPE) == "deny"


sys.exit(testbed.run(
    test_what_is_typed_decides,
    test_a_program_can_only_deny_what_is_local,
    test_the_router_asks_the_person,
    test_a_killed_compositor_says_no,
))
