#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A running session listens on what SECURITY.md says, on nothing else, and its
programs run as whom SECURITY.md says."""

import os
import re
import stat
import sys

import testbed

TOP = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
OURS = {"leadlight-drive"}  # the hands and eyes of this test
LISTENING = "00010000"
TCP_LISTEN = "0A"
SESSION = {"leadlight", "leadlight-session", "leadlight-zone",
           "leadlight-keeper", "leadlight-qrexec",
           "leadlight-qrexec-agent@dom0", "bwrap", "dbus-daemon"}


def table(heading):
    """The cells of the rows of the table below a heading of SECURITY.md."""
    with open(os.path.join(TOP, "SECURITY.md"), encoding="utf-8") as file:
        part = file.read().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines()
            if line.startswith("| `")]
    if not rows:
        raise AssertionError(f"SECURITY.md: no table below {heading}")
    return rows


def doors():
    """Of that table: (socket, program) with the mode in octal, or None."""
    return {(row[0].strip("`"), program): int(row[2], 8)
            if row[2].isdigit() else None
            for row in table("Who may connect where")
            for program in re.findall(r"`([^`]+)`", row[1])}


def processes(root):
    """Process ids of root and all that descend from it."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                parent = int(file.read().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def program(pid):
    """A program's name as it was started, without its path."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return os.path.basename(file.read().split(b"\0")[0].decode())


def lines(pid, name):
    with open(f"/proc/{pid}/net/{name}", encoding="utf-8") as file:
        return [line.split() for line in file.readlines()[1:]]


def inodes(pid):
    """The sockets that a process has open."""
    found = set()
    for fd in os.listdir(f"/proc/{pid}/fd"):
        try:
            match = re.match(r"socket:\[(\d+)\]",
                             os.readlink(f"/proc/{pid}/fd/{fd}"))
        except OSError:  # closed, or ended, meanwhile
            continue
        if match:
            found.add(match[1])
    return found


def listens(pid):
    """Paths of unix sockets, and addresses, that a process listens on."""
    mine = inodes(pid)
    for words in lines(pid, "unix"):
        if words[3] == LISTENING and words[6] in mine:
            yield words[7] if len(words) > 7 else "(no name)"
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for words in lines(pid, kind):
            if words[9] in mine and (kind.startswith("udp")
                                     or words[3] == TCP_LISTEN):
                yield f"{kind} {words[1]}"


def general(path, runtime):
    """A path as the table writes it. Channels are bound by /proc/self/fd."""
    path = re.sub(r"^/proc/self/fd/\d+/(?=vchan\.)",
                  f"{runtime}/qubes/x/run/vchan/", path)
    path = path.replace(runtime, "RUNTIME")
    path = re.sub(r"^RUNTIME/programs/[^/]+$", "RUNTIME/programs/PROGRAM", path)
    path = re.sub(r"^RUNTIME/calls/qrexec\.[^/]+$", "RUNTIME/calls/qrexec.NAME",
                  path)
    path = re.sub(r"/qubes/[^/]+/", "/qubes/NAME/", path)
    path = re.sub(r"vchan\.0\.[1-9]\d*\.", "vchan.0.N.", path)
    path = re.sub(r"(?<=vchan\.0\.N\.)\d{5,}", "CALL", path)
    return re.sub(r"vchan\.[1-9]\d*\.0\.", "vchan.N.0.", path)


def in_use(desk, runtime):
    """(socket, program) of all listeners there are now."""
    found = set()
    for pid in processes(desk.session.pid):
        try:
            name = program(pid)
            if name not in OURS:
                found |= {(general(path, runtime), name)
                          for path in listens(pid)}
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_doors(desk, runtime):
    want = set(doors())
    try:
        testbed.wait("all sockets of the table",
                     lambda: in_use(desk, runtime) >= want)
    except AssertionError as error:
        missing = want - in_use(desk, runtime)
        raise AssertionError(f"{error}; missing: {missing}") from None
    more = in_use(desk, runtime) - want
    if more:
        raise AssertionError(f"not in SECURITY.md: {sorted(more)}")


def test_modes(desk, runtime):
    want = {path: mode for (path, _), mode in doors().items()}
    count = 0
    for folder, _, names in os.walk(runtime):
        for name in names:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISSOCK(mode):
                count += 1
                found = stat.S_IMODE(mode)
                if found != want.get(general(path, runtime)):
                    raise AssertionError(f"{path} has mode {found:o}")
    if count < 5:
        raise AssertionError(f"only {count} sockets were found")
    if stat.S_IMODE(os.stat(runtime).st_mode) != 0o700:
        raise AssertionError("the runtime directory is open to others")


def test_users(desk, runtime):
    """Session programs are the session's user, all others are the qube's."""
    qube = set()
    for pid in processes(desk.session.pid):
        try:
            name = program(pid)
            with open(f"/proc/{pid}/status", encoding="utf-8") as file:
                uid = int(re.search(r"^Uid:\s+(\d+)", file.read(), re.M)[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if name in SESSION:
            if uid != os.getuid():
                raise AssertionError(f"{name} runs as {uid}")
        elif name not in OURS | {"sh"} or uid != os.getuid():
            qube.add(uid)
    if len(qube) != 1 or qube & {0, os.getuid()}:
        raise AssertionError(f"the qube's programs run as {sorted(qube)}")


def test_programs(desk, runtime):
    """The table of users names each of our programs that runs."""
    told = {name for row in table("Who runs as whom")
            for name in re.findall(r"`([^`]+)`", row[0])}
    there = {program(pid) for pid in processes(desk.session.pid)}
    ours = {name for name in there if name.startswith("leadlight")} - OURS
    if ours - told or "leadlight-agent" not in ours:
        raise AssertionError(f"not in SECURITY.md: {sorted(ours - told)}")


def main():
    tests = [test_doors, test_modes, test_users, test_programs]
    failed = 0
    print(f"1..{len(tests)}")
    qubes = {"work": {"label": "blue", "command": ["foot", "xterm"],
                      "autostart": "yes"}}
    config = ("[program launcher]\ncommand = exec true\nstart = on-demand\n"
              "role = panel\nchildren = app\n")
    with testbed.Desktop(qubes, config=config) as desk:
        runtime = os.path.join(desk.dir, "run", "leadlight")
        for number, test in enumerate(tests, 1):
            name = test.__name__.removeprefix("test_")
            try:
                test(desk, runtime)
                print(f"ok {number} - {name}", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"not ok {number} - {name}\n# {error}", flush=True)
    sys.exit(1 if failed else 0)


main()
