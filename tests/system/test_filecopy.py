#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files from one home to another by the real programs, and streams that no
honest sender would send."""

import errno
import os
import pty
import select
import shutil
import stat
import struct
import subprocess
import sys
import tempfile
import zlib

import testbed

TOOLS = os.path.join(testbed.BUILD, "qube/bin")
SERVICE = os.path.join(testbed.BUILD, "qube/qubes-rpc/qubes.Filecopy")
CUT_SHORT = 31415926
FILE, DIR, LINK = 0o100644, 0o040755, 0o120777


class Homes:
    """Two homes and what is needed to call from one to the other."""

    def __enter__(self):
        self.top = tempfile.mkdtemp(prefix="filecopy-")
        self.near = self.make("near")
        self.far = self.make("far")
        programs = self.make("programs")
        shutil.copy(os.path.join(os.path.dirname(__file__), "direct_call.py"),
                    f"{programs}/qrexec-client-vm")
        os.chmod(f"{programs}/qrexec-client-vm", 0o755)
        self.calls = f"{self.top}/calls"
        self.env = dict(os.environ, HOME=self.near, FAR_HOME=self.far,
                        LEADLIGHT_PROGRAMS=programs, CALLS=self.calls,
                        LC_ALL="C.UTF-8")
        self.came = f"{self.far}/QubesIncoming/work"
        return self

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+rwX", self.top], check=False)
        shutil.rmtree(self.top)

    def make(self, name):
        os.mkdir(f"{self.top}/{name}")
        return f"{self.top}/{name}"

    def tool(self, *words):
        return subprocess.run([f"{TOOLS}/{words[0]}", *words[1:]],
                              cwd=self.near, env=self.env, timeout=120,
                              capture_output=True, text=True, check=False)

    def write(self, name, content="x", mode=0o644):
        path = f"{self.near}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(path, mode)
        return path

    def receive(self, stream, *options, home=None):
        """A stream into the receiver: its exit code and its answer."""
        env = dict(os.environ, HOME=home or self.far,
                   QREXEC_REMOTE_DOMAIN="work")
        result = subprocess.run([SERVICE, *options], input=stream, env=env,
                                capture_output=True, timeout=60, check=False)
        error, _, crc, size = struct.unpack_from("<IIQI", result.stdout)
        name = result.stdout[20:]
        expect(len(name), size)
        return result.returncode, error, crc, name


def expect(got, wanted):
    if got != wanted:
        raise AssertionError(f"got {got!r}, not {wanted!r}")


def expect_in(part, whole):
    if part not in whole:
        raise AssertionError(f"no {part!r} in {whole!r}")


def entry(name, mode=FILE, content=b"", size=None, nsec=0):
    name = name.encode() + b"\0" if isinstance(name, str) else name
    header = struct.pack("<IIQIIII", len(name), mode,
                         len(content) if size is None else size, 1000, 0,
                         1000, nsec)
    return header + name + content


def end(*entries):
    return b"".join(entries) + bytes(32)


def tree(top):
    """Every path below with what can be seen of it."""
    found = {}
    for where, dirs, files in os.walk(top):
        for name in dirs + files:
            path = os.path.join(where, name)
            info = os.lstat(path)
            content, when = "", info.st_mtime_ns
            if stat.S_ISLNK(info.st_mode):
                content, when = os.readlink(path), 0
            elif stat.S_ISREG(info.st_mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[os.path.relpath(path, top)] = (info.st_mode, when, content)
    return found


def make_tree(homes):
    homes.write("d/large", "0123456789" * 100000)
    homes.write("d/deep/er/note", "text", 0o600)
    homes.write("d/empty", "")
    homes.write("d/caf\u00e9", "x")
    homes.write("d/script", "#!/bin/sh\n", 0o755)
    homes.write("d/shut/inside")
    os.symlink("deep/er/note", f"{homes.near}/d/link")
    os.symlink("nowhere", f"{homes.near}/d/deep/dangling")
    os.mkdir(f"{homes.near}/d/bare")
    os.utime(f"{homes.near}/d/empty", ns=(10**18 + 1, 10**18 + 2))
    os.chmod(f"{homes.near}/d/shut", 0o555)


def test_a_tree_arrives_as_it_was():
    with Homes() as homes:
        make_tree(homes)
        result = homes.tool("qvm-copy", "d")
        expect((result.returncode, result.stderr), (0, ""))
        expect(tree(f"{homes.came}/d"), tree(f"{homes.near}/d"))
        expect(open(homes.calls, encoding="utf-8").read(), "qubes.Filecopy\n")
        expect(os.stat(homes.came).st_mode & 0o777, 0o700)


def test_what_exists_is_kept():
    with Homes() as homes:
        homes.write("a", "first")
        expect(homes.tool("qvm-copy", "a").returncode, 0)
        homes.write("a", "second")
        result = homes.tool("qvm-move", "a")
        expect(result.returncode, errno.EEXIST)
        expect_in('there is a "a"', result.stderr)
        expect(open(f"{homes.came}/a", encoding="utf-8").read(), "first")
        expect(open(f"{homes.near}/a", encoding="utf-8").read(), "second")


def test_a_move_removes_what_was_sent():
    with Homes() as homes:
        make_tree(homes)
        os.chmod(f"{homes.near}/d/shut", 0o755)
        before = tree(f"{homes.near}/d")
        homes.write("-i", "an option by its name")
        result = homes.tool("qvm-move-to-vm", "--", "there", "d/", "-i")
        expect((result.returncode, result.stderr), (0, ""))
        expect(tree(f"{homes.came}/d"), before)
        expect(os.listdir(homes.near), [])


def test_a_move_keeps_what_was_not_sent():
    with Homes() as homes:
        homes.write("d/sent")
        os.symlink("sent", f"{homes.near}/d/link")
        os.mkfifo(f"{homes.near}/d/pipe")
        result = homes.tool("qvm-move", "--ignore-symlinks", "d")
        expect(result.returncode, 1)
        expect_in('"d" stays: something in it was not sent', result.stderr)
        expect(sorted(os.listdir(f"{homes.near}/d")), ["link", "pipe"])
        expect(os.listdir(f"{homes.came}/d"), ["sent"])


def test_a_failed_move_removes_nothing():
    with Homes() as homes:
        homes.write("a", "x" * 1000000)
        for target, code in (("nobody", 126), ("cut", 137)):
            result = homes.tool("qvm-move-to-vm", target, "a")
            expect(result.returncode, code)
            expect(os.listdir(homes.near), ["a"])
        # not the part that came; the receiver may not even have begun
        expect([file for _, _, files in os.walk(homes.far) for file in files],
               [])


def test_odd_names_are_asked_for():
    with Homes() as homes:
        homes.write("line\nbreak")
        expect(homes.tool("qvm-copy", "line\nbreak").returncode, 0)
        expect(open(homes.calls, encoding="utf-8").read(),
               "qubes.Filecopy+allow-all-names\n")
        expect(os.listdir(homes.came), ["line\nbreak"])


def test_paths_without_a_name_are_refused():
    with Homes() as homes:
        os.mkdir(f"{homes.near}/d")
        for path in ("", ".", "..", "/", "d/..", "d/.", "missing"):
            result = homes.tool("qvm-copy", "--", path)
            expect(result.returncode, 1)
        expect(os.path.exists(homes.calls), False)


def test_links_that_lead_out_are_not_even_sent():
    with Homes() as homes:
        os.mkdir(f"{homes.near}/d")
        os.symlink("/etc/passwd", f"{homes.near}/d/out")
        result = homes.tool("qvm-copy", "d")
        expect(result.returncode, 1)
        expect_in('"d/out" is a link that leads out', result.stderr)
        expect(homes.tool("qvm-copy", "--ignore-symlinks", "d").returncode, 0)
        expect(os.listdir(f"{homes.came}/d"), [])


def test_progress_is_shown_on_a_terminal():
    with Homes() as homes:
        homes.write("a", "x" * 3000000)
        leader, follower = pty.openpty()
        with subprocess.Popen([f"{TOOLS}/qvm-copy", "a"], cwd=homes.near,
                              env=homes.env, stderr=follower) as program:
            os.close(follower)
            shown = b""
            while select.select([leader], [], [], 60)[0]:
                try:
                    data = os.read(leader, 4096)
                except OSError:
                    break
                shown += data
            os.close(leader)
            expect(program.wait(), 0)
        expect_in(b"sent 2930/2930 KB\r\n", shown)


def test_the_answer_tells_the_checksum():
    with Homes() as homes:
        stream = end(entry("d", DIR), entry("d/a", content=b"text"),
                     entry("d", DIR))
        expect(homes.receive(stream), (0, 0, zlib.crc32(stream), b"d"))
        expect(os.stat(f"{homes.came}/d/a").st_mtime, 1000)
        expect(os.stat(f"{homes.came}/d").st_mtime, 1000)


# stream, errno in the answer, what is there then
HOSTILE = (
    (end(entry("../a", content=b"x")), errno.EILSEQ, []),
    (end(entry("/tmp/a", content=b"x")), errno.EILSEQ, []),
    (end(entry("a/../../b", content=b"x")), errno.EILSEQ, []),
    (end(entry("..", DIR)), errno.EILSEQ, []),
    (end(entry(b"a\0b\0", content=b"x")), errno.EILSEQ, []),
    (end(entry("a\x1b[2J", content=b"x")), errno.EILSEQ, []),
    (end(entry("a", LINK, b"/etc")), errno.ENOLINK, []),
    (end(entry("d", DIR), entry("d/a", LINK, b"../../x")), errno.ENOLINK,
     ["d"]),
    (end(entry("d", DIR), entry("d/a", LINK, b"b"), entry("d/a/c")),
     errno.ENOTDIR, ["d"]),
    (end(entry("d", DIR), entry("d/a", LINK, b"b"), entry("d/a")),
     errno.EEXIST, ["d"]),
    (end(entry("d", DIR), entry("d/a", LINK, b"b"), entry("d/a", DIR)),
     errno.ENOTDIR, ["d"]),
    (end(entry("a", 0o020644)), errno.EINVAL, []),
    (end(entry("a", 0o010644)), errno.EINVAL, []),
    (end(entry("a", 0o140644)), errno.EINVAL, []),
    (end(entry("a", nsec=10**9)), errno.EINVAL, []),
    (end(entry("a", size=2**64 - 1)), errno.EDQUOT, []),
    (end(entry("missing/a", content=b"x")), errno.ENOENT, []),
    (end(entry("n" * 256)), errno.ENAMETOOLONG, []),
    (end(entry("n/" * 600 + "a")), errno.EDQUOT, []),
    (entry("a", size=100, content=b"half"), CUT_SHORT, []),
    (entry("a", size=2**62, content=b"half"), CUT_SHORT, []),
    (entry("a", content=b"x"), errno.EREMOTEIO, ["a"]),
    (b"", errno.EREMOTEIO, []),
)


def test_hostile_streams_reach_nothing():
    for stream, wanted, left in HOSTILE:
        with Homes() as homes:
            code, error, _, _ = homes.receive(stream)
            expect((error, code), (wanted, wanted & 0xFF))
            expect(os.listdir(homes.came), left)
            expect(os.listdir(homes.far), ["QubesIncoming"])
            expect(os.listdir(f"{homes.far}/QubesIncoming"), ["work"])


def test_no_strange_rights_arrive():
    with Homes() as homes:
        expect(homes.receive(end(entry("a", 0o106777)))[1], 0)
        expect(os.stat(f"{homes.came}/a").st_mode & 0o7777, 0o777)


def test_quotas_hold():
    with Homes() as homes:
        stream = end(entry("a", content=b"12345"), entry("b", content=b"123"))
        for option in ("--max-bytes=7", "--max-files=1"):
            expect(homes.receive(stream, option)[1], errno.EDQUOT)
            expect(os.listdir(homes.came), ["a"])
            os.unlink(f"{homes.came}/a")
        expect(homes.receive(stream, "--max-bytes=8", "--max-files=2")[1], 0)


def test_a_link_in_the_way_is_not_followed():
    with Homes() as homes:
        os.mkdir(f"{homes.far}/QubesIncoming")
        os.mkdir(f"{homes.far}/elsewhere")
        os.symlink("../elsewhere", homes.came)
        _, error, _, _ = homes.receive(end(entry("a", content=b"x")))
        expect(error, errno.ENOTDIR)
        expect(os.listdir(f"{homes.far}/elsewhere"), [])


def test_a_full_disk_is_told():
    with Homes() as homes:
        command = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev",
                   "--size", "1048576", "--tmpfs", homes.far, SERVICE]
        env = dict(os.environ, HOME=homes.far, QREXEC_REMOTE_DOMAIN="work")
        stream = end(entry("a", content=bytes(4 << 20)))
        result = subprocess.run(command, input=stream, env=env, timeout=60,
                                capture_output=True, check=False)
        expect(struct.unpack_from("<I", result.stdout)[0], errno.ENOSPC)
        expect(result.returncode, errno.ENOSPC)


sys.exit(testbed.run(
    test_a_tree_arrives_as_it_was,
    test_what_exists_is_kept,
    test_a_move_removes_what_was_sent,
    test_a_move_keeps_what_was_not_sent,
    test_a_failed_move_removes_nothing,
    test_odd_names_are_asked_for,
    test_paths_without_a_name_are_refused,
    test_links_that_lead_out_are_not_even_sent,
    test_progress_is_shown_on_a_terminal,
    test_the_answer_tells_the_checksum,
    test_hostile_streams_reach_nothing,
    test_no_strange_rights_arrive,
    test_quotas_hold,
    test_a_link_in_the_way_is_not_followed,
    test_a_full_disk_is_told,
))
