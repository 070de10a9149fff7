#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""leadlight-policy as a person uses it: what it says and how it ends."""

import os
import socket
import subprocess
import sys
import tempfile
import threading

import testbed

TOP = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
TOOL = os.path.join(testbed.BUILD, "qrexec/tool/leadlight-policy")
DEFAULT = os.path.join(TOP, "data/policy")
QUBES = "qube bank tags=money\nqube work power=Running\n"


def run(*words, given=""):
    """Exit status, output and complaints."""
    done = subprocess.run([TOOL, *words], input=given, capture_output=True,
                          text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def expect(what, wanted):
    if what != wanted:
        raise AssertionError(f"{what!r} is not {wanted!r}")


def expect_in(part, whole):
    if part not in whole:
        raise AssertionError(f"{part!r} is not in {whole!r}")


class Folder:
    """A folder of policies, with a file of qubes beside it."""

    def __init__(self, policy):
        self.policy = policy

    def __enter__(self):
        self.top = tempfile.TemporaryDirectory(prefix="policy-")
        self.write("policy.d/10-test.policy", self.policy)
        self.write("qubes", QUBES)
        return self

    def __exit__(self, *_):
        self.top.cleanup()

    def path(self, name):
        return os.path.join(self.top.name, name)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *words, given=""):
        return run("-d", self.path("policy.d"), "-q", self.path("qubes"),
                   *words, given=given)


def test_check_names_the_line():
    with Folder("* * * * deny\n") as folder:
        expect(folder.run("check"), (0, "1 rules in 1 files, 0 grants\n", ""))
        folder.write("policy.d/20-more.policy", "\n* * * *\n")
        status, _, said = folder.run("check")
        expect(status, 1)
        expect_in(f"{folder.path('policy.d')}/20-more.policy:2: ", said)


def test_check_reads_grants():
    with Folder("* * * * deny\n") as folder:
        folder.write("grants.d/a.grant", "[limit a]\nrate = 1/s\n")
        grants = folder.path("grants.d")
        expect(folder.run("-g", grants, "check")[1],
               "1 rules in 1 files, 1 grants\n")
        folder.write("grants.d/a.grant", "[limit a]\nrate = x\n")
        expect(folder.run("-g", grants, "check")[0], 1)


def test_query_and_its_status():
    with Folder("s.A * bank work ask\ns.B * bank work allow\n") as folder:
        expect(folder.run("query", "bank", "work", "s.A"),
               (0, "ask work\n", ""))
        expect(folder.run("query", "bank", "work", "s.B+x")[0], 0)
        expect(folder.run("query", "bank", "work", "s.C"),
               (1, "deny notify=yes\n", ""))


def test_explain_says_which_line_and_why():
    with Folder("s.A * @anyvm dom0 allow\n"
                "s.A * @tag:money @anyvm deny\n") as folder:
        status, said, _ = folder.run("explain", "bank", "work", "s.A")
        expect(status, 1)
        first, second = (said.index(f"10-test.policy:{n}: ") for n in (1, 2))
        expect(first < second, True)
        expect_in("10-test.policy:1: s.A * @anyvm dom0 allow\n"
                  "    is for another target", said)
        expect_in("s.A * @tag:money @anyvm deny\n"
                  "    is the first that matches, and decides", said)


def test_scripts_are_about_the_files_rules():
    with Folder("s.A * bank work ask\n") as folder:
        folder.write("right", QUBES + "call source=bank target=work "
                     "service=s.A\n= ask work\n")
        folder.write("wrong", QUBES + "call source=bank target=work "
                     "service=s.A\n= deny\n")
        expect(folder.run("test", folder.path("right")),
               (0, "1 as expected, 0 not\n", ""))
        status, said, _ = folder.run("test", folder.path("wrong"))
        expect(status, 1)
        expect_in("wrong:4: it is \"ask work\"", said)
        folder.write("nonsense", "what?\n")
        expect(folder.run("test", folder.path("nonsense"))[0], 2)
        expect(folder.run("test", folder.path("missing"))[0], 2)


def test_a_batch_tells_what_follows_from_each_choice():
    lines = QUBES + "| * * * work ask\ncall source=bank target=work service=s\n"
    expect(run("query", "--batch", given=lines),
           (0, "ask work\n  allow target=work user=DEFAULT autostart=yes "
            "requested_target=work\n", ""))


def test_the_router_is_asked_on_its_socket():
    with Folder("") as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(folder.path("policy.sock"))
        listener.listen(1)
        heard = []

        def answer():
            peer, _ = listener.accept()
            with peer:
                while not b"".join(heard).endswith(b"\n\n"):
                    heard.append(peer.recv(4096))
                peer.sendall(b"result=allow")

        thread = threading.Thread(target=answer)
        thread.start()
        said = folder.run("-s", folder.path("policy.sock"),
                          "query", "bank", "", "s.A+x")
        thread.join(30)
        expect(said, (0, "allow\n", ""))
        expect(b"".join(heard),
               b"source=bank\nintended_target=\nservice_and_arg=s.A+x\n"
               b"requested_source=\njust_evaluate=yes\n"
               b"assume_yes_for_ask=no\n\n")
        expect(run("-s", folder.path("nobody"), "query", "a", "b", "c")[0], 2)


def test_what_is_installed_allows_nothing():
    calls = "".join(f"call source=work target={target} service={service}\n"
                    for target in ("bank", "", "dom0", "@dispvm")
                    for service in ("qubes.Filecopy", "qubes.VMShell",
                                    "qubes.VMExec+ls", "admin.vm.List", "x"))
    status, said, _ = run("-d", DEFAULT, "query", "--batch",
                          given=QUBES + calls)
    expect(status, 0)
    answers = [line for line in said.splitlines() if not line.startswith(" ")]
    expect(len(answers), 20)
    expect({answer.split()[0] for answer in answers}, {"ask", "deny"})
    expect([answer for answer in answers if "dom0" in answer], [])


ANSWER = """[answer remembered]
service = s.One
argument = +
source = work
target = bank
answer = deny
expires = %s
"""


def test_answers_are_listed_and_taken_back():
    with Folder("* * * * deny\n") as folder:
        at = folder.path("grants.d")
        expect(run("-g", at, "answers")[1].split()[0], "NUMBER")  # not there
        for number, until in ((1, "2999-12-31"), (2, "1999-12-31"),
                              (7, "2999-12-31")):
            folder.write(f"grants.d/remembered-{number}.grant",
                         ANSWER % (until + "T00:00:00Z"))
        folder.write("grants.d/own.grant", ANSWER % "2999-12-31T00:00:00Z")
        listed = run("-g", at, "answers")[1].splitlines()[1:]
        expect([line.split() for line in listed],
               [[number, "2999-12-31T00:00:00Z", "work", "s.One", "bank", "deny"]
                for number in ("1", "7")])
        for word, said in (("3", "there is no answer 3"),
                           ("0", "0 is no number of an answer"),
                           ("../x", "../x is no number of an answer")):
            expect(run("-g", at, "forget", word), (2, "", said + "\n"))
        expect(run("-g", at, "forget", "7"), (0, "", ""))
        expect(sorted(os.listdir(at)), ["own.grant", "remembered-1.grant",
                                        "remembered-2.grant"])
        expect(run("-g", at, "forget", "all"), (0, "", ""))
        expect(os.listdir(at), ["own.grant"])


sys.exit(testbed.run(
    test_check_names_the_line,
    test_check_reads_grants,
    test_answers_are_listed_and_taken_back,
    test_query_and_its_status,
    test_explain_says_which_line_and_why,
    test_scripts_are_about_the_files_rules,
    test_a_batch_tells_what_follows_from_each_choice,
    test_the_router_is_asked_on_its_socket,
    test_what_is_installed_allows_nothing,
))
