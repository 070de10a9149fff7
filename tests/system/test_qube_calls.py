#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tools and services of qubes through everything that is between them:
client, agents, router, policy, and a sandbox at each end."""

import hashlib
import os
import sys

import calls
import testbed

POLICY = """\
qubes.Filecopy    *  work  @default  allow  target=personal
qubes.Filecopy    *  work  dom0      allow
qubes.ConnectTCP  *  work  personal  allow
qubes.OpenInVM    *  work  personal  allow
qubes.VMExec      *  work  personal  allow
qubes.VMShell     *  work  personal  allow
*                 *  *     *         deny   notify=no
"""
VIEWER = """\
[Desktop Entry]
Type=Application
Name=Viewer
Exec=sh -c 'echo more >>"$1"' viewer %f
MimeType=text/plain;
"""
SIZE = 3 * 1000 * 1000
NO_SERVICE = 127
REFUSED = 126


class Qubes(calls.Calls):
    def __init__(self):
        super().__init__({"work": {"label": "blue"},
                          "personal": {"label": "green"}}, POLICY)

    def work(self, command):
        """Exit status and output of a line in "work"; errors are output."""
        return self.run_in("work", f"( {command}\n) 2>&1")

    def write(self, qube, name, data):
        path = os.path.join(self.home(qube), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)


def expect(got, wanted):
    if got != wanted:
        raise AssertionError(f"got {got!r}, not {wanted!r}")


def test_files_go_to_the_qube_the_policy_names():
    data = os.urandom(SIZE)
    with Qubes() as desktop:
        desktop.write("work", "large", data)
        expect(desktop.work("mkdir -p d/deep; cp large d/deep; qvm-copy d"),
               (0, ""))
        _, told = desktop.run_in("personal", "cd QubesIncoming/work; "
                                             "sha256sum d/deep/large")
        expect(told.split()[0], hashlib.sha256(data).hexdigest())
        code, told = desktop.work("qvm-move d")
        expect((code, 'there is a "d/deep/large"' in told), (17, True))
        expect(desktop.work("mv d e; qvm-move e && ls -d e"),
               (2, "ls: cannot access 'e': No such file or directory\n"))
        expect(desktop.run_in("personal", "ls QubesIncoming/work"),
               (0, "d\ne\n"))


def test_files_go_nowhere_else():
    with Qubes() as desktop:
        desktop.write("work", "a", b"x")
        code, told = desktop.work("qvm-move-to-vm dom0 a; code=$?; ls a; "
                                  "exit $code")
        expect((code, told.endswith("has no such service.\na\n")),
               (NO_SERVICE, True))
        code, told = desktop.work("qvm-move-to-vm personal a; code=$?; ls a; "
                                  "exit $code")
        expect((code, "was refused" in told), (REFUSED, True))
        code, _ = desktop.run_in("personal", "echo >b; qvm-copy b")
        expect(code, REFUSED)
        expect(desktop.run_in("personal", "ls -d QubesIncoming")[0], 2)


def test_commands_run_elsewhere():
    with Qubes() as desktop:
        expect(desktop.work("echo loud | qvm-run-vm personal "
                            "'hostname; tr a-z A-Z; exit 3'"),
               (3, "personal\nLOUD\n"))
        expect(desktop.work("qrexec-client-vm personal "
                            "qubes.VMExec+printf+-25s-0A+a--b"), (0, "a-b\n"))


def test_a_program_that_outlives_its_call_has_its_code():
    with Qubes() as desktop:
        for code in (0, 7):
            expect(desktop.work("qrexec-client-vm personal qubes.VMExec+true "
                                f"/bin/sh -c 'exec <&- >&-; sleep 1; exit {code}'"),
                   (code, ""))


def test_a_file_opened_elsewhere_comes_back():
    with Qubes() as desktop:
        desktop.write("work", "note.txt", b"text\n")
        share = ".local/share/applications/"
        desktop.write("personal", share + "viewer.desktop", VIEWER.encode())
        desktop.write("personal", ".config/mimeapps.list",
                      b"[Default Applications]\ntext/plain=viewer.desktop\n")
        expect(desktop.work("qvm-open-in-vm personal note.txt; cat note.txt"),
               (0, "text\nmore\n"))


def test_a_port_elsewhere_is_reached():
    server = ("import socket; s = socket.create_server((\"127.0.0.1\", 8123)); "
              "open(\"listens\", \"w\").write(\"x\"); c, _ = s.accept(); "
              "c.sendall(c.recv(9).upper())")
    with Qubes() as desktop:
        serving = desktop.begin("personal", f"python3 -c '{server}'")
        desktop.wait_file("personal", "listens")
        expect(desktop.call("work", "personal", "qubes.ConnectTCP+8123",
                            "over tcp"), (0, "OVER TCP"))
        expect(desktop.end(serving)[0], 0)


sys.exit(testbed.run(
    test_files_go_to_the_qube_the_policy_names,
    test_files_go_nowhere_else,
    test_commands_run_elsewhere,
    test_a_program_that_outlives_its_call_has_its_code,
    test_a_file_opened_elsewhere_comes_back,
    test_a_port_elsewhere_is_reached,
))
