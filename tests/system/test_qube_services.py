#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The standard services of a qube and the tools that call them, by the real
programs. What would open a window is a small program of the test's own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zlib

import testbed

TOOLS = os.path.join(testbed.BUILD, "qube/bin")
SERVICES = os.path.join(testbed.BUILD, "qube/qubes-rpc")
CONFIG = os.path.join(testbed.BUILD, "qube/rpc-config")
NAME_FIELD = 256


class Qube:
    """Two homes, a program to open things with, and direct calls."""

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="services-")
        for name in ("near", "far", "programs", "data/applications", "run"):
            os.makedirs(f"{self.top}/{name}")
        client = f"{self.top}/programs/qrexec-client-vm"
        shutil.copy(os.path.join(os.path.dirname(__file__), "direct_call.py"),
                    client)
        os.chmod(client, 0o755)
        self.near = f"{self.top}/near"
        self.env = {key: value for key, value in os.environ.items()
                    if not key.startswith(("XDG_", "QREXEC_"))}
        self.env |= {
            "HOME": self.near, "FAR_HOME": f"{self.top}/far",
            "LEADLIGHT_PROGRAMS": f"{self.top}/programs",
            "CALLS": f"{self.top}/calls", "QREXEC_REMOTE_DOMAIN": "work",
            "XDG_DATA_DIRS": f"{self.top}/data:/usr/share",
            "XDG_RUNTIME_DIR": f"{self.top}/run",
            "XDG_CONFIG_HOME": f"{self.top}/config", "LC_ALL": "C.UTF-8",
        }
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def write(self, name, text):
        path = f"{self.top}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def read(self, name):
        try:
            with open(f"{self.top}/{name}", encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def add_viewer(self, script):
        """For text files and addresses; $1 is the file or the address."""
        path = self.write("viewer", f"#!/bin/sh\n{script}\n")
        os.chmod(path, 0o755)
        types = "text/plain;x-scheme-handler/https;"
        self.write("data/applications/viewer.desktop",
                   "[Desktop Entry]\nType=Application\nName=Viewer\n"
                   f"Exec={path} %u\nMimeType={types}\n")
        self.write("config/mimeapps.list", "[Default Applications]\n" + "".join(
            f"{name}=viewer.desktop\n" for name in types.split(";") if name))

    def service(self, name, *words, stdin=b"", **env):
        return subprocess.run([f"{SERVICES}/{name}", *words], input=stdin,
                              env=self.env | env, capture_output=True,
                              timeout=60, check=False)

    def tool(self, *words, stdin=b""):
        return subprocess.run([f"{TOOLS}/{words[0]}", *words[1:]],
                              cwd=self.near, env=self.env, timeout=60,
                              input=stdin, capture_output=True, check=False)


def expect(got, wanted):
    if got != wanted:
        raise AssertionError(f"got {got!r}, not {wanted!r}")


def png(width, height, rgba):
    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return (len(data).to_bytes(4, "big") + kind + data
                + crc.to_bytes(4, "big"))
    head = (width.to_bytes(4, "big") + height.to_bytes(4, "big")
            + bytes((8, 6, 0, 0, 0)))
    rows = b"".join(b"\0" + rgba * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def test_commands_run_with_their_words():
    with Qube() as qube:
        result = qube.service("qubes.VMExec", "printf+-25s-2C+a--b+-C3-A9")
        expect((result.returncode, result.stdout), (0, "a-b,é,".encode()))
        result = qube.service("qubes.VMExecGUI", "sh+-2Dc+exit-20-33")
        expect(result.returncode, 3)
        result = qube.service("qubes.VMExec", "cat", stdin=b"in")
        expect(result.stdout, b"in")
        expect(qube.service("qubes.VMExec", "no.such").returncode, 127)
        expect(qube.service("qubes.VMExec", "a-").returncode, 1)
        expect(qube.service("qubes.VMExec").returncode, 1)


def test_a_shell_reads_its_commands():
    with Qube() as qube:
        result = qube.service("qubes.VMShell",
                              stdin=b"echo $((6 * 7))\nexit 5\n")
        expect((result.returncode, result.stdout), (5, b"42\n"))


def test_a_command_line_has_its_own_input():
    with Qube() as qube:
        result = qube.tool("qvm-run-vm", "there", "tr a-z A-Z;", "echo",
                           "\"it's\"", stdin=b"loud\nexit 9\n")
        expect(result.stdout, b"LOUD\nEXIT 9\nit's\n")
        expect(qube.read("calls"), "qubes.VMShell\n")
        expect(qube.tool("qvm-run-vm", "there", "exit 7").returncode, 7)
        expect(qube.tool("qvm-run-vm", "nobody", "true").returncode, 126)
        expect(qube.tool("qvm-run-vm", "there").returncode, 1)


def test_disposables_wait_for_their_session():
    with Qube() as qube:
        for words in (["--dispvm"], ["@dispvm"], ["$dispvm"], ["@dispvm:x"]):
            qube.tool("qvm-run-vm", *words, "true")
        qube.tool("qvm-run-vm", "--no-gui", "--dispvm", "true")
        expect(qube.read("calls"),
               "qubes.VMShell+WaitForSession\n" * 4 + "qubes.VMShell\n")


def test_a_changed_file_comes_back():
    with Qube() as qube:
        qube.add_viewer('file=${1#file://}; echo more >>"$file"')
        path = qube.write("near/note.txt", "text\n")
        os.chmod(path, 0o640)
        result = qube.tool("qvm-open-in-vm", "there", "note.txt")
        expect((result.returncode, result.stderr), (0, b""))
        expect(qube.read("near/note.txt"), "text\nmore\n")
        expect(os.stat(path).st_mode & 0o777, 0o640)
        expect(os.listdir(qube.near), ["note.txt"])


def test_what_is_only_viewed_stays():
    with Qube() as qube:
        qube.add_viewer('file=${1#file://}; stat -c %a "$file" >$HOME/mode; '
                        'chmod +w "$file"; echo more >>"$file"')
        qube.write("near/note.txt", "text\n")
        result = qube.tool("qvm-open-in-dvm", "--view-only", "note.txt")
        expect(result.returncode, 0)
        expect(qube.read("far/mode"), "400\n")
        expect(qube.read("near/note.txt"), "text\n")


def test_a_file_that_is_only_looked_at_stays():
    with Qube() as qube:
        qube.add_viewer("echo noise; cat")
        qube.write("near/note.txt", "text\n")
        expect(qube.tool("qvm-open-in-vm", "x", "note.txt").returncode, 0)
        expect(qube.read("near/note.txt"), "text\n")
        expect(os.listdir(qube.near), ["note.txt"])


def test_half_a_file_takes_no_place():
    with Qube() as qube:
        qube.add_viewer('file=${1#file://}; echo more >>"$file"; '
                        'kill -KILL $PPID')
        qube.write("near/note.txt", "text\n")
        expect(qube.tool("qvm-open-in-vm", "x", "note.txt").returncode, 137)
        expect(qube.read("near/note.txt"), "text\n")
        expect(os.listdir(qube.near), ["note.txt"])


def test_no_file_leaves_the_folder_made_for_it():
    with Qube() as qube:
        qube.add_viewer("true")
        before = set(os.listdir("/tmp"))
        for name in (b"../a", b"/etc/passwd", b"", b"..", b"view-only-"):
            result = qube.service("qubes.OpenInVM",
                                  stdin=name.ljust(NAME_FIELD, b"\0") + b"x")
            expect(result.returncode, 1)
        expect(qube.service("qubes.OpenInVM", stdin=b"short").returncode, 1)
        expect([name for name in set(os.listdir("/tmp")) - before
                if name.startswith("work-")], [])


def test_only_addresses_are_opened():
    with Qube() as qube:
        qube.add_viewer('echo "$1" >>$HOME/opened')
        expect(qube.tool("qvm-open-in-vm", "x", "https://a.b/?c=d&e#f")
               .returncode, 0)
        expect(qube.read("far/opened"), "https://a.b/?c=d&e#f\n")
        for line in (b"file:///etc/passwd\n", b"--help\n", b"https://a b\n",
                     b"https://a\x1b\n", b"\n", b"", b"HTTPS://a\n",
                     b"https://" + b"a" * 9000 + b"\n"):
            expect(qube.service("qubes.OpenURL", stdin=line).returncode, 1)
        expect(qube.tool("qvm-open-in-vm", "x", "nothing").returncode, 2)
        expect(qube.read("far/opened"), "https://a.b/?c=d&e#f\n")


def test_what_was_opened_here_opens_no_disposables():
    with Qube() as qube:
        qube.env["QREXEC_SERVICE_FULL_NAME"] = "qubes.OpenURL+"
        expect(qube.tool("qvm-open-in-dvm", "https://a").returncode, 1)
        expect(qube.read("calls"), None)


def test_programs_start_by_their_entry():
    with Qube() as qube:
        qube.add_viewer("echo started >>$HOME/started; exit 4")
        expect(qube.service("qubes.StartApp", "viewer").returncode, 4)
        expect(qube.read("near/started"), "started\n")
        for name in ("missing", "../viewer", "", f"{qube.top}/viewer"):
            expect(qube.service("qubes.StartApp", name).returncode, 1)


def test_menus_are_listed():
    with Qube() as qube:
        qube.add_viewer("true")
        own = "[Desktop Entry]\nName=Own\nExec=own\n"
        qube.write("near/.local/share/applications/sub/own.desktop", own)
        qube.write("near/.local/share/applications/viewer.desktop",
                   "[Desktop Entry]\nName=Mine\n")
        lines = qube.service("qubes.GetAppmenus").stdout.decode().split("\n")
        expect("sub-own.desktop:Name=Own" in lines, True)
        expect("sub-own.desktop:Exec=qubes-desktop-run sub-own.desktop"
               in lines, True)
        expect([line for line in lines if line.startswith("viewer.desktop")],
               ["viewer.desktop:Name=Mine"])


def test_pictures_are_bare_bytes():
    with Qube() as qube:
        picture = png(3, 2, b"\x01\x02\x03\x80")
        bare = b"3 2\n" + b"\x01\x02\x03\x80" * 6
        for request in (b"-\n", b"png:-\n"):
            result = qube.service("qubes.GetImageRGBA", stdin=request + picture)
            expect((result.returncode, result.stdout), (0, bare))
        path = f"{qube.top}/a.png"
        with open(path, "wb") as file:
            file.write(picture)
        result = qube.service("qubes.GetImageRGBA", stdin=f"{path}\n".encode())
        expect(result.stdout, bare)
        for stdin in (b"", b"\n", b"/missing\n", b"-\nnot a picture",
                      b"-\n" + picture[:40], b"xdgicon:no-such-icon\n"):
            result = qube.service("qubes.GetImageRGBA", stdin=stdin)
            expect((result.returncode, result.stdout), (1, b""))


def test_icons_are_found_and_bounded():
    with Qube() as qube:
        big = f"{qube.top}/data/icons/hicolor/512x512/apps"
        os.makedirs(big)
        qube.write("data/icons/hicolor/index.theme",
                   "[Icon Theme]\nName=Hicolor\nComment=none\n"
                   "Directories=512x512/apps\n\n"
                   "[512x512/apps]\nSize=512\nType=Fixed\n")
        with open(f"{big}/test-icon.png", "wb") as file:
            file.write(png(1024, 1024, b"\xff\0\0\xff"))
        result = qube.service("qubes.GetImageRGBA",
                              stdin=b"xdgicon:test-icon\n")
        expect(result.stdout,
               b"512 512\n" + b"\xff\0\0\xff" * (512 * 512))
        drawn = qube.write("drawn.svg", '<svg xmlns="http://www.w3.org/2000/svg"'
                           ' width="8" height="4"><rect width="8" height="4"'
                           ' fill="#00f"/></svg>')
        result = qube.service("qubes.GetImageRGBA", stdin=f"{drawn}\n".encode())
        expect(result.stdout, b"8 4\n" + b"\0\0\xff\xff" * 32)


def test_the_session_is_waited_for():
    with Qube() as qube:
        with subprocess.Popen([f"{SERVICES}/qubes.WaitForSession"],
                              env=qube.env, stdin=subprocess.DEVNULL) as waiter:
            expect(waiter.poll(), None)
            with socket.socket(socket.AF_UNIX) as display:
                display.bind(f"{qube.top}/run/wayland-0")
                expect(waiter.wait(timeout=30), 0)


def test_connections_are_links_for_the_agent():
    expect(os.readlink(f"{SERVICES}/qubes.ConnectTCP"), "/dev/tcp/127.0.0.1")
    with open(f"{CONFIG}/qubes.ConnectTCP", encoding="utf-8") as file:
        expect(file.read(), "skip-service-descriptor=true\n"
               "exit-on-service-eof=true\n")


sys.exit(testbed.run(
    test_commands_run_with_their_words,
    test_a_shell_reads_its_commands,
    test_a_command_line_has_its_own_input,
    test_disposables_wait_for_their_session,
    test_a_changed_file_comes_back,
    test_what_is_only_viewed_stays,
    test_a_file_that_is_only_looked_at_stays,
    test_half_a_file_takes_no_place,
    test_no_file_leaves_the_folder_made_for_it,
    test_only_addresses_are_opened,
    test_what_was_opened_here_opens_no_disposables,
    test_programs_start_by_their_entry,
    test_menus_are_listed,
    test_pictures_are_bare_bytes,
    test_icons_are_found_and_bounded,
    test_the_session_is_waited_for,
    test_connections_are_links_for_the_agent,
))
